// The test of a whole block: who is let through never spikes, and every vector width lets through the same.
#include "lsm/lif_segment.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "limen/core/isa.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

constexpr std::size_t neurons = 1000;

template <int n>
struct Setting {
    static constexpr int order = n;
    LifKernel<order> kernel;
    FactorTable<order> table;
    explicit Setting(double length, double tau_in) : kernel(10, 2, tau_in), table(kernel, 250, length) {}
};

// Neurons in all states, some of them refractory, with sums of a few random inputs each, which are kept as well.
template <int order>
struct RandomBlock {
    LifBlock<order> block{0, neurons, false};
    struct Input {
        EventFactors<order> factors;
        double weight;
    };
    std::vector<std::vector<Input>> inputs{neurons};

    RandomBlock(const FactorTable<order>& table, double start, double end) {
        Random random(5, Purpose::drive, 0);
        const double scale = order == 0 ? 0.01 : 1;  // mV jumps are much larger than the same number of pA
        for (std::size_t i = 0; i < neurons; ++i) {
            const bool refractory = i % 7 == 0;
            block.m[i] = refractory ? held : -10 * random.uniform() * random.uniform();
            for (std::size_t c = 0; c < order; ++c) {
                block.ex[c][i] = 3 * random.uniform();
                block.in[c][i] = -3 * random.uniform();
            }
            block.theta[i] = 0.1;
            block.release[i] = refractory ? 3 * table.length() * random.uniform() : never;
            for (std::uint32_t k = random.below(6); k > 0; --k) {
                const bool inhibitory = random.below(3) == 0;
                const double weight = scale * (inhibitory ? -200 : 100) * random.uniform();
                const auto f = table.at(start + (end - start) * random.uniform(), inhibitory);
                inputs[i].push_back({f, weight});
                double* sum = (inhibitory ? block.sum_in : block.sum_ex).data() + sum_stride<order> * i;
                sum[0] += weight * f.to_m;
                for (std::size_t c = 0; c < order; ++c) sum[c + 1] += weight * f.to_current[c];
            }
        }
    }

    // The highest m of one neuron in the segment, by a fine scan with its inputs one by one; a jump shows at its
    // moment.
    double highest(const LifKernel<order>& kernel, std::size_t i, double start, double end) {
        std::sort(inputs[i].begin(), inputs[i].end(),
                  [](const Input& a, const Input& b) { return a.factors.offset < b.factors.offset; });
        Moment<order> state{block.m[i], block.at(block.ex, i), block.at(block.in, i)};
        double top = -1e9;
        auto next = inputs[i].begin();
        for (int k = 0; k <= 400; ++k) {
            const double offset = start + (end - start) * k / 400;
            for (; next != inputs[i].end() && next->factors.offset <= offset; ++next) {
                state.m += next->weight * next->factors.to_m;
                auto& current = next->weight < 0 ? state.in : state.ex;
                for (std::size_t c = 0; c < order; ++c) current[c] += next->weight * next->factors.to_current[c];
                if (order == 0) top = std::max(top, kernel.later(state, next->factors.offset).m);
            }
            top = std::max(top, kernel.later(state, offset).m);
        }
        return top;
    }
};

}  // namespace

TEST_CASE_TEMPLATE("no neuron that is let through reaches its threshold, and most of those far below it are", Set,
                   Setting<0>, Setting<1>, Setting<2>) {
    constexpr int order = Set::order;
    for (const double tau_in : {1.0, 2.0, 8.0})
        for (const auto& [start, end] : {std::pair{0.0, 1.0}, std::pair{0.0, 0.4}, std::pair{0.3, 1.0}}) {
            Set setting(1.0, tau_in);
            RandomBlock<order> random(setting.table, start, end);
            RandomBlock<order> untouched = random;
            test_and_commit(random.block, SegmentFactors<order>(setting.kernel, setting.table, start, end, end == 1.0),
                            0);
            std::size_t let_through = 0, reaching = 0;
            for (std::size_t i = 0; i < neurons; ++i) {
                const bool candidate = (random.block.bits[i / 32] >> i % 32 & 1U) != 0;
                CHECK(candidate ==
                      std::binary_search(random.block.candidates.begin(), random.block.candidates.end(), i));
                if (is_held(untouched.block.m[i])) {
                    CHECK(candidate == (untouched.block.release[i] <= end));
                    continue;
                }
                const bool reaches = untouched.highest(setting.kernel, i, start, end) >= untouched.block.theta[i];
                let_through += !candidate;
                reaching += reaches;
                if (reaches) CHECK(candidate);
            }
            CHECK(let_through > neurons / 3);
            CHECK(reaching > 20);
        }
}

TEST_CASE_TEMPLATE("every vector width gives the same bits", Set, Setting<0>, Setting<1>, Setting<2>) {
    constexpr int order = Set::order;
    Set setting(1.0, 3.0);
    const SegmentFactors<order> factors(setting.kernel, setting.table, 0, 1, true);
    const Isa before = isa();
    set_isa(Isa::plain);
    RandomBlock<order> plain(setting.table, 0, 1);
    test_and_commit(plain.block, factors, 1e-12);
    for (const Isa wanted : {Isa::avx2, Isa::avx512}) {
        set_isa(wanted);
        RandomBlock<order> wide(setting.table, 0, 1);
        test_and_commit(wide.block, factors, 1e-12);
        CHECK(wide.block.m == plain.block.m);
        CHECK(wide.block.ex == plain.block.ex);
        CHECK(wide.block.in == plain.block.in);
        CHECK(wide.block.release == plain.block.release);
        CHECK(wide.block.candidates == plain.block.candidates);
    }
    set_isa(before);
}

TEST_CASE_TEMPLATE("the factors of many inputs are those of each, whatever the slice and the time constants", Set,
                   Setting<0>, Setting<1>, Setting<2>) {
    constexpr int order = Set::order;
    for (const double tau_s : {0.5, 2.0, 9.99999, 10.0, 40.0})
        for (const double length : {0.05, 0.5, 4.0}) {
            const LifKernel<order> kernel(10, tau_s, 3);
            const FactorTable<order> table(kernel, 250, length);
            std::vector<double> offsets;
            std::array<std::vector<double>, order + 1> parts;
            for (int k = 0; k < 100; ++k) offsets.push_back(length * k / 100);
            for (const double weight : {7.0, -3.0}) {
                table.fill(offsets, weight, parts);
                for (std::size_t k = 0; k < 100; ++k) {
                    const EventFactors<order> one = table.at(offsets[k], weight < 0);
                    CHECK(parts[0][k] == doctest::Approx(weight * one.to_m).epsilon(order == 2 ? 1e-10 : 1e-12));
                    for (std::size_t c = 0; c < order; ++c)
                        CHECK(parts[c + 1][k] == doctest::Approx(weight * one.to_current[c]).epsilon(1e-14));
                }
            }
        }
}
