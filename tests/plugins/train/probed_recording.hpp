// Recordings of probes, whose states a test prescribes.
#pragma once

#include <map>

#include "small_recording.hpp"
#include "train/measures/measures.hpp"

namespace limen::train::test {

// Adds a trial of 20 ms frames to a recording: its class, its inputs, and its states, frame by frame.
void add_trial(SmallRecording&, std::int32_t label, const std::vector<double>& inputs,
               const std::vector<float>& states);

SmallRecording no_trials(double units);

// What the trainer measures of the records "states", with defaults where nothing is given.
Metrics measure_by(const Trainer&, const Schema&, const SmallRecording&, std::map<std::string, Value> given);

template <class Trainer, class Options>
Metrics measure(const SmallRecording& recording, std::map<std::string, Value> given = {}) {
    return measure_by(Trainer(), schema_of<Options>(), recording, std::move(given));
}

}  // namespace limen::train::test
