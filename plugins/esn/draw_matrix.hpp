// Draws a W that is a matrix, before it is scaled.
#pragma once

#include <cstdint>
#include <string>

#include "esn/reservoir.hpp"
#include "limen/core/random.hpp"

namespace limen::esn {

// Different uses of one row's numbers must not share a stream. The values are part of the results.
enum Use : std::uint64_t { for_sources, for_W_in, for_bias, for_weights };

inline Random row_stream(const PopulationContext& context, std::uint32_t row, Use use) {
    return {context.seed, Purpose::reservoir, context.id, row, use};
}

// A number by one of the laws "uniform" (in [-1, 1]), "normal" (with deviation 1), "sign" (-1 or 1) and "constant" (1).
enum class Law { uniform, normal, sign, constant };
Law law_named(const std::string&);
double draw(Law, Random&);

// W by the parameters `reservoir` (but a ring), `density` or `in_degree`, and `weights`; size x size, compressed. An
// orthogonal one is left out of an estimate. Throws ParameterError.
SparseMatrix draw_matrix(const Esn&, const PopulationContext&);

}  // namespace limen::esn
