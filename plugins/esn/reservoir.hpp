// The fixed weights of a reservoir: W between its units, W_in from its input, and the bias b.
#pragma once

#include <Eigen/SparseCore>
#include <cstdint>
#include <optional>
#include <vector>

#include "limen/population.hpp"

namespace limen::esn {

struct Esn;

using SparseMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

// A W that needs no matrix: unit i listens to unit i - 1. Rodan and Tino 2011 (IEEE Trans. Neural Networks 22:131) and
// 2012 (Neural Computation 24:1822).
struct Ring {
    std::uint32_t size = 1;
    double weight = 0;              // W(i, i - 1)
    bool closed = true;             // unit 0 listens to the last one too
    double feedback = 0;            // W(i - 1, i)
    std::uint32_t jump_length = 0;  // units k jump_length and (k + 1) jump_length listen to each other; 0: no jumps
    double jump = 0;                // weight of these
};

// W is a matrix, or a ring; then the matrix is empty.
struct Reservoir {
    SparseMatrix W;
    std::optional<Ring> ring;
    std::vector<double> W_in;  // size x channels, row by row
    std::vector<double> bias;
};

// Draws each row from a random stream of its own. Throws ParameterError where W cannot be drawn or scaled as wanted.
Reservoir draw_reservoir(const Esn&, const PopulationContext&);

}  // namespace limen::esn
