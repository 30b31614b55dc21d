// What a model needs, and whether this machine has it.
#pragma once

#include <filesystem>
#include <string>

#include "limen/simulation/simulation.hpp"

namespace limen::app {

std::string estimate_text(const Estimate&);

// Throws Error when the model needs more memory than is free, or its recording in `output`, which need not be there
// yet, more of the disk.
void refuse_too_large(const Estimate&, const std::filesystem::path& output);

}  // namespace limen::app
