// What a plugin implements for units that hand on numbers and not spikes: all of them change at once, with each frame
// of their data. The engine takes several trials through their frames side by side, each in a lane of one state.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace limen {

// What the engine gives a population of rates when a network starts to run.
struct RateWiring {
    std::size_t lanes = 1;  // trials at once, at most
    // The numbers of its input: the channels of its data, then one for each unit of the populations that it listens to,
    // then what is fed back to it.
    std::size_t channels = 0;
    std::uint64_t seed = 0;
    std::uint32_t id = 0;  // for its random streams
};

// One frame of the trials in the first inputs.size() lanes; those in the others are over.
struct RateStep {
    std::int64_t frame;                               // from 0, within each trial
    std::span<const std::span<const double>> inputs;  // one for each lane, of `channels` numbers
    unsigned part = 0, parts = 1;                     // which share of the units to take
};

// A request for an observable of a lane after so many frames; `row` has one number for each unit.
struct RateSample {
    std::int64_t frames;
    std::size_t lane;
    std::uint32_t observable;  // index into PopulationFactory::observables
    std::span<float> row;
    unsigned part = 0, parts = 1;  // the units of this share
    std::span<double> exact{};     // in place of `row`, where the record asks for precision = "double"
};

// Writes what value_of(unit) gives for the units [first, last), in the precision that a sample asks for: a RateSample
// or a SampleEvent.
template <class Sample, class ValueOf>
void write_sample(const Sample& sample, std::size_t first, std::size_t last, const ValueOf& value_of) {
    if (sample.exact.empty())
        for (std::size_t i = first; i < last; ++i) sample.row[i] = static_cast<float>(value_of(i));
    else
        for (std::size_t i = first; i < last; ++i) sample.exact[i] = static_cast<double>(value_of(i));
}

// A request for what other populations and readouts get of a lane after so many frames.
struct RateOutput {
    std::int64_t frames;
    std::size_t lane;
    std::span<double> row;         // one number for each unit
    unsigned part = 0, parts = 1;  // the units of this share
};

// The state of a population in several trials. It keeps the state before a frame and that after it: while some parts
// take frame k, others may still sample what k frames left.
class RateState {
public:
    virtual ~RateState() = default;
    // Lane i begins with trials[i], at frame 0. One thread at a time.
    virtual void start(std::span<const std::uint32_t> trials) = 0;
    // Into how many parts, at most `most`, a step is worth cutting for as many threads.
    virtual unsigned parts([[maybe_unused]] unsigned most) const { return 1; }
    // Takes a part of the units through the next frame; false if a number in it is not finite. Distinct parts at once;
    // the next frame only after all of them.
    virtual bool update(const RateStep&) = 0;
    virtual void sample(const RateSample&) const = 0;
    virtual void hand_on(const RateOutput&) const = 0;
    // The first unit whose state in this lane is not finite after so many frames. One thread at a time.
    virtual std::optional<std::uint32_t> not_finite(std::int64_t frames, std::size_t lane) const = 0;
    // Gives up a lane: its state becomes 0. One thread at a time.
    virtual void reset(std::size_t lane) = 0;
    // What most likely makes states grow beyond all bounds, as the rest of a sentence that begins with "check".
    virtual std::string likely_cause() const = 0;
};

}  // namespace limen
