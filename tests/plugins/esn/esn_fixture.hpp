// Drives a reservoir as the engine does, and computes the same from the formula with dense matrices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dense.hpp"
#include "esn/esn.hpp"

namespace limen::esn {

using Frames = std::vector<std::vector<double>>;
using Samples = std::vector<std::vector<float>>;  // after each frame: one number for each unit

EsnPopulation make(const Esn& parameters, std::uint64_t seed = 1, std::uint32_t id = 0, std::size_t channels = 3);

// Values between -2 and 2.
Frames random_frames(std::size_t count, std::uint32_t which, std::size_t channels = 3);

// Takes a state through frames by the plain formula.
std::vector<double> run(const EsnPopulation&, const Frames&, std::vector<double> state = {});

// Takes trials, the longest first, through their frames side by side, each step in so many parts, as the engine does.
std::vector<Samples> run_states(const EsnPopulation&, const std::vector<Frames>& trials,
                                const std::vector<std::uint32_t>& numbers, unsigned parts = 1);
Samples run_state(const EsnPopulation&, const Frames&, std::uint32_t trial = 0, unsigned parts = 1);

// W_in u + W h + b.
Eigen::VectorXd drive(const EsnPopulation&, std::span<const double> u, const Eigen::VectorXd& h);

double activated(const std::string& activation, double x);

// h(k) = (1 - a) h(k-1) + a f(W_in u(k) + W h(k-1) + b), or without the a before f, as it is written in the papers.
Eigen::VectorXd reference(const EsnPopulation&, const Frames&);

// The largest difference of two units.
double distance(const std::vector<double>&, const Eigen::VectorXd&);

}  // namespace limen::esn
