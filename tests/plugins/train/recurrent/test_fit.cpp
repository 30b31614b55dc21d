// Training goes down, goes on where it stopped, stops when it should, and survives a step that is too large.
#include "train/recurrent/fit.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "limen/core/parallel.hpp"
#include "random_sequences.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::recurrent;
using namespace limen::train::recurrent::test;

namespace {

// The target of each step is the input two steps before.
Examples<float> delayed(std::size_t count, std::uint32_t object) {
    Examples<float> examples;
    for (std::size_t i = 0; i < count; ++i) {
        const auto frames = random_numbers<float>(random_of(object + static_cast<std::uint32_t>(i)), 12 + i % 5);
        std::vector<float> targets(frames.size());
        for (std::size_t t = 2; t < frames.size(); ++t) targets[t] = frames[t - 2];
        examples.push_back({frames, targets, -1});
    }
    return examples;
}

const Architecture small{Cell::gru, 1, 12, 2, 1, false, 0.1};

Network<float> fresh(const Architecture& architecture) {
    Network<float> network(architecture);
    initialise(architecture, network.layout(), 3, 0, network.parameters().data());
    return network;
}

FitOptions options_of(std::size_t epochs) {
    FitOptions options;
    options.epochs = epochs;
    options.learning_rate = 0.01;
    options.schedule = Schedule::cosine;
    options.clip = 1;
    return options;
}

std::vector<float> values_of(const Network<float>& network) {
    return {network.parameters().begin(), network.parameters().end()};
}

}  // namespace

TEST_CASE("training lowers the loss") {
    auto network = fresh(small);
    FitState<float> state;
    CHECK_FALSE(fit(network, delayed(64, 100), delayed(32, 500), options_of(30), state).has_value());
    REQUIRE(state.curve.size() == 30);
    CHECK(state.curve.back().training_loss < 0.5 * state.curve.front().training_loss);
    CHECK(state.best_loss < 0.7 * state.curve.front().validation_loss);
    CHECK(loss_of(network, delayed(32, 500), Loss::squared_error, 0) == doctest::Approx(state.best_loss));
}

TEST_CASE("a run that is stopped and goes on ends with the same bits, on any number of threads") {
    const auto training = delayed(50, 100), validation = delayed(20, 500);
    auto whole = fresh(small), parts = fresh(small);
    FitState<float> state, kept;
    set_threads(2);
    fit(whole, training, validation, options_of(6), state);
    set_threads(1);
    struct Stop {};
    FitState<float> interrupted;
    CHECK_THROWS_AS(fit<float>(parts, training, validation, options_of(6), interrupted,
                               [&](const FitState<float>& now) {
                                   kept = now;
                                   if (now.curve.size() == 3) throw Stop{};
                               }),
                    Stop);
    auto again = fresh(small);
    fit(again, training, validation, options_of(6), kept);
    set_threads(0);
    CHECK(values_of(whole) == values_of(again));
    CHECK(state.updates == kept.updates);
}

TEST_CASE("training stops when validation has not improved for `patience` epochs, and keeps the best") {
    FitOptions options = options_of(60);
    options.patience = 3;
    options.schedule = Schedule::constant;
    options.learning_rate = 0.05;
    // Validation asks for something else, so it gets worse soon.
    Examples<float> validation = delayed(16, 900);
    for (auto& example : validation)
        for (float& y : example.targets) y = -y;
    auto network = fresh(small);
    FitState<float> state;
    fit(network, delayed(40, 100), validation, options, state);
    CHECK(state.curve.size() == state.best_epoch + 3);
    CHECK(state.curve.size() < 60);
    CHECK(loss_of(network, validation, Loss::squared_error, 0) == doctest::Approx(state.best_loss));
}

TEST_CASE("a loss that is not finite stops training and leaves the last good parameters") {
    auto network = fresh({Cell::elman, 1, 8, 1, 1});
    auto training = delayed(40, 100);
    FitOptions options = options_of(20);
    options.optimiser.method = Method::sgd;
    options.schedule = Schedule::constant;
    options.clip = 0;
    options.learning_rate = 1e30;
    FitState<float> state;
    const auto before = values_of(network);
    const auto divergence = fit(network, training, {}, options, state);
    REQUIRE(divergence.has_value());
    CHECK(divergence->epoch == 1);
    CHECK(divergence->update == 2);
    CHECK(values_of(network) == before);
}

TEST_CASE("nothing is asked of the washout") {
    Examples<float> training = delayed(8, 100), other = training;
    for (auto& example : other) example.targets[0] = example.targets[1] = 1000;
    auto network = fresh(small);
    CHECK(loss_of(network, training, Loss::squared_error, 2) == loss_of(network, other, Loss::squared_error, 2));
    CHECK(loss_of(network, training, Loss::squared_error, 1) != loss_of(network, other, Loss::squared_error, 1));
}

// With h = tanh(w h'), the derivative of a later state is the product of w (1 - h^2) over the steps between; inputs of
// 0 leave h = 0, so the flow at lag k is |v error| w^k.
TEST_CASE("the gradient flow of a linear chain is a power of its weight") {
    Network<double> network({Cell::elman, 1, 1, 1, 1});
    const std::vector<double> parameters{0.3, 0.8, 0, 2, 0};  // U, W, b, V, c
    std::copy(parameters.begin(), parameters.end(), network.parameters().begin());
    const Examples<double> examples{{std::vector<double>(9, 0), std::vector<double>(9, 1.5), -1},
                                    {std::vector<double>(5, 0), std::vector<double>(5, 1.5), -1}};
    const auto flow = gradient_flow(network, examples, Loss::squared_error);
    REQUIRE(flow.size() == 1);
    REQUIRE(flow[0].size() == 9);
    for (std::size_t lag = 0; lag < 9; ++lag)
        CHECK(flow[0][lag] == doctest::Approx(2 * 1.5 * 2 * std::pow(0.8, static_cast<double>(lag))));
}
