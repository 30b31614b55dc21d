// Trainers: they see a recorded file and nothing else.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/schema/dataset.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

// One of a trainer's metrics, as tables show it.
struct ShownMetric {
    std::string name, title;  // "test_accuracy", "test accuracy"
    bool share = false;       // from 0 to 1, shown in percent
};

// What is known of a run before it begins.
struct RunOutline {
    std::vector<double> durations{};     // ms, of each trial
    bool targets = false;                // whether any data have them
    std::vector<Split> splits{};         // of each trial; empty: all are for training
    std::vector<std::int32_t> labels{};  // of each trial, below 0 where it has none; empty: no trial has one

    bool any(Split split) const {
        return splits.empty() ? split == Split::train : std::find(splits.begin(), splits.end(), split) != splits.end();
    }
};

// A trained map from states to outputs, outputs = features * weights + bias. The features are the units of each record
// in turn, in the state that they are in after a frame.
struct LinearReadout {
    std::vector<std::string> records;
    std::string data;             // whose targets it has learnt
    std::vector<double> weights;  // features x outputs
    std::vector<double> bias;     // of each output
};

// How a readout learns while its network runs.
struct OnlineSchedule {
    double washout = 0;       // ms at the start of each trial, in which the targets are fed back
    std::int64_t every = 1;   // frames from one lesson to the next
    std::int64_t epochs = 1;  // times that the training trials are gone through
};

// A readout that a network hears while it learns, so that network and readout come to fit each other (FORCE: Sussillo
// and Abbott 2009).
class OnlineReadout {
public:
    virtual ~OnlineReadout() = default;
    virtual OnlineSchedule schedule() const = 0;
    // What it has come to; the reference stays valid.
    virtual const LinearReadout& map() const = 0;
    // One lesson: the features of a frame, what map() has made of them, and what it should have.
    virtual void learn(std::span<const double> features, std::span<const double> outputs,
                       std::span<const double> targets) = 0;
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
    // Lets a trained readout, as train() has left it in the file `readouts`, loose on another recording, and writes its
    // outputs, predictions and metrics into the group `name` of the HDF5 file `output`, which exists. Returns the
    // metrics of the parts that there are, as train() does. Throws ParameterError, and DataError where the recording
    // does not fit.
    virtual std::map<std::string, double> apply([[maybe_unused]] const std::filesystem::path& recording,
                                                const Parameters&, [[maybe_unused]] const std::string& name,
                                                [[maybe_unused]] const std::filesystem::path& readouts,
                                                [[maybe_unused]] const std::filesystem::path& output) const {
        throw ParameterError("trainer", "measures a recording, and leaves nothing that could be applied to another");
    }
    // Whether it learns while the network runs: then online() takes the place of train().
    virtual bool learns_online() const { return false; }
    // A readout that knows nothing yet, of so many features and outputs; only if it learns online.
    virtual std::unique_ptr<OnlineReadout> online(const Parameters&, [[maybe_unused]] std::size_t features,
                                                  [[maybe_unused]] std::size_t outputs) const {
        return nullptr;
    }
    // What train() has written, so that it can be fed back to a network. Throws ParameterError where its outputs are no
    // such map of the states in one frame.
    virtual LinearReadout linear_readout(const Parameters&, [[maybe_unused]] const std::string& name,
                                         [[maybe_unused]] const std::filesystem::path& output) const {
        throw ParameterError("trainer", "makes no linear map of states, so nothing can be fed back");
    }
};

}  // namespace limen
