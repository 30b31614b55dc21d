// Random orthogonal matrices.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "limen/core/random.hpp"

namespace limen::esn {

// An n x n orthogonal matrix, row by row, uniform over all of them (Haar's measure): the Q of the QR decomposition of a
// matrix of normal numbers, with a positive diagonal of R, as a product of random reflections, without the matrix
// (Stewart 1980, SIAM Journal on Numerical Analysis 17:403). `stream(k)` is where reflection k's numbers come from.
// Takes 2 n^3 additions and multiplications; in parallel, with the same bits for any number of threads and any vectors.
std::vector<double> random_orthogonal(std::uint32_t n, const std::function<Random(std::uint32_t k)>& stream);

}  // namespace limen::esn
