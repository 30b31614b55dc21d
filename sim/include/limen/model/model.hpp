// A model file, read and checked: what to build, run, record and train.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "limen/core/error.hpp"
#include "limen/plugin.hpp"
#include "limen/schema/dataset.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

class PluginHost;

// A table of the model file that names something a plugin offers: [population.exc] with model = "lif".
struct Component {
    std::string name;              // "exc"
    std::string path;              // "population.exc", for messages
    const Offer* offer = nullptr;  // owned by the PluginHost
    Parameters parameters;         // complete
};

struct DataSpec : Component {  // [data.<name>]
    double frame = 1;          // ms per frame
    bool standardise = true;   // each channel to mean 0 and standard deviation 1 over the training trials
};

struct PopulationSpec : Component {   // [population.<name>]
    std::optional<std::size_t> data;  // index into Model::data
    std::optional<Component> rule;    // for connections within it: [population.<name>.rule]
    // What units that do not spike hear: the populations with their states, and the data stream whose targets of the
    // frame before are fed back. The state of rates is that of the same frame; that of units that spike is the
    // observable `input_state` as the frame begins.
    std::vector<std::size_t> inputs;
    std::string input_state;
    std::optional<std::size_t> feedback;
};

// The unit of the weights of a population's synapses and inputs: PopulationFactory::weight_unit.
std::string weight_unit_of(const PopulationSpec&);

enum class Part { all, excitatory, inhibitory };

// Short-term plasticity (Markram, Wang and Tsodyks 1998): what a spike uses of a synapse's resources, and how they
// recover. With a spread each synapse has a value of its own, normal around the mean.
struct ShortTermSpec {
    double U = 0, U_spread = 0;  // the share that a spike after a long silence uses; 0: no such plasticity
    double tau_rec = 800, tau_rec_spread = 0, tau_facil = 0, tau_facil_spread = 0;  // ms
    bool on() const noexcept { return U > 0; }
    bool differs() const noexcept { return U_spread > 0 || tau_rec_spread > 0 || tau_facil_spread > 0; }
};

// Spike-timing-dependent plasticity: the pair rule with exponential windows, from additive (mu = 0) to multiplicative
// (mu = 1).
struct StdpSpec {
    bool on = false;
    double w_max = 0;                          // pA
    double A_plus = 0.005, A_minus = 0.00525;  // step of a pair at no distance, as a share of w_max
    double tau_plus = 20, tau_minus = 20;      // ms
    double mu_plus = 0, mu_minus = 0;          // exponents of the weight
};

struct ProjectionSpec : Component {      // [projection.<name>], one for each target it lists
    std::size_t source = 0, target = 0;  // indices into Model::populations
    Part source_part = Part::all, target_part = Part::all;
    std::uint32_t receptor = 0;  // which of the target's for the sign of the weight
    double weight = 0;           // in the target's unit; the mean, if they differ
    double weight_spread = 0;    // standard deviation, or half the width of a uniform law
    SpreadLaw weight_law = SpreadLaw::normal;
    double delay = 1;         // ms; the mean, if they differ
    double delay_spread = 0;  // ms, like weight_spread
    SpreadLaw delay_law = SpreadLaw::normal;
    double delay_min = 0.1;                  // ms; smaller draws are drawn again
    double delay_resolution = 0.1;           // ms; draws are rounded to a multiple of it
    std::optional<DelayRange> own_delays{};  // their range, where the rule gives each synapse its own
    std::uint32_t id = 0;                    // its index in Model::projections, and for its random streams
    ShortTermSpec short_term;
    StdpSpec stdp;
    bool plastic() const noexcept { return short_term.on() || stdp.on; }
    // Whether each synapse has a state of its own, and not each source one for all of its synapses.
    bool dynamic_weights() const noexcept { return short_term.differs() || stdp.on; }
};

struct DriveSpec : Component {  // [drive.<name>], one for each target it lists
    std::size_t target = 0;
    // What gives it frames, at most one of the two: a data stream, or a population of rates by its states.
    std::optional<std::size_t> data, population;
    std::uint32_t receptor = 0;  // which of the target's for the sign of an input
    std::uint32_t id = 0;
};

// Some units of a population: those of a part, those of a list, or every `step`th from `first` until before `end`.
struct UnitChoice {
    Part part = Part::all;
    std::vector<std::uint32_t> listed{};         // sorted; empty: no list
    std::uint32_t first = 0, end = 0, step = 1;  // end 0: no range
    bool all() const noexcept { return part == Part::all && listed.empty() && end == 0; }
    friend bool operator==(const UnitChoice&, const UnitChoice&) = default;
};

struct RecordSpec {  // [record.<name>]
    std::string name, path;
    std::size_t population = 0;
    std::optional<std::uint32_t> observable;  // none: the spikes, or the synapses
    bool synapses = false;                    // those that arrive at the population
    double period = 0;                        // ms; of states
    bool float64 = false;                     // how states are recorded: so, or rounded to float32
    UnitChoice units{};
    double from = 0, until = 0;  // ms from each trial's start; until 0: to its end
    bool spikes() const noexcept { return !observable && !synapses; }
    bool whole_trials() const noexcept { return from == 0 && until == 0; }
};

using ReadoutSpec = Component;  // [readout.<name>]

struct FreeRunSpec {  // [free_run.<name>]
    std::string name, path;
    std::size_t readout = 0;   // index into Model::readouts
    double washout = 0;        // ms, in which the targets are fed back
    std::int64_t horizon = 1;  // outputs of which each but the first hears the one before
    std::int64_t starts = 1;   // how many stretches of the trials, evenly spread
    Split part = Split::test;  // the part whose trials they are of
};

struct ComparisonSpec {             // [comparison]
    std::vector<std::string> with;  // model files to compare this one with, relative to its folder
    std::int64_t seeds = 1;         // how many, from the model's own on
};

struct Model {
    std::filesystem::path file;  // as given by the user
    std::string text;            // as read
    std::string resolved;        // TOML with every default filled in
    std::uint64_t seed = 1;
    double stop = 0;        // ms; 0: as long as the data last
    double slice = 0;       // ms; 0: the engine chooses
    bool dale = true;       // whether neurons must keep to one sign
    double max_rate = 1e4;  // Hz per unit; a population beyond it ends the run
    std::vector<DataSpec> data;
    std::vector<PopulationSpec> populations;
    std::vector<ProjectionSpec> projections;
    std::vector<DriveSpec> drives;
    std::vector<RecordSpec> records;
    std::vector<ReadoutSpec> readouts;
    std::vector<FreeRunSpec> free_runs;
    ComparisonSpec comparison;
    std::map<std::string, Place> places;  // of every dotted key in the file

    // The problem "path.key: message" at its place in the file (the table's, where the key was not given).
    Problem problem(const std::string& path, const std::string& key, const std::string& message) const;
};

// From `--set simulation.seed=3`: a dotted key and a TOML value.
using Override = std::pair<std::string, std::string>;

struct ModelOptions {
    std::vector<Override> overrides;
    bool readouts_only = false;  // check nothing but [readout.*]: the recording stands for the rest
};

// Reads and checks a model file against the schemas of the host's plugins. Throws ModelError with everything that is
// wrong.
Model load_model(const std::filesystem::path& file, const PluginHost&, const ModelOptions& = {});
// The same from a text, as stored in a recording; `name` is the file's name in messages.
Model parse_model(const std::string& text, const std::filesystem::path& name, const PluginHost&,
                  const ModelOptions& = {});

}  // namespace limen
