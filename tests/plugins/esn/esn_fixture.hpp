// Drives a reservoir as the engine does, and computes the same from the formula with dense matrices.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <memory>
#include <vector>

#include "esn/esn.hpp"
#include "limen/random.hpp"

namespace limen::esn {

using Frames = std::vector<std::vector<double>>;
using Samples = std::vector<std::vector<float>>;  // after each frame: one number for each unit

inline EsnPopulation make(const Esn& parameters, std::uint64_t seed = 1, std::uint32_t id = 0,
                          std::size_t channels = 3) {
    return EsnPopulation(parameters, {seed, id, channels});
}

// Values between -2 and 2.
inline Frames random_frames(std::size_t count, std::uint32_t which, std::size_t channels = 3) {
    Random random(7, Purpose::drive, which);
    Frames frames(count, std::vector<double>(channels));
    for (auto& frame : frames)
        for (double& value : frame) value = 4 * random.uniform() - 2;
    return frames;
}

// Takes a state through frames by the plain formula.
inline std::vector<double> run(const EsnPopulation& population, const Frames& frames, std::vector<double> state = {}) {
    state.resize(population.size());
    std::vector<double> scratch(population.size());
    for (const auto& frame : frames) update(population, frame, state, scratch);
    return state;
}

// Takes trials, the longest first, through their frames side by side, each step in so many parts, as the engine does.
inline std::vector<Samples> run_states(const EsnPopulation& population, const std::vector<Frames>& trials,
                                       const std::vector<std::uint32_t>& numbers, unsigned parts = 1) {
    const auto state =
        population.make_rate_state({trials.size(), population.channels(), population.seed(), population.id()});
    state->start(numbers);
    std::vector<Samples> samples(trials.size());
    for (std::size_t k = 0; k < trials[0].size(); ++k) {
        std::vector<std::span<const double>> inputs;
        for (const Frames& frames : trials)
            if (k < frames.size()) inputs.emplace_back(frames[k]);
        for (unsigned part = 0; part < parts; ++part)
            state->update({static_cast<std::int64_t>(k), inputs, part, parts});
        for (std::size_t lane = 0; lane < inputs.size(); ++lane) {
            samples[lane].emplace_back(population.size(), -2.0F);
            for (unsigned part = 0; part < parts; ++part)
                state->sample({static_cast<std::int64_t>(k) + 1, lane, 0, samples[lane].back(), part, parts});
        }
    }
    return samples;
}

inline Samples run_state(const EsnPopulation& population, const Frames& frames, std::uint32_t trial = 0,
                         unsigned parts = 1) {
    return run_states(population, {frames}, {trial}, parts)[0];
}

inline double activated(const std::string& activation, double x) {
    if (activation == "logistic") return 1 / (1 + std::exp(-x));
    if (activation == "identity") return x;
    if (activation == "relu") return std::max(x, 0.0);
    return std::tanh(x);
}

// h(k) = (1 - a) h(k-1) + a f(W_in u(k) + W h(k-1) + b), or without the a before f, as it is written in the papers.
inline Eigen::VectorXd reference(const EsnPopulation& population, const Frames& frames) {
    const auto n = static_cast<Eigen::Index>(population.size());
    const auto channels = static_cast<Eigen::Index>(population.channels());
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::MatrixXd W = population.W().toDense();
    const Eigen::MatrixXd W_in = Eigen::Map<const RowMajor>(population.W_in().data(), n, channels);
    const Eigen::VectorXd b = Eigen::Map<const Eigen::VectorXd>(population.bias().data(), n);
    const Esn& p = population.parameters();
    Eigen::VectorXd a(n);
    for (Eigen::Index i = 0; i < n; ++i) a[i] = p.leak.values[p.leak.same() ? 0 : static_cast<std::size_t>(i)];
    const Eigen::VectorXd gain = p.update == "leaky_average" ? a : Eigen::VectorXd::Ones(n);
    Eigen::VectorXd h = Eigen::VectorXd::Zero(n);
    for (const auto& frame : frames) {
        const Eigen::VectorXd u = Eigen::Map<const Eigen::VectorXd>(frame.data(), channels);
        const Eigen::VectorXd x = W_in * u + W * h + b;
        const Eigen::VectorXd f = x.unaryExpr([&](double v) { return activated(p.activation, v); });
        h = (Eigen::VectorXd::Ones(n) - a).cwiseProduct(h) + gain.cwiseProduct(f);
    }
    return h;
}

inline double distance(const std::vector<double>& a, const Eigen::VectorXd& b) {
    return (Eigen::Map<const Eigen::VectorXd>(a.data(), b.size()) - b).cwiseAbs().maxCoeff();
}

}  // namespace limen::esn
