// Compares systems, each a readout and the populations that feed it, over seeds: what they reach, and what they cost.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "limen/learn/metric.hpp"
#include "limen/learn/recorded_trials.hpp"
#include "limen/simulation/simulation.hpp"
#include "limen/simulation/training.hpp"

namespace limen {

// A run of a model with one seed, and what came of it.
struct ComparedRun {
    std::filesystem::path folder{};  // names it in messages, and says where its files are, if there are any
    std::string model{};             // the model's name
    std::uint64_t seed = 0;
    RunSummary summary{};    // trials, and of each population: name, synapses, synaptic_events, simulation_s, spiking
    double peak_memory = 0;  // bytes that the simulation took at most; NaN if not known
    RecordedTrials trials{};
    std::vector<ReadoutResult> readouts{};
};

// Costs of one system with one seed. What is not known is NaN.
struct Costs {
    double trained_parameters = 0;  // those that training sets
    double parameters = 0;          // those, and the fixed synapses of the populations that it reads
    double training_s = 0;          // simulating the training trials, and fitting
    double inference_s = 0;         // per sequence: simulating it, and reading it out; all sequences side by side
    double macs = 0;                // multiply-accumulates per sequence, those of units that do not spike among them
    double synaptic_events = 0;     // per sequence, of all populations that it reads
    double peak_memory = 0;         // bytes: of the simulation or of the fit, whichever takes more
    double operations = 0;          // multiply-accumulates, and synaptic events that are none of them
};

struct SystemRun {
    std::filesystem::path folder{};
    std::uint64_t seed = 0;
    Metrics metrics{};
    Costs costs{};
    std::vector<double> memory_curve{};  // r^2 of inputs by lag in frames, where somebody has asked for it
};

struct System {
    std::string name{};     // of the readout; "model:readout" where two models have the same
    std::string readout{};  // its group in a file of readouts
    std::string trainer{}, reservoir{};
    std::vector<SystemRun> runs{};  // one for each seed, in their order

    // One for each seed; NaN where it is not known.
    std::vector<double> values(const std::string& metric) const;
    std::vector<double> values(double Costs::*cost) const;
};

// The systems of these runs, in the order in which they are found. Throws DataError where runs with the same seed were
// not given the same trials, or hold the same system.
std::vector<System> compare(std::span<const ComparedRun>);

// The metric by which systems are ranked: `wanted`; where that is empty, the one for tables that most systems have of
// the test, or else of the training. Throws Error where there is no such.
Metric choose_score(const std::vector<System>&, const std::string& wanted);

// Removes the systems without the score, and returns their names.
std::vector<std::string> drop_unscored(std::vector<System>&, const Metric& score);

// A mean and its 95 % confidence interval by Student's t; the bounds are NaN for fewer than two values.
struct Interval {
    double mean = 0, low = 0, high = 0;
    double half_width() const noexcept { return (high - low) / 2; }
};

// Values that are NaN (not known) make the mean NaN.
Interval interval_of(std::span<const double> values);

// The interval of a system's scores over its seeds. That of a share ends at 0 and at 1, that of an error or a time at
// 0.
Interval score_interval(const System&, const Metric& score);

// Which systems the seeds do not tell from the one with the best mean: the 95 % confidence interval of the difference
// from it, seed by seed, holds 0. None with fewer than two seeds, which tell nothing, nor where neither is better.
std::vector<bool> best_systems(const std::vector<System>&, const Metric& score);

}  // namespace limen
