// The parts of a matrix within which every unit reaches every other.
#pragma once

#include <Eigen/SparseCore>
#include <vector>

namespace limen::esn {

// The units of each strongly connected part of a compressed square matrix (row i has an edge to each column where it is
// not 0), in rising order, without the single units that do not listen to themselves: of a nilpotent matrix, none.
std::vector<std::vector<int>> strong_components(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix);

}  // namespace limen::esn
