// Scales a reservoir's W.
#pragma once

#include "esn/reservoir.hpp"

namespace limen::esn {

// Multiplies W by one number so that its spectral radius or norm is the wanted one, or row by row ("row_sum": each row
// divided by the sum of its weights' magnitudes, "in_degree": by the number of its weights; rows without any are left),
// or leaves it ("none"); the last three times weight_scale. Fills in what is then known of W. Throws ParameterError.
void scale(Reservoir&, const Esn&);

// Throws ParameterError where scale() would because of a W without any weight.
void refuse_zero(const Reservoir&, const Esn&);

// The same for a W without any cycle.
void refuse_nilpotent(const Reservoir&, const Esn&);

}  // namespace limen::esn
