// Finds what is compared in the folders of runs.
#pragma once

#include <filesystem>
#include <vector>

#include "limen/registry/host.hpp"
#include "limen/simulation/comparison.hpp"

namespace limen::app {

// A column of costs: how tables call it, and where it is.
struct CostColumn {
    const char *title, *key;
    double Costs::*member;
    enum class Kind { count, seconds, bytes } kind;
};
extern const std::vector<CostColumn> cost_columns;

// Reads the folders of runs, as `limen run` leaves them: limen::compare of what is there. Throws DataError where a
// folder is no complete run too.
std::vector<System> read_systems(const std::vector<std::filesystem::path>& run_folders);

// Asks for the memory curves of all runs, by the recordings and what was trained on them. Throws DataError and
// PluginError.
void add_memory_curves(std::vector<System>&, const PluginHost&);

}  // namespace limen::app
