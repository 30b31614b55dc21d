// How long does one step of training (forward, backward, Adam) take?
//
//   bench_recurrent CELL INPUTS HIDDEN BATCH TIME STEPS THREADS
//
// Prints the milliseconds of each step, one a line, after one to warm up; `compare.py` runs it beside PyTorch. CELL
// `peak` prints GFLOP/s of products of BATCH rows with weights [HIDDEN x 4 HIDDEN] alone, THREADS of them at once.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <string>

#include "limen/core/parallel.hpp"
#include "limen/core/random.hpp"
#include "limen/core/wall_time.hpp"
#include "train/recurrent/network.hpp"
#include "train/recurrent/optimiser.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::recurrent;

namespace {

const std::map<std::string, Cell> cells{{"rnn", Cell::elman},
                                        {"lstm", Cell::lstm},
                                        {"lstm_peephole", Cell::lstm_peephole},
                                        {"gru", Cell::gru},
                                        {"gru_reset_after", Cell::gru_reset_after}};

using Clock = std::chrono::steady_clock;

struct Size {
    std::size_t inputs, hidden, batch, time, steps;
};

std::vector<float> normal(std::size_t n, std::uint32_t object) {
    Random random(1, Purpose::drive, object);
    std::vector<float> numbers(n);
    for (float& x : numbers) x = static_cast<float>(2 * random.uniform() - 1);
    return numbers;
}

void time_steps(Cell cell, const Size& size) {
    Network<float> network({cell, size.inputs, size.hidden, 1, 2});
    initialise(network.architecture(), network.layout(), 1, 0, network.parameters().data());
    Optimiser<float> adam({}, network.parameters().size());
    std::vector<std::vector<float>> sequences;
    for (std::size_t i = 0; i < size.batch; ++i)
        sequences.push_back(normal(size.time * size.inputs, static_cast<std::uint32_t>(i)));
    const std::vector<std::span<const float>> views(sequences.begin(), sequences.end());
    const Batch<float> batch(views, size.inputs);
    const Targets<float> targets{normal(batch.packed.rows() * 2, 1 << 20), {}, {}};
    for (std::size_t step = 0; step <= size.steps; ++step) {
        const auto start = Clock::now();
        network.differentiate(batch, targets, {});
        adam.step(network.parameters(), network.gradient(), 1e-3);
        if (step > 0) fmt::print("{:.4f}\n", 1e3 * seconds_since(start));
    }
}

void time_products(const Size& size) {
    const auto weights = normal(4 * size.hidden * size.hidden, 1), a = normal(size.batch * size.hidden, 2);
    PackedMatrix<float> packed(size.hidden, 4 * size.hidden);
    packed.pack({weights.data(), 4 * size.hidden, 1, size.hidden, 4 * size.hidden});
    const double flops = 8.0 * static_cast<double>(size.batch * size.hidden * size.hidden);
    const auto repeats = static_cast<std::size_t>(2e9 / flops) + 1;
    std::vector<std::vector<float>> results(threads(), std::vector<float>(size.batch * 4 * size.hidden));
    for (std::size_t step = 0; step < size.steps; ++step) {
        const auto start = Clock::now();
        parallel_for(threads(), [&](std::size_t i) {
            for (std::size_t repeat = 0; repeat < repeats; ++repeat)
                multiply<float>(size.batch, {a.data(), size.hidden}, packed, {results[i].data(), 4 * size.hidden},
                                Onto::zero);
        });
        fmt::print("{:.1f}\n", 1e-9 * flops * static_cast<double>(repeats * threads()) / seconds_since(start));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 8) return fmt::print(stderr, "usage: bench_recurrent CELL INPUTS HIDDEN BATCH TIME STEPS THREADS\n"), 2;
    const auto number = [&](int i) { return static_cast<std::size_t>(std::strtoul(argv[i], nullptr, 10)); };
    set_threads(static_cast<unsigned>(number(7)));
    const Size size{number(2), number(3), number(4), number(5), number(6)};
    if (std::string(argv[1]) == "peak")
        time_products(size);
    else
        time_steps(cells.at(argv[1]), size);
}
