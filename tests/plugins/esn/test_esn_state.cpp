// The states that the engine takes through frames: by the formula of the papers, and the same bits however they are
// run.
#include "esn/esn_state.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "esn_fixture.hpp"
#include "limen/core/isa.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// Trials of different length, the longest first: more than one group of lanes.
std::vector<Frames> ragged_trials(std::size_t count) {
    std::vector<Frames> trials;
    for (std::size_t i = 0; i < count; ++i)
        trials.push_back(random_frames(12 - 12 * i / (count + 1), 20 + unsigned(i)));
    return trials;
}

std::vector<std::uint32_t> numbers_from(std::uint32_t first, std::size_t count) {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t i = 0; i < count; ++i) numbers.push_back(first + i);
    return numbers;
}

const std::vector<std::string> updates{"leaky_average", "leaky_integrator"},
    activations{"tanh", "logistic", "identity", "relu"};

std::vector<double> a_leak_for_each(std::size_t units) {
    std::vector<double> leaks;
    for (std::size_t i = 0; i < units; ++i) leaks.push_back(0.2 + 0.7 * double(i) / double(units));
    return leaks;
}

}  // namespace

TEST_CASE("states follow the papers' formulas: to 1e-12 in double precision, to rounding in single") {
    const Frames frames = random_frames(20, 1);
    for (const std::string& update : updates)
        for (const std::string& activation : activations)
            for (const double density : {0.04, 0.2, 1.0})
                for (const bool each : {false, true}) {
                    CAPTURE(update);
                    CAPTURE(activation);
                    CAPTURE(density);
                    Esn parameters{.size = 70, .spectral_radius = 0.6, .density = density, .leak = 0.7};
                    parameters.bias_scaling = 0.4;
                    parameters.update = update, parameters.activation = activation;
                    if (each) parameters.leak.values = a_leak_for_each(70);
                    const EsnPopulation population = make(parameters);
                    const Eigen::VectorXd expected = reference(population, frames);
                    CHECK(distance(run(population, frames), expected) < 1e-12 * (1 + largest(expected)));
                    // A recorded state is the formula's, rounded once.
                    const Samples samples = run_state(population, frames);
                    const auto plain = run(population, frames);
                    for (std::size_t i = 0; i < 70; ++i) CHECK(samples.back()[i] == static_cast<float>(plain[i]));
                    parameters.precision = "float32";
                    const Samples single = run_state(make(parameters), frames);
                    for (std::size_t i = 0; i < 70; ++i)
                        CHECK(single.back()[i] == doctest::Approx(samples.back()[i]).epsilon(2e-5));
                }
}

TEST_CASE("the same bits for any vectors, cut of a step, and trials beside each other") {
    for (const std::string precision : {"float64", "float32"})
        for (const double noise : {0.0, 0.1})
            for (const double density : {0.05, 0.3, 1.0}) {
                CAPTURE(precision);
                CAPTURE(density);
                Esn parameters{.size = 150, .density = density, .leak = 0.6, .bias_scaling = 0.5};
                parameters.state_noise = noise, parameters.precision = precision;
                const EsnPopulation population = make(parameters);
                const std::vector<Frames> trials = ragged_trials(35);
                std::vector<Samples> expected;
                for (std::uint32_t i = 0; i < trials.size(); ++i)
                    expected.push_back(run_state(population, trials[i], 5 + i));
                for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
                    set_isa(isa);
                    for (const unsigned parts : {1U, 2U, 3U, 8U})
                        CHECK(run_state(population, trials[0], 5, parts) == expected[0]);
                    for (const std::size_t lanes : {2U, 16U, 17U, 35U})
                        CHECK(run_states(population, {trials.begin(), trials.begin() + long(lanes)},
                                         numbers_from(5, lanes)) ==
                              std::vector<Samples>(expected.begin(), expected.begin() + long(lanes)));
                }
                set_isa(Isa::avx512);
            }
}

TEST_CASE("each trial starts from 0, and one that is given up leaves the others alone") {
    const EsnPopulation population = make({.size = 40});
    const std::vector<Frames> trials = ragged_trials(3);
    CHECK(run_states(population, trials, {0, 1, 2}) == run_states(population, trials, {0, 1, 2}));
    const auto state = population.make_rate_state({3, 3, 1, 0});
    state->start(std::vector<std::uint32_t>{0, 1, 2});
    std::vector<std::span<const double>> inputs;
    for (const Frames& frames : trials) inputs.emplace_back(frames[0]);
    CHECK(state->update({0, inputs}));
    const auto sampled = [&](std::size_t lane) {
        std::vector<float> row(40);
        state->sample({1, lane, 0, row});
        return row;
    };
    const auto before = sampled(2);
    state->reset(1);
    CHECK(sampled(1) == std::vector<float>(40, 0.0F));
    CHECK(sampled(2) == before);
}

TEST_CASE("a state beyond all bounds is noticed at once, with its first unit, in its lane alone") {
    Esn parameters{.size = 50, .density = 0.3};
    parameters.activation = "identity";
    for (const std::string precision : {"float64", "float32"}) {
        parameters.precision = precision;
        const EsnPopulation population = make(parameters);
        const double huge = std::numeric_limits<double>::max();
        const std::vector<double> fine{1, 1, 1}, much{huge, huge, huge};
        for (const std::size_t lanes : {1U, 2U}) {
            const auto state = population.make_rate_state({lanes, 3, 1, 0});
            state->start(std::vector<std::uint32_t>(lanes));
            std::vector<std::span<const double>> inputs(lanes, fine);
            CHECK(state->update({0, inputs}));
            CHECK_FALSE(state->not_finite(1, lanes - 1));
            inputs.back() = much;
            bool finite = true;
            std::int64_t frame = 0;
            while (finite && frame < 500) finite = state->update({++frame, inputs});
            CHECK_FALSE(finite);
            CHECK(state->not_finite(frame + 1, lanes - 1));
            if (lanes == 2) CHECK_FALSE(state->not_finite(frame + 1, 0));
            CHECK(state->likely_cause().find("spectral_radius") != std::string::npos);
        }
    }
}

TEST_CASE("parts of a step are groups of units with about equal work, without gap or overlap") {
    const std::vector<double> ns{0, 1, 2, 3, 30, 31, 32};  // six groups of 64 units, the fourth with most of the work
    for (const unsigned parts : {1U, 2U, 3U, 8U}) {
        std::uint32_t next = 0;
        for (unsigned part = 0; part < parts; ++part) {
            const Rows rows = rows_of(ns, 370, part, parts);
            CHECK(rows.first == next);
            CHECK(rows.last >= rows.first);
            next = rows.last;
        }
        CHECK(next == 370);
    }
    CHECK(rows_of(ns, 370, 0, 2).last == 4 * 64);
}
