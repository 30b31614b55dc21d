// What the memory curve says of states whose memory is known.
#include "train/measures/memory_curve.hpp"

#include <doctest/doctest.h>

#include "../dense.hpp"
#include "../random_samples.hpp"
#include "../small_recording.hpp"

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

const std::vector<Split> splits{Split::train, Split::test, Split::train, Split::test,
                                Split::train, Split::test, Split::train, Split::test};

// What is made trial by trial, as if it were read in pieces.
template <class States, class Inputs>
std::vector<double> curve_of(std::span<const Split> parts, std::size_t most, States states, Inputs inputs,
                             std::size_t washout = 0) {
    const auto cut = [](auto make) {
        return [make](const Piece& piece) {
            return RowMatrix(
                RowMatrix(make(piece.trial)).middleRows(Eigen::Index(piece.first), Eigen::Index(piece.count)));
        };
    };
    const auto all = [](std::size_t) { return std::size_t(frames); };
    return memory_curve({parts, all, cut(states), cut(inputs), washout}, {most, {}, {}});
}

// Linear units in a random network, whose memory reaches far beyond what a penalty of 1e-8 leaves of it.
struct LinearNetwork {
    static constexpr Eigen::Index units = 30, length = 2000;
    Matrix inputs = random_matrix(17, length, 1), states = Matrix::Zero(length, units);
    LinearNetwork() {
        const Matrix W = random_matrix(18, units, units), W_in = random_matrix(19, units, 1);
        const double radius = spectral_radius(W);
        Eigen::VectorXd h = Eigen::VectorXd::Zero(units);
        for (Eigen::Index k = 0; k < length; ++k) {
            h = 0.9 / radius * W * h + W_in * inputs(k, 0);
            states.row(k) = h.transpose();
        }
    }
};

}  // namespace

TEST_CASE("a delay line remembers its length, and nothing beyond it") {
    const auto curve = curve_of(splits, lags, delay_line, noise);
    REQUIRE(curve.size() == lags + 1);
    for (std::size_t k = 0; k < depth; ++k) CHECK(curve[k] == doctest::Approx(1).epsilon(1e-3));
    // What correlates by chance is about 1 / (number of frames), 4 x 190 here.
    for (std::size_t k = depth; k <= lags; ++k) CHECK(curve[k] < 0.02);
}

TEST_CASE("the scale of an input changes nothing, and states that hear nothing remember nothing") {
    const auto scaled = [](std::size_t trial) { return RowMatrix(noise(trial) * 1e6); };
    const auto curve = curve_of(splits, lags, delay_line, scaled);
    for (std::size_t k = 0; k < depth; ++k) CHECK(curve[k] == doctest::Approx(1).epsilon(1e-3));
    const auto deaf = [](std::size_t trial) { return RowMatrix(random_matrix(1000 + trial, frames, 6)); };
    for (const double r2 : curve_of(splits, lags, deaf, noise)) CHECK(r2 < 0.02);
}

TEST_CASE("without test trials the training trials are measured; with too few frames nothing is") {
    const std::vector<Split> training(trials, Split::train);
    CHECK(curve_of(training, lags, delay_line, noise)[2] == doctest::Approx(1).epsilon(1e-3));
    CHECK(curve_of(splits, frames, delay_line, noise).empty());
    CHECK(curve_of(splits, frames - 2, delay_line, noise).empty());
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
    const auto curve = memory_of_records(h5::File::open(path.path), {{{"states", "last", "none"}}, "", 0}, {3, {}, {}});
    REQUIRE(curve.size() == 4);
    CHECK(curve[0] == doctest::Approx(1).epsilon(1e-4));
    CHECK(curve[1] == doctest::Approx(1).epsilon(1e-4));
    CHECK(curve[2] < 0.1);
    recording.inputs.clear();
    recording.write(path.path);
    CHECK(memory_of_records(h5::File::open(path.path), {{{"states", "last", "none"}}, "", 0}, {3, {}, {}}).empty());
}

TEST_CASE("what least squares finds in badly conditioned states is found") {
    const LinearNetwork network;
    constexpr std::size_t most = 29;
    constexpr Eigen::Index half = LinearNetwork::length / 2, rows = half - Eigen::Index(most);
    const std::vector<Split> halves{Split::train, Split::test};
    const auto part = [](const Matrix& all) {
        return [&all](const Piece& piece) {
            return RowMatrix(all.middleRows(Eigen::Index(piece.trial) * half + Eigen::Index(piece.first),
                                            Eigen::Index(piece.count)));
        };
    };
    const auto length = [](std::size_t) { return std::size_t(half); };
    const auto curve = memory_curve({halves, length, part(network.states), part(network.inputs), 0}, {most, {}, {}});
    REQUIRE(curve.size() == most + 1);
    const auto with_ones = [](const Matrix& X) {
        Matrix result(X.rows(), X.cols() + 1);
        result << X, Matrix::Ones(X.rows(), 1);
        return result;
    };
    const Matrix seen = with_ones(network.states.middleRows(most, rows)),
                 test = with_ones(network.states.middleRows(half + most, rows));
    double capacity = 0, expected = 0;
    for (Eigen::Index k = 0; k <= Eigen::Index(most); ++k) {
        const Eigen::VectorXd u = network.inputs.middleRows(most - k, rows),
                              v = network.inputs.middleRows(half + most - k, rows);
        const Eigen::VectorXd o = test * least_squares(seen, u);
        const double correlation = (o.array() - o.mean()).matrix().dot((v.array() - v.mean()).matrix()) /
                                   (o.array() - o.mean()).matrix().norm() / (v.array() - v.mean()).matrix().norm();
        expected += correlation * correlation;
        capacity += curve[std::size_t(k)];
    }
    CAPTURE(expected);
    CHECK(capacity == doctest::Approx(expected).epsilon(0.01));
}

TEST_CASE("frames of the washout do not count") {
    // States that are wrong for the first 50 frames.
    const auto disturbed = [](std::size_t trial) {
        RowMatrix states = delay_line(trial);
        states.topRows(50).setConstant(1e3);
        return states;
    };
    CHECK(curve_of(splits, lags, disturbed, noise, 50) == curve_of(splits, lags, delay_line, noise, 50));
    CHECK(curve_of(splits, lags, disturbed, noise)[2] < 0.9);
}

TEST_CASE("a penalty that a readout has used for the same target is used again") {
    SmallRecording recording;
    recording.durations.assign(4, 1000);  // 50 frames of 20 ms
    recording.size = 1;
    const Matrix noise = random_matrix(5, 200, 1);
    for (Eigen::Index t = 0; t < 200; ++t) {
        recording.inputs.push_back(noise(t, 0));
        recording.rows.push_back(1.F);
        recording.targets.push_back(t >= 2 ? noise(t - 2, 0) : 0);
    }
    const TemporaryFile path("penalties.h5");
    recording.write(path.path);
    CHECK(penalties_of_targets(h5::File::open(path.path), "", 3, 7) == std::vector<double>{-1, -1, 7, -1});
}
