// What a run leaves beside its recording: the numbers of its table, and what made it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "limen/model/model.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "run_model.hpp"
#include "table.hpp"

namespace limen::app {

Table population_table(const Model&, const RunSummary&);

// results.json: every number of the run, those of populations and readouts alike. `peak_memory`: bytes that the
// simulation took; NaN if not known.
std::string results_json(const Model&, const RunOutcome&, double peak_memory, const RunIdentity&);

// The part of results.json that says what the run is: the same run again has the same.
std::string identity_json(const Model&, const RunIdentity&);
// That of the run in a folder; empty where there is none.
std::string identity_in(const std::filesystem::path& run_folder);

// manifest.json: the versions, the machine and the times, which differ from run to run.
std::string manifest_json(const Model&, const PluginHost&, const RunSummary&);

// What the manifest in a run's folder says; nothing where there is none. The machine and the day, "AMD EPYC, 8 threads
// · 2026-01-31":
std::string made_on(const std::filesystem::path& run_folder);

}  // namespace limen::app
