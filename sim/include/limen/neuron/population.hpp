// What a plugin implements to put units into a network: spiking neurons, rate units, encoders.
// The engine hands each block of units one slice of time at a time, with every event that acts in it.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/connect/delay_class.hpp"
#include "limen/connect/position.hpp"
#include "limen/connect/synapse_rows.hpp"
#include "limen/neuron/rate_state.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

class Topology;
struct Trials;

// A spike on its way: all synapses of `source` with this delay class receive it at `offset` ms after the slice's start.
struct AxonalEvent {
    double offset;
    std::uint32_t source;  // unit of the network
    std::uint32_t delay_class;
    double scale = 1;  // times every weight: what the synapses' short-term plasticity leaves of it, in [0, 1]
};

// A frame of a data stream, in force from `offset` until the stream's next one.
struct FrameEvent {
    double offset;
    std::span<const double> values;
};

// A request to write an observable of every unit of the population into `row` as of `offset`, before any event at that
// very time.
struct SampleEvent {
    double offset;
    std::uint32_t observable;  // index into PopulationFactory::observables
    std::span<float> row;      // one number per unit; a block writes its own part
    // What takes the place of `row` where the record asks for precision = "double": see write_sample. Only populations
    // whose factory says exact_samples() are given it.
    std::span<double> exact{};
};

// Inputs from a drive, or along synapses with delays of their own: input k comes at offsets[k] to the unit targets[k]
// of the block. They come in any order; where spikes may change the scales, in that of time.
struct InputTrain {
    double weight;  // in the unit of PopulationFactory::weight_unit
    std::span<const double> offsets;
    std::span<const std::uint16_t> targets;
    std::uint32_t receptor = 0;           // which of those for its sign
    std::span<const double> scales = {};  // times the weight, for each input, if not empty; 0 or more

    double weight_of(std::size_t k) const noexcept { return scales.empty() ? weight : weight * scales[k]; }
};

// One input of one unit.
struct InputEvent {
    double offset;
    double weight;
    std::uint32_t target;  // unit of the block
};

// The current from a drive into each unit of a block, in force from `offset` on until the same drive's next one, in
// whatever slice that comes: a state keeps it. It is 0 before the first one of a trial.
struct CurrentEvent {
    double offset;
    std::uint32_t drive;              // which one: currents of several drives add up
    std::span<const double> current;  // pA, one per unit of the block
};

struct SpikeEvent {
    double offset;
    std::uint32_t unit;  // of the population
};

// One slice, the same for all blocks. Every span is sorted by offset; equal offsets have a fixed order.
// 0 <= offset < length throughout.
struct Slice {
    std::int64_t index;  // from the start of the trial
    double length;       // ms
    std::span<const AxonalEvent> spikes;
    std::span<const FrameEvent> frames;    // of the population's data stream
    std::span<const SampleEvent> samples;  // of this population
};

// The weights of a block's plastic synapses in the present slice.
class DynamicWeights {
public:
    virtual ~DynamicWeights() = default;
    // To be called for each spike as soon as it is found, for each unit of the block in the order of time: it changes
    // the unit's weights at later events of the slice, and the scales of its later inputs, which must be read after it.
    // Weights and scales stay where they are.
    virtual void spiked(std::uint32_t unit, double offset) = 0;
    // The weights with which the slice's axonal event number `event` acts, in the order of its row's targets; empty:
    // the row's own.
    std::span<const double> of(std::size_t event) const noexcept { return x_of_event[event]; }

protected:
    std::vector<std::span<const double>> x_of_event;
};

struct BlockInputs {
    std::span<const InputTrain> trains;
    std::span<const CurrentEvent> currents;
    DynamicWeights* dynamic = nullptr;  // none: all weights are those of the rows
};

// Appends every input of the trains, train by train.
inline void append_events(std::span<const InputTrain> trains, std::vector<InputEvent>& events) {
    for (const InputTrain& train : trains)
        for (std::size_t k = 0; k < train.offsets.size(); ++k)
            events.push_back({train.offsets[k], train.weight_of(k), train.targets[k]});
}

