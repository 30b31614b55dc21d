// Trainers: they see a recorded file and nothing else.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "limen/parameter.hpp"

namespace limen {

// One of a trainer's metrics, as tables show it.
struct ShownMetric {
    std::string name, title;  // "test_accuracy", "test accuracy"
    bool share = false;       // from 0 to 1, shown in percent
};

// What is known of a run before it begins.
struct RunOutline {
    std::vector<double> durations{};  // ms, of each trial
    bool targets = false;             // whether any data have them
};

// A trained map from states to outputs, outputs = features * weights + bias. The features are the units of each record
// in turn, in the state that they are in after a frame.
struct LinearReadout {
    std::vector<std::string> records;
    std::string data;             // whose targets it has learnt
    std::vector<double> weights;  // features x outputs
    std::vector<double> bias;     // of each output
};

class TrainerFactory {
public:
    virtual ~TrainerFactory() = default;
    // The metrics that tables show, in this order, where train() gives them.
    virtual std::vector<ShownMetric> shown() const {
        return {{"train_accuracy", "training accuracy", true}, {"test_accuracy", "test accuracy", true}};
    }
    // Throws ParameterError where the recording of such a run is sure to be refused.
    virtual void check(const Parameters&, const RunOutline&) const {}
    // Trains on `recording` and writes weights, predictions and metrics into the group `name` of the HDF5 file
    // `output`, which exists. Returns the metrics, such as "train_accuracy", and beside those of the file what differs
    // from run to run: "inference_s", the seconds that the readout itself takes for a trial. Throws ParameterError and
    // DataError.
    virtual std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                                const std::string& name, const std::filesystem::path& output) const = 0;
    // How well the inputs of a recording k frames ago can be read off the states that the readout works on, for k from
    // 0 to `lags`: r^2 on test trials, the mean over channels. `output`: what train() has written. Empty where there
    // are no such states, or too few frames. Throws ParameterError and DataError.
    virtual std::vector<double> memory_curve([[maybe_unused]] const std::filesystem::path& recording, const Parameters&,
                                             [[maybe_unused]] const std::string& name,
                                             [[maybe_unused]] const std::filesystem::path& output,
                                             [[maybe_unused]] std::size_t lags) const {
        return {};
    }
    // What train() has written, so that it can be fed back to a network. Throws ParameterError where its outputs are no
    // such map of the states in one frame.
    virtual LinearReadout linear_readout(const Parameters&, [[maybe_unused]] const std::string& name,
                                         [[maybe_unused]] const std::filesystem::path& output) const {
        throw ParameterError("trainer", "makes no linear map of states, so nothing can be fed back");
    }
};

}  // namespace limen
