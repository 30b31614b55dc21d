// Trains every readout of a model on a recording.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "limen/model/model.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "table.hpp"

namespace limen::app {

struct ReadoutResult {
    std::string name, trainer;
    std::vector<std::string> populations;    // whose activity it reads
    std::map<std::string, double> metrics;   // as its trainer names them
    double training_s = 0, peak_memory = 0;  // peak_memory: bytes; NaN if not known
    std::vector<ShownMetric> shown{};        // those that a table has columns for

    std::string reservoir() const;  // all of those populations, "a + b"
};

// Trains one after the other into the file `output`, which it makes anew. With `untrained`, those that the recording is
// too damaged for are told there, as sentences, and left out, unless that is all of them. Throws ModelError, DataError,
// PluginError.
std::vector<ReadoutResult> train_readouts(const Model&, const std::filesystem::path& recording,
                                          const std::filesystem::path& output,
                                          std::vector<std::string>* untrained = nullptr);

// Lets every network that the model asks for hear its readout, as it stands in `readouts`; adds the outputs to that
// file and the errors to the results. Returns what its user should know, as sentences. Throws ModelError, DataError,
// PluginError.
std::vector<std::string> run_freely(const Model&, const std::filesystem::path& readouts,
                                    std::vector<ReadoutResult>& results);

// What is wrong with a free run whose outputs leave the range of its targets by far, as a sentence; empty if none does.
std::string runaway_of(const FreeRunResult&);

// Throws DataError where a metric is NaN: no table shows what is no number.
void refuse_no_number(const std::map<std::string, double>& metrics, const std::filesystem::path& recording,
                      const std::string& readout);

// Sentences on those that do no better in the test than guessing, with the rates of the spiking populations that they
// read, and what to change. That takes test trials enough: a binomial test must not tell them from a guess, and their
// interval of confidence must leave no room for half of what is between a guess and no error.
std::vector<std::string> guessing_readouts(std::span<const ReadoutResult>, std::span<const PopulationSummary>);

// What the readouts reach, beside what their reservoirs cost. `timed`: the time of the simulation is known.
Table readout_table(std::span<const ReadoutResult>, std::span<const PopulationSummary>, bool timed);

}  // namespace limen::app
