// A population on its way: what the cut into slices, refractoriness, currents and samples must not and must do.
#include "lsm/lif_state.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lif_fixture.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::lsm;

TEST_CASE("the cut into slices moves no spike by more than rounding, and makes or loses none") {
    Lif lif = resting(20);
    lif.I_e = 250;
    const auto inputs = random_inputs(20, 200, 400);
    LifBench whole(lif, 2.0);
    const auto expected = whole.run(inputs, 200);
    CHECK(expected.size() > 100);
    for (const double slice : {0.03125, 0.1, 0.5, 1.0}) {
        LifBench bench(lif, slice);
        const auto found = bench.run(inputs, 200);
        REQUIRE(found.size() == expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].time == doctest::Approx(expected[i].time).epsilon(1e-12));
            CHECK(found[i].unit == expected[i].unit);
        }
    }
}

TEST_CASE("a constant current makes spikes at the intervals of the formula") {
    // T = t_ref + tau_m ln((RI + E_L - V_reset) / (RI + E_L - V_th)), Gerstner et al. 2014, "Neuronal Dynamics", 1.3.
    Lif lif = resting(1);
    lif.V_reset = 5;
    lif.I_e = 500;  // RI = 20 mV
    lif.V_init = {5.0};
    for (const double t_ref : {0.0, 0.3, 2.0}) {
        lif.t_ref = t_ref;
        LifBench bench(lif, 0.7);
        const auto spikes = bench.run({}, 105);
        const double rise = lif.tau_m.values[0] * std::log((20.0 - 5) / (20 - 15));
        CHECK(spikes.size() == static_cast<std::size_t>(std::floor((105 - rise) / (rise + t_ref))) + 1);
        for (std::size_t i = 0; i < spikes.size(); ++i)
            CHECK(spikes[i].time == doctest::Approx(rise + static_cast<double>(i) * (rise + t_ref)).epsilon(1e-12));
    }
}

TEST_CASE("an input is the same as two of half its weight, and none as one of weight 0") {
    const auto inputs = random_inputs(5, 100, 500);
    std::vector<TimedInput> halves;
    for (const TimedInput& input : inputs) {
        halves.push_back({input.time, input.weight / 2, input.target});
        halves.push_back({input.time, input.weight / 2, input.target});
        halves.push_back({input.time, 0, input.target});
    }
    LifBench once(resting(5), 0.5), twice(resting(5), 0.5);
    const auto expected = once.run(inputs, 100), found = twice.run(halves, 100);
    REQUIRE(found.size() == expected.size());
    CHECK(expected.size() > 20);
    for (std::size_t i = 0; i < found.size(); ++i)
        CHECK(found[i].time == doctest::Approx(expected[i].time).epsilon(1e-12));
}

TEST_CASE("during refractoriness the potential stays at reset while the currents go on") {
    Lif lif = resting(1);
    lif.t_ref = 5;
    lif.V_init = {14.999};
    LifBench bench(lif, 1.0);
    const auto spikes = bench.run({{0.5, 2000, 0}, {2.5, 1000, 0}}, 4);
    REQUIRE(spikes.size() == 1);
    const double released = spikes[0].time + 5;
    CHECK(bench.observe(0, LifObservable::V_m) == 0);
    const double expected = 2000 * std::exp(-3.5 / lif.tau_syn_ex[0]) + 1000 * std::exp(-1.5 / lif.tau_syn_ex[0]);
    CHECK(bench.observe(0, LifObservable::I_ex) == doctest::Approx(expected).epsilon(1e-13));
    LifBench later(lif, 1.0);
    const auto all = later.run({{0.5, 2000, 0}, {2.5, 1000, 0}}, 12);
    for (std::size_t i = 1; i < all.size(); ++i) CHECK(all[i].time > released);
}

TEST_CASE("a potential that starts above the threshold spikes at once") {
    Lif lif = resting(1);
    lif.V_init = {20.0};
    LifBench bench(lif, 0.5);
    const auto spikes = bench.run({}, 5);
    REQUIRE(spikes.size() == 1);
    CHECK(spikes[0].time == 0);
}

TEST_CASE("a drive's current acts like I_e from its moment on, and the potential does not jump") {
    Lif driven = resting(3);
    const std::vector<double> strong(3, 600.0), none(3, 0.0);
    LifBench bench(driven, 0.7);
    const auto spikes = bench.run({}, 70, {{10.0, strong}, {40.0, none}});
    // RI = 24 mV from 10 ms on, from rest.
    const double rise = driven.tau_m.values[0] * std::log(24.0 / (24 - 15));
    std::vector<double> expected;
    for (double t = 10 + rise; t < 40; t += rise + driven.t_ref.values[0]) expected.push_back(t);
    REQUIRE(spikes.size() == 3 * expected.size());
    for (std::size_t i = 0; i < spikes.size(); ++i)
        CHECK(spikes[i].time == doctest::Approx(expected[i / 3]).epsilon(1e-12));
}

TEST_CASE("what is sampled is the exact potential of that very moment, not of a step") {
    Lif lif = resting(2);
    lif.V_init = {10.0};
    LifBench bench(lif, 0.5, {0});
    std::vector<float> row(2);
    const std::vector<SampleEvent> samples{{0.3, 0, row}};
    std::vector<SpikeEvent> spikes;
    const Slice slice{0, 0.5, {}, {}, samples};
    const std::vector<double> offsets{0.4, 0.1};
    const std::vector<std::uint16_t> targets{0, 1};
    const std::vector<InputTrain> inputs{{100, offsets, targets}};
    bench.state->prepare(slice);
    bench.state->advance(0, slice, {inputs, {}}, spikes);
    CHECK(row[0] == static_cast<float>(10 * std::exp(-0.03)));
    const double psi = (std::exp(-0.2 / 10) - std::exp(-0.2 / 2)) / (1.0 / 2 - 1.0 / 10);
    CHECK(row[1] == static_cast<float>(10 * std::exp(-0.03) + 100 / lif.C_m.values[0] * psi));
}

