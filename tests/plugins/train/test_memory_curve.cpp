// What the memory curve says of states whose memory is known.
#include "train/memory_curve.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "random_samples.hpp"
#include "small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

constexpr std::size_t trials = 8, lags = 10;
constexpr Eigen::Index frames = 200, depth = 5;

// White noise in two channels, and a third that never changes.
RowMatrix noise(std::size_t trial) { return beside(random_matrix(trial, frames, 2), Matrix::Constant(frames, 1, 3)); }

// The last `depth` inputs of both channels, mixed.
RowMatrix delay_line(std::size_t trial) {
    const RowMatrix inputs = noise(trial);
    Matrix states = Matrix::Zero(frames, 2 * depth);
    for (Eigen::Index k = 0; k < depth; ++k)
        states.block(k, 2 * k, frames - k, 2) = inputs.topLeftCorner(frames - k, 2);
    return product(states, random_matrix(99, 2 * depth, 2 * depth));
}

const std::vector<std::uint8_t> splits{0, 1, 0, 1, 0, 1, 0, 1};

}  // namespace

TEST_CASE("a delay line remembers its length, and nothing beyond it") {
    const auto curve = memory_curve(splits, lags, delay_line, noise);
    REQUIRE(curve.size() == lags + 1);
    for (std::size_t k = 0; k < depth; ++k) CHECK(curve[k] == doctest::Approx(1).epsilon(1e-3));
    // What correlates by chance is about 1 / (number of frames), 4 x 190 here.
    for (std::size_t k = depth; k <= lags; ++k) CHECK(curve[k] < 0.02);
}

TEST_CASE("the scale of an input changes nothing, and states that hear nothing remember nothing") {
    const auto scaled = [](std::size_t trial) { return RowMatrix(noise(trial) * 1e6); };
    const auto curve = memory_curve(splits, lags, delay_line, scaled);
    for (std::size_t k = 0; k < depth; ++k) CHECK(curve[k] == doctest::Approx(1).epsilon(1e-3));
    const auto deaf = [](std::size_t trial) { return RowMatrix(random_matrix(1000 + trial, frames, 6)); };
    for (const double r2 : memory_curve(splits, lags, deaf, noise)) CHECK(r2 < 0.02);
}

TEST_CASE("without test trials the training trials are measured; with too few frames nothing is") {
    const std::vector<std::uint8_t> training(trials, 0);
    CHECK(memory_curve(training, lags, delay_line, noise)[2] == doctest::Approx(1).epsilon(1e-3));
    CHECK(memory_curve(splits, frames, delay_line, noise).empty());
    CHECK(memory_curve(splits, frames - 2, delay_line, noise).empty());
}

TEST_CASE("of a recording: the states of a report against the inputs of its data") {
    SmallRecording recording;
    recording.durations.assign(4, 1000);  // 50 frames of 20 ms
    recording.size = 2;
    const Matrix noise = random_matrix(5, 200, 1);
    for (Eigen::Index t = 0; t < 200; ++t) {
        recording.inputs.push_back(noise(t, 0));
        recording.rows.push_back(static_cast<float>(noise(t, 0)));
        recording.rows.push_back(static_cast<float>(t % 50 > 0 ? noise(t - 1, 0) : 0));
    }
    const TemporaryFile path("memory.h5");
    recording.write(path.path);
    const auto curve = memory_of_records(h5::File::open(path.path), {{"states", "last", "none"}}, "", 3);
    REQUIRE(curve.size() == 4);
    CHECK(curve[0] == doctest::Approx(1).epsilon(1e-4));
    CHECK(curve[1] == doctest::Approx(1).epsilon(1e-4));
    CHECK(curve[2] < 0.1);
    recording.inputs.clear();
    recording.write(path.path);
    CHECK(memory_of_records(h5::File::open(path.path), {{"states", "last", "none"}}, "", 3).empty());
}
