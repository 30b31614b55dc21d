// What is compared: systems, each a readout and the populations that feed it, run with one or more seeds.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "limen/learn/metric.hpp"
#include "limen/registry/host.hpp"

namespace limen::app {

// Of one system with one seed. What is not known is NaN.
struct Costs {
    double trained_parameters;  // those that training sets
    double parameters;          // those, and the fixed synapses of the populations that it reads
    double training_s;          // simulating the training trials, and fitting
    double inference_s;         // per sequence: simulating it, and reading it out; all sequences side by side
    double macs;                // multiply-accumulates per sequence, those of units that do not spike among them
    double synaptic_events;     // per sequence, of all populations that it reads
    double peak_memory;         // bytes: of the simulation or of the fit, whichever takes more
    double operations = 0;      // multiply-accumulates, and synaptic events that are none of them
};

// A column of costs: how tables call it, and where it is.
struct CostColumn {
    const char *title, *key;
    double Costs::*member;
    enum class Kind { count, seconds, bytes } kind;
};
extern const std::vector<CostColumn> cost_columns;

struct SystemRun {
    std::filesystem::path folder;  // of the run
    std::uint64_t seed = 0;
    Metrics metrics{};
    Costs costs{};
    std::vector<double> memory_curve{};  // r^2 of inputs by lag in frames, where the trainer can tell
};

struct System {
    std::string name;     // of the readout; "model:readout" where two models have the same
    std::string readout;  // its group in readouts.h5
    std::string trainer, reservoir;
    std::vector<SystemRun> runs;  // one for each seed, in their order

    std::vector<double> values(const std::string& metric) const;
    std::vector<double> values(double Costs::*cost) const;
};

// Reads the folders of runs, as `limen run` leaves them. Systems come in the order in which they are found. Throws
// DataError where a folder is no complete run, or where runs with the same seed were not given the same trials.
std::vector<System> read_systems(const std::vector<std::filesystem::path>& run_folders);

// Asks the trainers for the memory curves of all runs, by the recordings and what was trained on them. Throws DataError
// and PluginError.
void add_memory_curves(std::vector<System>&, const PluginHost&);

// The metric by which systems are ranked: `wanted`; where that is empty, the one for tables that most systems have of
// the test, or else of the training. Throws Error where there is no such.
Metric choose_score(const std::vector<System>&, const std::string& wanted);

// Removes the systems without the score, and returns their names.
std::vector<std::string> drop_unscored(std::vector<System>&, const Metric& score);

}  // namespace limen::app
