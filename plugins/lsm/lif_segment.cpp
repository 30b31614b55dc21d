// The two loops in which most of the time is spent: one read-add-write of a few numbers for each synaptic event, and a
// handful of vector operations for each neuron.
#include "lsm/lif_segment.hpp"

#include <algorithm>

#include "limen/core/isa.hpp"

namespace limen::lsm {

namespace {

using Pair [[gnu::vector_size(16), gnu::may_alias]] = double;

// What one input adds, in pairs.
template <int order>
struct Input {
    Pair pairs[sum_stride<order> / 2];

    Input(double to_m, const Current<order>& to_current) noexcept {
        pairs[0] = Pair{to_m, to_current[0]};
        if constexpr (order == 2) pairs[1] = Pair{to_current[1], 0};
    }
    [[gnu::always_inline]] void scale(double weight) noexcept {
        for (Pair& pair : pairs) pair *= weight;
    }
    [[gnu::always_inline]] void add_to(double* sums, std::uint16_t target) const noexcept {
        Pair* sum = reinterpret_cast<Pair*>(sums + sum_stride<order> * target);
        for (const Pair& pair : pairs) *sum++ += pair;
    }
};

template <>
struct Input<0> {
    double jump;

    Input(double to_m, const Current<0>&) noexcept : jump(to_m) {}
    [[gnu::always_inline]] void scale(double weight) noexcept { jump *= weight; }
    [[gnu::always_inline]] void add_to(double* sums, std::uint16_t target) const noexcept { sums[target] += jump; }
};

}  // namespace

template <int order>
void accumulate(LifBlock<order>& block, const SynapseRow& row, const EventFactors<order>& factors,
                bool inhibitory) noexcept {
    double* sums = inhibitory ? block.sum_in.data() : block.sum_ex.data();
    const std::uint16_t* targets = row.targets.data();
    const std::size_t n = row.targets.size();
    block.synaptic_events += n;
    if (n == 0) return;
    const Input<order> unit(factors.to_m, factors.to_current);
    if (row.has_one_weight()) {
        Input<order> input = unit;
        input.scale(static_cast<double>(row.one_weight));
        std::size_t j = 0;
        for (; j + 4 <= n; j += 4) {
            const std::uint16_t a = targets[j], b = targets[j + 1], c = targets[j + 2], d = targets[j + 3];
            input.add_to(sums, a);
            input.add_to(sums, b);
            input.add_to(sums, c);
            input.add_to(sums, d);
        }
        for (; j < n; ++j) input.add_to(sums, targets[j]);
    } else {
        for (std::size_t j = 0; j < n; ++j) {
            Input<order> input = unit;
            input.scale(static_cast<double>(row.weight(j)));
            input.add_to(sums, targets[j]);
        }
    }
}

template <int order>
void accumulate(LifBlock<order>& block, std::span<const std::uint16_t> targets, std::span<const double> weights,
                const EventFactors<order>& factors, bool inhibitory) noexcept {
    double* sums = inhibitory ? block.sum_in.data() : block.sum_ex.data();
    block.synaptic_events += targets.size();
    const Input<order> unit(factors.to_m, factors.to_current);
    for (std::size_t j = 0; j < targets.size(); ++j) {
        Input<order> input = unit;
        input.scale(weights[j]);
        input.add_to(sums, targets[j]);
    }
}

namespace {

template <int order, bool scaled>
void accumulate_train(LifBlock<order>& block, const InputTrain& train,
                      const std::array<std::vector<double>, order + 1>& parts) noexcept {
    double* sums = train.weight < 0 ? block.sum_in.data() : block.sum_ex.data();
    block.synaptic_events += train.targets.size();
    for (std::size_t k = 0; k < train.targets.size(); ++k) {
        Current<order> to_current{};
        for (std::size_t c = 0; c < order; ++c) to_current[c] = parts[c + 1][k];
        Input<order> input(parts[0][k], to_current);
        if (scaled) input.scale(train.scales[k]);
        input.add_to(sums, train.targets[k]);
    }
}

}  // namespace

template <int order>
void accumulate(LifBlock<order>& block, const InputTrain& train,
                const std::array<std::vector<double>, order + 1>& parts) noexcept {
    if (train.scales.empty())
        accumulate_train<order, false>(block, train, parts);
    else
        accumulate_train<order, true>(block, train, parts);
}

template <int order>
SegmentFactors<order>::SegmentFactors(const LifKernel<order>& kernel, const FactorTable<order>& table, double from,
                                      double until, bool last)
    : end(until), start(table.at(from, false)), share(table.share()) {
    const Decay whole = kernel.decay(until), rest = kernel.decay(until - from);
    rest_m = rest.m;
    rise = kernel.ex().template most_response<order>(until - from, rest.m, rest.ex);
    most_m = order == 0 ? start.decay.m : whole.m;
    most_current = kernel.response_ex(until, whole);
    close_m = last ? whole.m : 1;
    close_ex = last ? whole.ex : 1;
    close_in = last ? whole.in : 1;
    close_time = last ? until : 0;
    close_to_m_ex = last ? kernel.response_ex(until, whole) : Current<order>{};
    close_to_m_in = last ? kernel.response_in(until, whole) : Current<order>{};
}

template <int order>
void test_and_commit(LifBlock<order>& block, const SegmentFactors<order>& factors, double slack) noexcept {
    std::array<double*, order> ex, in;
    for (std::size_t c = 0; c < order; ++c) {
        ex[c] = block.ex[c].data();
        in[c] = block.in[c].data();
    }
    vectorised([
        n = block.size(), m = block.m.data(), ex, in, release = block.release.data(), theta = block.theta.data(),
        sum_ex = block.sum_ex.data(), sum_in = block.sum_in.data(), candidate = block.candidate.data(), f = factors,
        slack
    ]() __attribute__((always_inline)) {
        constexpr std::size_t stride = sum_stride<order>;
#pragma GCC ivdep
        for (std::size_t i = 0; i < n; ++i) {
            const double m0 = m[i], ex_m = sum_ex[stride * i], in_m = sum_in[stride * i];
            Current<order> ex0, in0, ex_sum, in_sum;
            for (std::size_t c = 0; c < order; ++c) {
                ex0[c] = ex[c][i];
                in0[c] = in[c][i];
                ex_sum[c] = sum_ex[stride * i + c + 1];
                in_sum[c] = sum_in[stride * i + c + 1];
            }
            const double at_start = m0 * f.start.decay.m + dot(ex0, f.start.to_m_ex) + dot(in0, f.start.to_m_in);
            const double at_rest = at_start * f.rest_m, free = at_start > at_rest ? at_start : at_rest;
            const double rising = most_added(decayed(ex0, f.start.offset, f.start.decay.ex),
                                             decayed(in0, f.start.offset, f.start.decay.ex), f.share, f.rise);
            const double added = ex_m * f.most_m + dot(ex_sum, f.most_current);
            const double above = (free + rising + added) - theta[i] + slack, due = f.end - release[i];
            const double most = above > due ? above : due;
            const bool commit = most < 0;
            const double new_m = m0 + (ex_m + in_m);
            Current<order> new_ex, new_in;
            for (std::size_t c = 0; c < order; ++c) {
                new_ex[c] = ex0[c] + ex_sum[c];
                new_in[c] = in0[c] + in_sum[c];
            }
            double closed = new_m * f.close_m + dot(new_ex, f.close_to_m_ex) + dot(new_in, f.close_to_m_in);
            closed = m0 < held / 2 ? held : closed;
            new_ex = decayed(new_ex, f.close_time, f.close_ex);
            new_in = decayed(new_in, f.close_time, f.close_in);
            m[i] = commit ? closed : m0;
            for (std::size_t c = 0; c < order; ++c) {
                ex[c][i] = commit ? new_ex[c] : ex0[c];
                in[c][i] = commit ? new_in[c] : in0[c];
            }
            release[i] = commit ? release[i] - f.close_time : release[i];
            candidate[i] = commit ? 0 : 1;
            for (std::size_t c = 0; c <= order; ++c) sum_ex[stride * i + c] = sum_in[stride * i + c] = 0;
        }
    });
    block.candidates.clear();
    std::fill(block.bits.begin(), block.bits.end(), 0U);
    // Most groups have none.
    constexpr std::size_t group = 16;
    for (std::size_t first = 0; first < block.size(); first += group) {
        const std::size_t last = std::min(first + group, block.size());
        std::int64_t any = 0;
        for (std::size_t i = first; i < last; ++i) any |= block.candidate[i];
        if (any == 0) [[likely]]
            continue;
        for (std::size_t i = first; i < last; ++i) {
            if (block.candidate[i] == 0) continue;
            block.candidates.push_back(static_cast<std::uint16_t>(i));
            block.bits[i / 32] |= std::uint32_t{1} << i % 32;
        }
    }
}

template <int order>
void close_segment(LifBlock<order>& block, std::size_t i, const SegmentFactors<order>& f) noexcept {
    const auto ex = block.at(block.ex, i), in = block.at(block.in, i);
    const double closed = block.m[i] * f.close_m + dot(ex, f.close_to_m_ex) + dot(in, f.close_to_m_in);
    block.m[i] = is_held(block.m[i]) ? held : closed;
    block.set(block.ex, i, decayed(ex, f.close_time, f.close_ex));
    block.set(block.in, i, decayed(in, f.close_time, f.close_in));
    block.release[i] -= f.close_time;
}

#define LIMEN_SEGMENT_OF_ORDER(order)                                                                                \
    template void accumulate<order>(LifBlock<order>&, const SynapseRow&, const EventFactors<order>&, bool) noexcept; \
    template void accumulate<order>(LifBlock<order>&, std::span<const std::uint16_t>, std::span<const double>,       \
                                    const EventFactors<order>&, bool) noexcept;                                      \
    template void accumulate<order>(LifBlock<order>&, const InputTrain&,                                             \
                                    const std::array<std::vector<double>, order + 1>&) noexcept;                     \
    template struct SegmentFactors<order>;                                                                           \
    template void test_and_commit<order>(LifBlock<order>&, const SegmentFactors<order>&, double) noexcept;           \
    template void close_segment<order>(LifBlock<order>&, std::size_t, const SegmentFactors<order>&) noexcept;
LIMEN_SEGMENT_OF_ORDER(0)
LIMEN_SEGMENT_OF_ORDER(1)
LIMEN_SEGMENT_OF_ORDER(2)

}  // namespace limen::lsm