// What the engine gives a population when a network starts to run; the pointers outlive the state.
struct PopulationWiring {
    std::span<const SynapseRows* const> blocks;  // one per block
    std::span<const DelayClass> delay_classes;
    std::vector<std::uint32_t> observables{};  // that will be sampled
    std::uint64_t seed = 0;
    std::uint32_t id = 0;          // for its random streams
    const Trials* data = nullptr;  // its data stream, whole, for encoders that look ahead
};

class Population;

// The changing part of a population: one for each trial that runs at the same time.
class PopulationState {
public:
    virtual ~PopulationState() = default;
    // Goes back to the initial state for this trial. One thread at a time.
    virtual void start(std::uint32_t trial) = 0;
    // Does the work that the blocks of a slice share, before them. One thread at a time.
    virtual void prepare(const Slice&) {}
    // Takes one block through a slice and appends its spikes, in any order. Distinct blocks at once.
    virtual void advance(std::uint32_t block, const Slice&, const BlockInputs&, std::vector<SpikeEvent>& spikes) = 0;
    // The number of synaptic events since start(). One thread at a time.
    virtual std::uint64_t synaptic_events() const { return 0; }
    // Writes an observable of all units, as it is between two slices; false if it is not kept. One thread at a time.
    virtual bool observe([[maybe_unused]] std::uint32_t observable, [[maybe_unused]] std::span<double> row) const {
        return false;
    }
    // Goes on, between two slices, as a state of `next`, which outlives it and differs in its parameters alone. False,
    // with nothing changed, if it cannot. One thread at a time.
    virtual bool change([[maybe_unused]] const Population& next) { return false; }
};

// A number that a population can tell of itself once it is built, for the recording.
struct Finding {
    std::string name;
    double value;
    std::string unit{};  // "" for a pure number
};

// Several such numbers, one for each unit or whatever the name says.
struct FoundArray {
    std::string name;
    std::vector<double> values;
    std::string unit{};
};

struct Examination {
    std::vector<Finding> findings;
    std::vector<std::string> warnings;  // what its user should know, as sentences that go on from its name
    std::vector<FoundArray> arrays{};
};

// Takes a population once through the frames of the training trials, one trial after the other: calls use(frame, input)
// for each, `frame` from 0 in each trial, until it returns false.
using TrainingPass =
    std::function<void(const std::function<bool(std::int64_t frame, std::span<const double> input)>& use)>;

// How units that spike come to their rates before a run: by so many passes through some of the training trials.
struct Homeostasis {
    std::int64_t passes = 0;  // 0: not at all
    std::int64_t trials = 0;  // at most, spread evenly over all that are for training
};

// The lasting part of a population, shared by all trials. Any thread once built.
class Population {
public:
    virtual ~Population() = default;
    virtual std::uint32_t size() const = 0;
    // Units [0, excitatory()) are excitatory, the others inhibitory.
    virtual std::uint32_t excitatory() const { return size(); }
    virtual std::uint32_t block_size() const { return 1024; }  // at most 65536
    // How many receptors there are for weights of a sign; 0: no projection and no input may have such a weight.
    virtual std::uint32_t receptors([[maybe_unused]] bool inhibitory) const { return 1; }
    // The longest slice (ms) that it can take without losing accuracy.
    virtual double longest_slice() const { return std::numeric_limits<double>::infinity(); }
    // Where each unit is, on a grid whose first site is (0, 0, 0); empty if that means nothing here.
    virtual std::span<const Position> positions() const { return {}; }
    // The number of internal connections, such as a reservoir's matrix, that are not projections of the model.
    virtual std::uint64_t internal_synapses() const { return 0; }
    // The population that it becomes by learning from its input before a run, as often as it likes; nullptr if it does
    // not learn. For units that do not spike; one thread.
    virtual std::shared_ptr<const Population> adapt(const TrainingPass&) const { return nullptr; }
    virtual Homeostasis homeostasis() const { return {}; }
    // The population that it becomes after a pass in which its units fired at these rates (Hz); the last pass only
    // tells what has come of it. One thread.
    virtual std::shared_ptr<const Population> settle([[maybe_unused]] std::span<const double> rates,
                                                     [[maybe_unused]] std::int64_t pass) const {
        return nullptr;
    }
    // The factors of the weights of the excitatory synapses that arrive at each unit; empty: all are 1.
    virtual std::span<const float> incoming_scales() const { return {}; }
    // What can be said of it under the frames of its data (nullptr without any, or if they are not all of its input).
    // Called once, before a run.
    virtual Examination examine(const Trials*) const { return {}; }
    // The bytes of the lasting part and of one state, for --dry-run.
    virtual std::uint64_t bytes() const = 0;
    // The first makes the state of units that spike, the second that of all others; the engine calls none but the one
    // that fits.
    virtual std::unique_ptr<PopulationState> make_state(const PopulationWiring&) const { return nullptr; }
    virtual std::unique_ptr<RateState> make_rate_state(const RateWiring&) const { return nullptr; }
};

