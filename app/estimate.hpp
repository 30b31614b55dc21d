// What a model needs, and whether this machine has it.
#pragma once

#include <string>

#include "limen/simulation.hpp"

namespace limen::app {

std::string estimate_text(const Estimate&);

// Throws Error when the model needs more memory than is free.
void refuse_too_large(const Estimate&);

}  // namespace limen::app
