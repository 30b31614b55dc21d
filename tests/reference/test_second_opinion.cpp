// The engine agrees with the slow and obvious simulator, spike for spike, on random networks.
// More of them: RC_PARAMS="max_success=10000" build/release/tests/reference.test_second_opinion
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "limen/core/parallel.hpp"
#include "reference/random_network.hpp"

using namespace limen;
using namespace limen::reference;

namespace {

rc::Gen<Draw> draws() {
    const auto among = [](std::initializer_list<int> values) { return rc::gen::elementOf(std::vector<int>(values)); };
    const auto range = [](int low, int high) { return rc::gen::inRange(low, high + 1); };
    return rc::gen::build<Draw>(
        rc::gen::set(&Draw::seed, range(1, 1 << 30)), rc::gen::set(&Draw::size, range(1, 200)),
        rc::gen::set(&Draw::shape, range(0, 2)), rc::gen::set(&Draw::receptors, among({0, 0, 0, 1})),
        rc::gen::set(&Draw::differ, among({0, 0, 0, 1})), rc::gen::set(&Draw::adapt, among({0, 0, 0, 1})),
        rc::gen::set(&Draw::inhibitory_percent, among({0, 20, 50, 100})), rc::gen::set(&Draw::in_degree, range(0, 30)),
        rc::gen::set(&Draw::rate_Hz, among({0, 300, 1000, 4000})),
        rc::gen::set(&Draw::slice_us, among({0, 0, 37, 250})), rc::gen::set(&Draw::tau_m, among({5, 10, 20})),
        rc::gen::set(&Draw::tau_ex, among({1, 2, 5, 10, 30})), rc::gen::set(&Draw::tau_in, among({1, 5, 10, 20})),
        rc::gen::set(&Draw::t_ref_tenths, among({0, 1, 20, 50})),
        rc::gen::set(&Draw::I_e, among({0, 200, 374, 376, 600})), rc::gen::set(&Draw::weight_ex, range(0, 200)),
        rc::gen::set(&Draw::weight_in, range(0, 500)), rc::gen::set(&Draw::weight_drive, range(0, 300)),
        rc::gen::set(&Draw::delay_ex_us, range(100, 4000)), rc::gen::set(&Draw::delay_in_us, range(100, 4000)),
        rc::gen::set(&Draw::delay_spread_percent, among({0, 0, 25, 60})), rc::gen::set(&Draw::continuous, range(0, 1)),
        rc::gen::set(&Draw::U_percent, among({0, 5, 50, 100})), rc::gen::set(&Draw::tau_rec, among({1, 20, 800})),
        rc::gen::set(&Draw::tau_facil, among({0, 10, 1000})),
        rc::gen::set(&Draw::spread_percent, among({0, 0, 30, 100})),
        // Steps of 20 % with windows of 1 ms double a rounding error from spike to spike.
        rc::gen::set(&Draw::stdp_percent, among({0, 1, 5})), rc::gen::set(&Draw::mu_percent, among({0, 40, 100})),
        rc::gen::set(&Draw::tau_stdp, among({5, 20})), rc::gen::set(&Draw::sample_us, among({0, 0, 130})));
}

constexpr std::size_t runaway = 20'000;  // spikes
constexpr real tolerance = 1e-9L;        // ms: the promise

// Where two lists of spikes part: the first pair that differs in unit or by more than the tolerance; -1 if nowhere.
// Spikes at nearly the same time may come in either order.
std::ptrdiff_t parting(std::vector<Spike> a, std::vector<Spike> b) {
    const auto by_unit = [](const Spike& x, const Spike& y) {
        return x.unit != y.unit ? x.unit < y.unit : x.time < y.time;
    };
    std::sort(a.begin(), a.end(), by_unit);
    std::sort(b.begin(), b.end(), by_unit);
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
        if (i >= a.size() || i >= b.size() || a[i].unit != b[i].unit || std::fabs(a[i].time - b[i].time) > tolerance)
            return static_cast<std::ptrdiff_t>(i);
    return -1;
}

// Where two lists of weights part: the first pair that differs by more than this share of the larger one; -1 if
// nowhere.
std::ptrdiff_t parting(const std::vector<real>& a, const std::vector<real>& b) {
    constexpr real share = 1e-9L;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
        if (i >= a.size() || i >= b.size() ||
            !(std::fabs(a[i] - b[i]) <= share * std::max(std::fabs(a[i]), std::fabs(b[i]))))
            return static_cast<std::ptrdiff_t>(i);
    return -1;
}

}  // namespace

TEST_CASE("the engine gives every spike of the reference simulator, within 1e-9 ms, and no other, and its weights") {
    std::size_t spikes = 0, networks = 0;
    CHECK(rc::check("engine and reference agree", [&] {
        const Draw draw = *draws();
        RC_LOG() << describe(draw) << "\n";
        const RandomNetwork network(draw);
        const Outcome expected = network.by_reference(runaway);
        // Excitation without refractoriness may grow without bound.
        if (expected.spikes.size() == runaway) RC_DISCARD("runs away");
        const Outcome found = network.by_engine();
        RC_LOG() << expected.spikes.size() << " spikes expected, " << found.spikes.size() << " found\n";
        RC_ASSERT(parting(expected.spikes, found.spikes) == -1);
        const auto changed = parting(expected.weights, found.weights);
        if (changed >= 0) {
            const auto s = static_cast<std::size_t>(changed);
            RC_LOG() << "synapse " << s << ": weight " << expected.weights.at(s) << " expected, " << found.weights.at(s)
                     << " found\n";
        }
        RC_ASSERT(changed == -1);
        spikes += expected.spikes.size();
        ++networks;
    }));
    MESSAGE(networks << " networks, " << spikes << " spikes");
    CHECK(spikes > 10 * networks);
}

TEST_CASE("a spike that is wrong by more than the tolerance, missing or of another unit is noticed") {
    const std::vector<Spike> spikes{{1, 0}, {2, 1}, {3, 0}};
    CHECK(parting(spikes, spikes) == -1);
    CHECK(parting(spikes, {{1, 0}, {2 + 2e-9L, 1}, {3, 0}}) != -1);
    CHECK(parting(spikes, {{1, 0}, {2 + 5e-10L, 1}, {3, 0}}) == -1);
    CHECK(parting(spikes, {{1, 0}, {3, 0}}) != -1);
    CHECK(parting(spikes, {{1, 0}, {2, 2}, {3, 0}}) != -1);
    const std::vector<real> weights{20, 0, -3};
    CHECK(parting(weights, weights) == -1);
    CHECK(parting(weights, std::vector<real>{20, 0, -3 - 4e-9L}) == 2);
    CHECK(parting(weights, std::vector<real>{20, 0, -3 - 2e-9L}) == -1);
    CHECK(parting(weights, std::vector<real>{20, 0}) == 2);
}