// What a population is built from, beside its parameters.
struct PopulationContext {
    std::uint64_t seed;
    std::uint32_t id;
    std::size_t channels;           // of its data stream, 0 without one
    std::size_t delay_classes = 1;  // on which projections reach it: the more, the shorter its blocks' rows
    // Makes the connection rule that the model names by PopulationFactory::rule_key, for connections within so many
    // units; empty if it names none. Throws ParameterError. It must not be called after make().
    std::function<std::unique_ptr<Topology>(std::uint32_t units)> rule{};
    std::uint32_t rule_id = 0;  // for the rule's random streams
    bool estimate = false;      // what is made will not run, so that what takes long can be left out
    // What units that do not spike hear: how many units of other populations, and how many channels that are fed back.
    std::size_t heard_units = 0, feedback_channels = 0;
    double frame = 0;               // ms, of its data stream
    std::uint32_t event_units = 0;  // of its data stream, 0 if that holds no spikes
};

// A parameter that says nothing beside the values of others, so that a model that gives it is wrong.
struct UnusedParameter {
    std::string name;
    std::string reason;  // "without jumps"
};

struct Observable {
    std::string name;
    std::string unit;
    std::string meaning;
};

class PopulationFactory {
public:
    virtual ~PopulationFactory() = default;
    virtual std::vector<Observable> observables() const = 0;
    // Whether its units send and receive spikes; all others change with the frames of their data alone.
    virtual bool spiking() const = 0;
    // Whether its blocks heed BlockInputs::dynamic; otherwise no such synapses may project to it.
    virtual bool dynamic_weights() const { return false; }
    // Whether its blocks heed BlockInputs::currents; otherwise no drive may give it a current.
    virtual bool takes_currents() const { return false; }
    // Whether its samples are written in the precision that they ask for: by write_sample. Otherwise no record may ask
    // for precision = "double".
    virtual bool exact_samples() const { return false; }
    // The unit of the weights of synapses and inputs: "pA", "mV"; "": a pure number.
    virtual std::string weight_unit(const Parameters&) const { return ""; }
    // Whether it needs (true) a data stream of its own, given by the key `data`.
    virtual bool wants_data() const = 0;
    // Whether its units, which do not spike, may also hear those of other such populations (`input`) and the targets of
    // a data stream (`feedback`); its data are then optional.
    virtual bool hears_rates() const { return false; }
    // The text parameter that may name, instead of one of its choices, a connection rule that any plugin offers, whose
    // own parameters stand in the table [population.<name>.rule]; "": none.
    virtual std::string rule_key() const { return ""; }
    // The parameters that say nothing beside the others.
    virtual std::vector<UnusedParameter> unused(const Parameters&) const { return {}; }
    // Throws ParameterError.
    virtual std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const = 0;
};

}  // namespace limen
