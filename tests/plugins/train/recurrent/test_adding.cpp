// The adding problem (Hochreiter and Schmidhuber 1997, task 4, with sequences of 200 steps): gated networks learn to
// add two numbers that are up to 200 steps apart, and a network without gates does not in the same number of updates.
#include <doctest/doctest.h>

#include "random_sequences.hpp"
#include "train/recurrent/fit.hpp"

using namespace limen;
using namespace limen::train::recurrent;
using namespace limen::train::recurrent::test;

namespace {

constexpr std::size_t length = 200;

// Inputs: a number from [0, 1), and a mark on one step of each half; the target is the sum of the marked numbers.
Example<float> example_of(std::uint32_t object) {
    Random random = random_of(object);
    Example<float> example;
    for (std::size_t t = 0; t < length; ++t) {
        example.frames.push_back(static_cast<float>(random.uniform()));
        example.frames.push_back(0);
    }
    float sum = 0;
    for (const std::size_t half : {std::size_t{0}, length / 2}) {
        const std::size_t t = half + random.below(length / 2);
        example.frames[2 * t + 1] = 1;
        sum += example.frames[2 * t];
    }
    example.targets = {sum};
    return example;
}

Examples<float> examples_of(std::uint32_t first, std::uint32_t count) {
    Examples<float> examples;
    for (std::uint32_t i = 0; i < count; ++i) examples.push_back(example_of(first + i));
    return examples;
}

double error_after_training(Cell cell) {
    const Architecture architecture{cell, 2, 32, 1, 1, false, 0, ReadOut::last};
    Network<float> network(architecture);
    initialise(architecture, network.layout(), 1, 0, network.parameters().data());
    FitOptions options;
    options.epochs = 20;
    options.learning_rate = 0.01;
    options.schedule = Schedule::cosine;
    options.clip = 1;
    FitState<float> state;
    fit(network, examples_of(10000, 4000), {}, options, state);
    return loss_of(network, examples_of(50000, 500), Loss::squared_error, 0);
}

}  // namespace

TEST_CASE("LSTM and GRU add numbers over 200 steps; an Elman network does not") {
    CHECK(error_after_training(Cell::lstm) < 0.01);
    CHECK(error_after_training(Cell::gru) < 0.01);
    CHECK(error_after_training(Cell::elman) > 0.05);  // saying 1 always: 1/6
}
