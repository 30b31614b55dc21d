// Trains, applies and frees the readouts of a model, on recordings in files or in memory.
#pragma once

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/trainer.hpp"
#include "limen/model/model.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen {

struct ReadoutResult {
    std::string name, trainer;
    std::vector<std::string> populations{};  // whose activity it reads
    Metrics metrics{};
    double training_s = 0, peak_memory = 0;  // peak_memory: bytes; NaN if not known

    std::string reservoir() const;  // all of those populations, "a + b"
};

// Trains all readouts of a model on a recording, one after the other, each into a group of its name in `readouts`;
// those that learn while the network runs are trained so, if the model has its populations. With `untrained`, those
// that the recording is too damaged for are told there, as sentences, and left out, unless that is all of them. Throws
// ModelError, DataError, PluginError.
//
//   h5::File readouts = h5::File::create_in_memory("readouts");
//   for (const ReadoutResult& result : train(model, memory.recording().file(), readouts))
//       std::cout << result.name << ": " << result.metrics.at("test_accuracy") << "\n";
std::vector<ReadoutResult> train(const Model&, const h5::File& recording, h5::File& readouts,
                                 std::vector<std::string>* untrained = nullptr);

// The readouts in a file that train() has written, with the parameters that they were trained with; `wanted` asks for
// these names alone. Throws DataError, and ModelError where a plugin is not there.
std::vector<ReadoutSpec> trained_readouts(const h5::File& readouts, const PluginHost&,
                                          const std::vector<std::string>& wanted = {});

// Applies one of them to another recording: its outputs, predictions and metrics come into a group of its name in
// `output`. Throws DataError, PluginError, and ParameterError("trainer") where it is a measure, which has learnt
// nothing.
Metrics apply(const ReadoutSpec&, const h5::File& readouts, const h5::File& recording, h5::File& output);

// How well the inputs k frames ago can be read off the states that the readout works on, for k from 0 to `lags`: r^2.
// Empty where it cannot be told. Throws DataError and PluginError.
std::vector<double> memory_curve(const ReadoutSpec&, const h5::File& readouts, const h5::File& recording,
                                 std::size_t lags);
// The number of lags, such that about half of a mean trial's frames have as many before them; at most 100, and 0
// without data.
std::size_t usual_lags(const h5::File& recording);

// Lets every network that the model asks for hear its readout, as it stands in `readouts`; adds the outputs to that
// file and the errors to the results. Returns what its user should know, as sentences. Throws ModelError, DataError,
// PluginError.
std::vector<std::string> run_freely(const Model&, h5::File& readouts, std::vector<ReadoutResult>&);

// What is wrong with a free run whose outputs leave the range of its targets by far, as a sentence; empty if none does.
std::string runaway_of(const FreeRunResult&);

// Sentences on the readouts that do no better in the test than guessing, with the rates of the spiking populations that
// they read, and what to change. That takes test trials enough: a binomial test must not tell them from a guess, and
// their interval of confidence must leave no room for half of what is between a guess and no error.
std::vector<std::string> guessing_readouts(std::span<const ReadoutResult>, std::span<const PopulationSummary>);

}  // namespace limen
