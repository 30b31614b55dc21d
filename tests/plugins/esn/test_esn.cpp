// The reservoir against the formula of its paper, and what the engine may ask of it.
#include "esn/esn.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// Samples of one trial with a frame every 10 ms: taken in slices of `length` ms at multiples of `period` ms.
std::vector<std::vector<float>> sample(const EsnPopulation& population, PopulationState& state, const Frames& frames,
                                       double length, double period) {
    const double end = 10.0 * static_cast<double>(frames.size());
    const auto rows = static_cast<std::size_t>(end / period) + 1;
    std::vector<std::vector<float>> samples(rows, std::vector<float>(population.size(), -2.0F));
    std::vector<SpikeEvent> spikes;
    for (std::int64_t k = 0; static_cast<double>(k) * length <= end; ++k) {
        const double start = static_cast<double>(k) * length;
        std::vector<FrameEvent> frame_events;
        std::vector<SampleEvent> sample_events;
        for (std::size_t i = 0; i < frames.size(); ++i)
            if (const double at = 10.0 * static_cast<double>(i) - start; at >= 0 && at < length)
                frame_events.push_back({at, frames[i]});
        for (std::size_t i = 0; i < rows; ++i)
            if (const double at = period * static_cast<double>(i) - start; at >= 0 && at < length)
                sample_events.push_back({at, 0, samples[i]});
        state.advance(0, {k, length, {}, frame_events, sample_events}, {}, spikes);
    }
    CHECK(spikes.empty());
    return samples;
}

std::vector<float> as_sampled(const Eigen::VectorXd& state) {
    std::vector<float> row;
    for (const double h : state) row.push_back(static_cast<float>(h));
    return row;
}

Frames first(const Frames& frames, std::size_t count) { return {frames.begin(), frames.begin() + long(count)}; }

}  // namespace

TEST_CASE("states follow the formula of the paper to 1e-12") {
    Esn parameters{60};
    SUBCASE("without leak") { parameters.leak = 1; }
    SUBCASE("with leak") { parameters.leak = 0.3; }
    SUBCASE("with a small leak") { parameters.leak = 0.01; }
    SUBCASE("with a bias") { parameters.bias_scaling = 0.7; }
    SUBCASE("with a full matrix") { parameters.density = 1; }
    SUBCASE("in saturation") { parameters.input_scaling = 30; }
    SUBCASE("with a single unit") { parameters.size = 1, parameters.density = 1; }
    const EsnPopulation population = make(parameters);
    const Frames frames = random_frames(40, 1);
    for (const std::size_t count : {1U, 2U, 40U})
        CHECK(distance(run(population, first(frames, count)), reference(population, first(frames, count))) < 1e-12);
}

TEST_CASE("a sample sees the frames that began before it, and not one of the same moment") {
    const EsnPopulation population = make({.size = 20, .leak = 0.5});
    const auto state = population.make_state({});
    const Frames frames = random_frames(6, 2);
    const std::pair<double, double> slices_and_periods[] = {{1, 10},   {10, 10}, {30, 10},
                                                            {100, 10}, {10, 5},  {2.5, 2.5}};
    for (const auto& pair : slices_and_periods) {
        const double length = pair.first, period = pair.second;
        CAPTURE(length);
        CAPTURE(period);
        state->start(0);
        const auto samples = sample(population, *state, frames, length, period);
        for (std::size_t i = 0; i < samples.size(); ++i) {
            // A frame began at 0, 10, 20, ...: before time t there were ceil(t / 10) of them.
            const auto seen = static_cast<std::size_t>(std::ceil(static_cast<double>(i) * period / 10));
            const std::vector<float> expected = as_sampled(reference(population, first(frames, seen)));
            for (std::size_t unit = 0; unit < expected.size(); ++unit)
                CHECK(samples[i][unit] == doctest::Approx(expected[unit]).epsilon(1e-6));
        }
    }
}

TEST_CASE("each trial starts from 0 and counts its own synaptic events") {
    const EsnPopulation population = make({.size = 20});
    const auto state = population.make_state({});
    const Frames frames = random_frames(5, 3);
    state->start(0);
    const auto once = sample(population, *state, frames, 10, 10);
    CHECK(state->synaptic_events() == 5 * population.internal_synapses());
    CHECK(std::all_of(once[0].begin(), once[0].end(), [](float h) { return h == 0; }));
    state->start(1);
    CHECK(state->synaptic_events() == 0);
    CHECK(sample(population, *state, frames, 10, 10) == once);
}

TEST_CASE("what came before is forgotten as fast as the norm of W promises") {
    Esn parameters{50};
    SUBCASE("without leak") { parameters.spectral_radius = 0.4; }
    SUBCASE("with leak") { parameters.spectral_radius = 0.4, parameters.leak = 0.2; }
    const EsnPopulation population = make(parameters);
    // tanh has slope 1 at most: |h - h'| shrinks by (1 - leak) + leak |W| with each frame.
    const double norm = population.W().toDense().operatorNorm();
    const double factor = 1 - parameters.leak + parameters.leak * norm;
    REQUIRE(factor < 1);
    const auto a = run(population, random_frames(10, 4)), b = run(population, random_frames(10, 5));
    const Frames later = random_frames(200, 6);
    const auto gap = [](const std::vector<double>& x, const std::vector<double>& y) {
        return (Eigen::Map<const Eigen::VectorXd>(x.data(), 50) - Eigen::Map<const Eigen::VectorXd>(y.data(), 50))
            .norm();
    };
    const double at_first = gap(a, b);
    CHECK(at_first > 0.1);
    for (const std::size_t count : {1U, 5U, 20U, 200U})
        CHECK(gap(run(population, first(later, count), a), run(population, first(later, count), b)) <=
              at_first * std::pow(factor, count) + 1e-14);
}

TEST_CASE("from 0, one frame moves a unit by its leak") {
    const Frames frame = random_frames(1, 7);
    const auto whole = run(make({.size = 30, .leak = 1}), frame), part = run(make({.size = 30, .leak = 0.01}), frame);
    for (std::size_t i = 0; i < whole.size(); ++i) CHECK(part[i] == doctest::Approx(0.01 * whole[i]).epsilon(1e-14));
}

TEST_CASE("a reservoir without input and bias stays at 0") {
    for (const double h : run(make({.size = 30, .input_scaling = 0}), random_frames(20, 8))) CHECK(h == 0);
}

TEST_CASE("a spectral radius of 0 leaves a reservoir without memory") {
    const EsnPopulation population = make({.size = 30, .spectral_radius = 0});
    CHECK(run(population, random_frames(20, 9)) == run(population, {random_frames(20, 9).back()}));
}

TEST_CASE("the offer says what the population can do") {
    const EsnFactory factory;
    CHECK(factory.wants_data());
    CHECK_FALSE(factory.spiking());
    REQUIRE(factory.observables().size() == 1);
    CHECK(factory.observables()[0].name == "h");
    CHECK(factory.observables()[0].unit.empty());
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : schema_of<Esn>()) {
        CAPTURE(info.name);
        CHECK(check(info, info.default_value).empty());
        values[info.name] = info.default_value;
    }
    values["size"] = std::int64_t{40};
    const auto population = factory.make(Parameters(values), {1, 0, 3});
    CHECK(population->size() == 40);
    CHECK(population->block_size() == 40);
    CHECK(population->bytes() >= 12 * population->internal_synapses());
}
