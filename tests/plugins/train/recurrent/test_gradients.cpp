// The gradient is the derivative of the loss, for every cell and every way to put cells together.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "random_sequences.hpp"

using namespace limen::train;
using namespace limen::train::recurrent;
using namespace limen::train::recurrent::test;

namespace {

const std::vector<std::size_t> ragged{5, 1, 8, 3, 8, 2, 1, 6, 4, 7};

// Largest difference between the gradient and central differences of the loss, over the largest derivative.
double wrong_by(Network<double>& network, const Batch<double>& batch, const Targets<double>& targets,
                const Pass& pass) {
    constexpr double step = 1e-5;
    network.differentiate(batch, targets, pass);
    const std::vector<double> gradient(network.gradient().begin(), network.gradient().end());
    double difference = 0, magnitude = 0;
    for (std::size_t i = 0; i < gradient.size(); ++i) {
        double& parameter = network.parameters()[i];
        const double value = parameter;
        parameter = value + step;
        const double above = network.differentiate(batch, targets, pass);
        parameter = value - step;
        const double below = network.differentiate(batch, targets, pass);
        parameter = value;
        const double slope = (above - below) / (2 * step);
        difference = std::max(difference, std::abs(slope - gradient[i]));
        magnitude = std::max(magnitude, std::abs(slope));
    }
    return difference / magnitude;
}

void check(const Architecture& architecture, const Pass& pass) {
    auto network = random_network<double>(architecture);
    const auto batch = Sequences<double>(ragged, architecture.inputs).batch();
    CHECK(wrong_by(network, batch, random_targets(network, batch, pass.loss), pass) < 1e-7);
}

}  // namespace

TEST_CASE("the gradient is the derivative of the loss") {
    for (const Cell cell : all_cells) {
        CAPTURE(static_cast<int>(cell));
        SUBCASE("of one layer, on sequences of different lengths") { check({cell, 2, 3, 1, 2}, {}); }
        SUBCASE("of a layer in both directions") { check({cell, 2, 3, 1, 2, true}, {}); }
        SUBCASE("of stacked layers") { check({cell, 2, 3, 3, 1}, {}); }
        SUBCASE("of stacked layers in both directions with dropout between them") {
            Pass pass;
            pass.dropout = {0.4, 3, 5, 0};
            check({cell, 1, 2, 2, 2, true, 0.4}, pass);
        }
        SUBCASE("of classes read from the last states") {
            check({cell, 2, 3, 1, 3, true, 0, ReadOut::last}, {Loss::cross_entropy});
        }
        SUBCASE("of classes read from the mean state") {
            check({cell, 2, 3, 2, 3, false, 0, ReadOut::mean}, {Loss::cross_entropy});
        }
    }
}

TEST_CASE("weights of rows count in the loss and its derivative") {
    auto network = random_network<double>({Cell::gru, 2, 3, 1, 2});
    const auto batch = Sequences<double>(ragged, 2).batch();
    auto targets = random_targets(network, batch, Loss::squared_error);
    for (std::size_t row = 0; row < network.output_rows(batch); ++row)
        targets.weights.push_back(static_cast<double>(row % 3));
    CHECK(wrong_by(network, batch, targets, {}) < 1e-7);
}

// Truncation after each step: the state before is a constant, so the gradient is that of single steps from given
// states, and the derivative of the state two steps on is never there.
TEST_CASE("a truncated gradient stays within its piece") {
    for (const Cell cell : all_cells) {
        auto network = random_network<double>({cell, 2, 4, 1, 1});
        const Sequences<double> sequences({12, 12}, 2);
        const auto batch = sequences.batch();
        auto targets = random_targets(network, batch, Loss::squared_error);
        targets.weights.assign(network.output_rows(batch), 0);
        const Chunk& chunk = batch.packed.chunks()[0];
        targets.weights[PackedBatch::row(chunk, 0, 7)] = 1;
        Pass pass;
        pass.truncate = 3;
        network.differentiate(batch, targets, pass);
        const auto dh = network.layer(0).direction(0).dh();
        const auto size_at = [&](std::size_t t) {
            double sum = 0;
            for (std::size_t u = 0; u < 4; ++u) sum += std::abs(dh.data[PackedBatch::row(chunk, 0, t) * dh.stride + u]);
            return sum;
        };
        CHECK(size_at(7) > 0);
        CHECK(size_at(6) > 0);
        CHECK(size_at(5) == 0);
        CHECK(size_at(8) == 0);
    }
}
