// Random sequences, targets and networks for the tests.
#pragma once

#include <vector>

#include "limen/core/random.hpp"
#include "train/recurrent/network.hpp"

namespace limen::train::recurrent::test {

inline Random random_of(std::uint32_t object) { return {7, Purpose::initial_state, object}; }

template <class T>
std::vector<T> random_numbers(Random random, std::size_t n, double amplitude = 1) {
    std::vector<T> numbers(n);
    for (T& x : numbers) x = static_cast<T>(amplitude * (2 * random.uniform() - 1));
    return numbers;
}

template <class T>
struct Sequences {
    std::vector<std::vector<T>> frames;
    std::size_t inputs;
    Sequences(const std::vector<std::size_t>& lengths, std::size_t n) : inputs(n) {
        for (const std::size_t length : lengths)
            frames.push_back(random_numbers<T>(random_of(static_cast<std::uint32_t>(frames.size())), length * n));
    }
    Batch<T> batch() const {
        const std::vector<std::span<const T>> views(frames.begin(), frames.end());
        return {views, inputs};
    }
};

// All parameters random, biases and peepholes too.
template <class T>
Network<T> random_network(const Architecture& architecture, double amplitude = 0.7) {
    Network<T> network(architecture);
    const auto values = random_numbers<T>(random_of(1000), network.parameters().size(), amplitude);
    std::copy(values.begin(), values.end(), network.parameters().begin());
    return network;
}

template <class T>
Targets<T> random_targets(const Network<T>& network, const Batch<T>& batch, Loss loss) {
    const std::size_t rows = network.output_rows(batch), outputs = network.architecture().outputs;
    Targets<T> targets;
    if (loss == Loss::squared_error)
        targets.values = random_numbers<T>(random_of(2000), rows * outputs);
    else
        for (std::size_t row = 0; row < rows; ++row)
            targets.classes.push_back(static_cast<std::int32_t>(row % outputs));
    return targets;
}

inline constexpr Cell all_cells[] = {Cell::elman, Cell::lstm,         Cell::lstm_peephole,
                                     Cell::gru,   Cell::gru_logistic, Cell::gru_reset_after};

}  // namespace limen::train::recurrent::test
