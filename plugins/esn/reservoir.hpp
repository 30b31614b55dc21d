// The fixed weights of a reservoir: W between its units, W_in from its input, and the bias b.
#pragma once

#include <Eigen/SparseCore>
#include <cstdint>
#include <optional>
#include <vector>

#include "esn/ring.hpp"
#include "limen/neuron/population.hpp"

namespace limen::esn {

struct Esn;

// W is a ring, or else a matrix; beside a ring the matrix is empty.
struct Reservoir {
    SparseMatrix W{};
    std::optional<Ring> ring{};
    std::vector<double> W_in{};  // size x channels, row by row
    std::vector<double> bias{};
    bool fed_back = false;       // whether the last columns of W_in are for what is fed back
    std::uint64_t synapses = 0;  // of W; of an estimate, without a W, as many as it would have
    // Of W, where they are known without solving for them.
    std::optional<double> spectral_radius{}, spectral_norm{};
};

// Draws and scales the weights, each row from random streams of its own, in parallel. For an estimate it leaves out
// what takes long, and W is not scaled. Throws ParameterError where W cannot be drawn or scaled as wanted.
Reservoir draw_reservoir(const Esn&, const PopulationContext&);

// Those of these parameters that say nothing beside the others.
std::vector<UnusedParameter> unused_parameters(const Esn&);

}  // namespace limen::esn
