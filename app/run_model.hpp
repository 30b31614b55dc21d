// One run from beginning to end: simulates a model into a folder, trains its readouts, and writes the results there.
#pragma once

#include <string>
#include <vector>

#include "limen/model/model.hpp"
#include "limen/model/run_identity.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "readouts.hpp"
#include "run_folder.hpp"

namespace limen::app {

struct RunChoices {
    bool train = true;
    bool quiet = false;  // without a line of progress
    RunIdentity identity{};
};

struct RunOutcome {
    RunSummary summary;
    std::vector<ReadoutResult> readouts;

    // What a terminal shows of it: readouts if there are any, else populations.
    Table table(const Model&) const;
};

// Tells the run's warnings on stderr. Ctrl-C ends the simulation early, with what was recorded; then nothing is
// trained. Throws Fault where something fails after the run began, saying what there is to go on with.
RunOutcome run_model(RunFolder&, const Model&, const PluginHost&, const RunChoices&);

}  // namespace limen::app
