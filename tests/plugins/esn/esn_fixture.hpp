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

// Takes a state through frames, as the engine's calls to advance() do.
inline std::vector<double> run(const EsnPopulation& population, const Frames& frames, std::vector<double> state = {}) {
    state.resize(population.size());
    std::vector<double> scratch(population.size());
    for (const auto& frame : frames) update(population, frame, state, scratch);
    return state;
}

// h(k) = (1 - leak) h(k-1) + leak tanh(W_in u(k) + W h(k-1) + b), as it is written in the paper.
inline Eigen::VectorXd reference(const EsnPopulation& population, const Frames& frames) {
    const auto n = static_cast<Eigen::Index>(population.size());
    const auto channels = static_cast<Eigen::Index>(population.channels());
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::MatrixXd W = population.W().toDense();
    const Eigen::MatrixXd W_in = Eigen::Map<const RowMajor>(population.W_in().data(), n, channels);
    const Eigen::VectorXd b = Eigen::Map<const Eigen::VectorXd>(population.bias().data(), n);
    const double leak = population.parameters().leak;
    Eigen::VectorXd h = Eigen::VectorXd::Zero(n);
    for (const auto& frame : frames) {
        const Eigen::VectorXd u = Eigen::Map<const Eigen::VectorXd>(frame.data(), channels);
        const Eigen::VectorXd x = W_in * u + W * h + b;
        h = (1 - leak) * h + leak * x.unaryExpr([](double v) { return std::tanh(v); });
    }
    return h;
}

inline double distance(const std::vector<double>& a, const Eigen::VectorXd& b) {
    return (Eigen::Map<const Eigen::VectorXd>(a.data(), b.size()) - b).cwiseAbs().maxCoeff();
}

}  // namespace limen::esn
