// The two loops in which most of the time is spent: one read-add-write of a pair for each synaptic event, and a handful
// of vector operations for each neuron.
#include "lsm/lif_segment.hpp"

#include <algorithm>

#include "limen/isa.hpp"

namespace limen::lsm {

namespace {

using Pair [[gnu::vector_size(16), gnu::may_alias]] = double;

inline void add(double* sums, std::uint16_t target, Pair pair) noexcept {
    Pair* sum = reinterpret_cast<Pair*>(sums + std::size_t{2} * target);
    *sum += pair;
}

}  // namespace

void accumulate(LifBlock& block, const SynapseRow& row, const EventFactors& factors, bool inhibitory) noexcept {
    double* sums = inhibitory ? block.sum_in.data() : block.sum_ex.data();
    const std::uint16_t* targets = row.targets.data();
    const std::size_t n = row.targets.size();
    block.synaptic_events += n;
    if (n == 0) return;
    const Pair unit{factors.to_m, factors.to_g};
    if (row.one_weight) {
        const Pair pair = unit * static_cast<double>(*row.weights);
        std::size_t j = 0;
        for (; j + 4 <= n; j += 4) {
            const std::uint16_t a = targets[j], b = targets[j + 1], c = targets[j + 2], d = targets[j + 3];
            add(sums, a, pair);
            add(sums, b, pair);
            add(sums, c, pair);
            add(sums, d, pair);
        }
        for (; j < n; ++j) add(sums, targets[j], pair);
    } else {
        for (std::size_t j = 0; j < n; ++j) add(sums, targets[j], unit * static_cast<double>(row.weights[j]));
    }
}

void accumulate(LifBlock& block, const InputTrain& train, std::span<const double> to_m,
                std::span<const double> to_g) noexcept {
    double* sums = train.weight < 0 ? block.sum_in.data() : block.sum_ex.data();
    block.synaptic_events += train.targets.size();
    for (std::size_t k = 0; k < train.targets.size(); ++k) add(sums, train.targets[k], Pair{to_m[k], to_g[k]});
}

SegmentFactors::SegmentFactors(const LifKernel& kernel, const FactorTable& table, double from, double until, bool last)
    : start(from), end(until), share(table.share()) {
    const Decay past = kernel.decay(start), whole = kernel.decay(until), rest = kernel.decay(until - start);
    start_m = past.m;
    start_ex = kernel.psi_ex(start, past);
    start_in = kernel.psi_in(start, past);
    rest_m = rest.m;
    rise_ex = past.ex * kernel.psi_ex_most(until - start, rest);
    end_m = whole.m;
    end_ex = kernel.psi_ex(until, whole);
    close_m = last ? whole.m : 1;
    close_psi_ex = last ? end_ex : 0;
    close_psi_in = last ? kernel.psi_in(until, whole) : 0;
    close_ex = last ? whole.ex : 1;
    close_in = last ? whole.in : 1;
    close_time = last ? until : 0;
}

void test_and_commit(LifBlock& block, const SegmentFactors& factors, double slack) noexcept {
    vectorised([
        n = block.size(), m = block.m.data(), g_ex = block.g_ex.data(), g_in = block.g_in.data(),
        release = block.release.data(), theta = block.theta.data(), sum_ex = block.sum_ex.data(),
        sum_in = block.sum_in.data(), candidate = block.candidate.data(), f = factors,
        slack
    ]() __attribute__((always_inline)) {
#pragma GCC ivdep
        for (std::size_t i = 0; i < n; ++i) {
            const double m0 = m[i], ex0 = g_ex[i], in0 = g_in[i];
            const double ex_m = sum_ex[2 * i], ex_g = sum_ex[2 * i + 1], in_m = sum_in[2 * i], in_g = sum_in[2 * i + 1];
            const double at_start = m0 * f.start_m + ex0 * f.start_ex + in0 * f.start_in;
            const double at_rest = at_start * f.rest_m, free = at_start > at_rest ? at_start : at_rest;
            const double current = ex0 + f.share * in0, rising = current > 0 ? current : 0;
            const double added = ex_m * f.end_m + ex_g * f.end_ex;
            const double above = (free + rising * f.rise_ex + added) - theta[i] + slack, due = f.end - release[i];
            const double most = above > due ? above : due;
            const bool commit = most < 0;
            const double new_m = m0 + (ex_m + in_m), new_ex = ex0 + ex_g, new_in = in0 + in_g;
            double closed = new_m * f.close_m + new_ex * f.close_psi_ex + new_in * f.close_psi_in;
            closed = m0 < held / 2 ? held : closed;
            m[i] = commit ? closed : m0;
            g_ex[i] = commit ? new_ex * f.close_ex : ex0;
            g_in[i] = commit ? new_in * f.close_in : in0;
            release[i] = commit ? release[i] - f.close_time : release[i];
            candidate[i] = commit ? 0 : 1;
            sum_ex[2 * i] = sum_ex[2 * i + 1] = sum_in[2 * i] = sum_in[2 * i + 1] = 0;
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

void close_segment(LifBlock& block, std::size_t i, const SegmentFactors& f) noexcept {
    const bool refractory = is_held(block.m[i]);
    const double closed = block.m[i] * f.close_m + block.g_ex[i] * f.close_psi_ex + block.g_in[i] * f.close_psi_in;
    block.m[i] = refractory ? held : closed;
    block.g_ex[i] *= f.close_ex;
    block.g_in[i] *= f.close_in;
    block.release[i] -= f.close_time;
}

}  // namespace limen::lsm