TEST_CASE("inputs with scales act as inputs of those weights, also where a sample cuts the slice") {
    const std::vector<double> offsets{0.4, 0.1, 0.2, 0.35}, scales{0.5, 2, 300, 1};
    const std::vector<std::uint16_t> targets{0, 1, 2, 1};
    std::vector<InputTrain> apart;
    for (std::size_t k = 0; k < offsets.size(); ++k)
        apart.push_back(
            {-100 * scales[k] * (k == 2 ? -1 : 1), std::span(offsets).subspan(k, 1), std::span(targets).subspan(k, 1)});
    // The third, which makes a spike, is excitatory.
    const auto of = [&](const auto& values, std::size_t first, std::size_t n) {
        return std::span(values).subspan(first, n);
    };
    const std::vector<InputTrain> together{{-100, of(offsets, 0, 2), of(targets, 0, 2), 0, of(scales, 0, 2)},
                                           {100, of(offsets, 2, 1), of(targets, 2, 1), 0, of(scales, 2, 1)},
                                           {-100, of(offsets, 3, 1), of(targets, 3, 1), 0, of(scales, 3, 1)}};
    for (const double q_sfa : {0.0, 1e-9})  // two passes, or event by event
        for (const bool sampled : {false, true}) {
            Lif lif = resting(3);
            lif.V_init = {10.0};
            lif.q_sfa = q_sfa;
            std::vector<std::vector<double>> found;
            for (const auto& trains : {apart, together}) {
                LifBench bench(lif, 0.5);
                std::vector<float> row(3);
                const std::vector<SampleEvent> sample{{0.3, 0, row}};
                const Slice slice{0, 0.5, {}, {}, sampled ? sample : std::span<const SampleEvent>()};
                std::vector<SpikeEvent> spikes;
                bench.state->prepare(slice);
                bench.state->advance(0, slice, {trains, {}}, spikes);
                REQUIRE(spikes.size() == 1);
                found.push_back({spikes[0].offset, row[0], row[1], row[2]});
                for (std::size_t i = 0; i < 3; ++i) found.back().push_back(bench.observe(i, LifObservable::V_m));
                CHECK(bench.state->synaptic_events() == 4);
            }
            for (std::size_t v = 0; v < found[0].size(); ++v)
                CHECK(found[0][v] == doctest::Approx(found[1][v]).epsilon(1e-12));
        }
}

TEST_CASE("a filtered train jumps by 1 at a spike and decays with tau_filter; the count counts") {
    Lif lif = resting(1);
    lif.I_e = 500;
    lif.tau_filter = 7;
    const auto filtered = static_cast<std::uint32_t>(LifObservable::filtered);
    LifBench bench(lif, 0.5, {filtered});
    const auto spikes = bench.run({}, 60);
    REQUIRE(spikes.size() >= 3);
    double expected = 0;
    for (const TimedSpike& spike : spikes) expected += std::exp(-(60 - spike.time) / 7);
    CHECK(bench.observe(0, LifObservable::filtered) == doctest::Approx(expected).epsilon(1e-12));
    CHECK(bench.observe(0, LifObservable::count) == static_cast<double>(spikes.size()));
}

TEST_CASE("a trial leaves nothing behind for the next") {
    Lif lif = resting(10);
    lif.I_e = 300;
    const auto inputs = random_inputs(10, 50, 800);
    LifBench bench(lif, 0.5);
    const auto first = bench.run(inputs, 50);
    bench.state->start(1);
    const auto second = bench.run(inputs, 50);
    REQUIRE(first.size() == second.size());
    CHECK(first.size() > 10);
    for (std::size_t i = 0; i < first.size(); ++i) CHECK(first[i].time == second[i].time);
}

TEST_CASE("every input counts as one synaptic event") {
    LifBench bench(resting(4), 1.0);
    const auto inputs = random_inputs(4, 30, 10);
    bench.run(inputs, 30);
    CHECK(bench.state->synaptic_events() == inputs.size());
}

TEST_CASE("blocks are larger where many delay classes arrive, up to eight times") {
    const auto block_size = [](std::size_t classes) {
        return LifPopulation(resting(3000), {1, 0, 0, classes}).block_size();
    };
    CHECK(block_size(0) == 1024);
    CHECK(block_size(8) == 1024);
    CHECK(block_size(9) == 2048);
    CHECK(block_size(80) == 8192);
    CHECK(block_size(4096) == 8192);
}

TEST_CASE("potentials at the start are the same in each trial, or drawn anew") {
    Lif lif = resting(50);
    lif.V_init = {0, 10};
    const PopulationContext context{1, 0, 0};
    const LifPopulation same(lif, context);
    lif.V_init_per_trial = true;
    const LifPopulation anew(lif, context);
    CHECK(same.initial_potentials(0) == same.initial_potentials(5));
    CHECK(anew.initial_potentials(0) == same.initial_potentials(0));
    CHECK(anew.initial_potentials(1) != anew.initial_potentials(0));
    CHECK(anew.initial_potentials(1) == anew.initial_potentials(1));
    lif.V_init = {3};
    CHECK_THROWS_AS(LifPopulation(lif, context), ParameterError);
}
