// Trainers: they see a recording and nothing else.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/learn/metric.hpp"
#include "limen/schema/dataset.hpp"
#include "limen/schema/parameter.hpp"

namespace limen::h5 {
class File;  // limen/hdf5.hpp
}

namespace limen {

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
    std::string data;             // the data stream whose targets it has learnt
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
    // The map that it has come to; the reference stays valid.
    virtual const LinearReadout& map() const = 0;
    // One lesson: the features of a frame, what map() has made of them, and what it should have.
    virtual void learn(std::span<const double> features, std::span<const double> outputs,
                       std::span<const double> targets) = 0;
};

// What a [readout.*] table names by `trainer`: it looks at a recording, and says in numbers what it found. Any thread.
class Trainer {
public:
    virtual ~Trainer() = default;
    // Throws ParameterError where the recording of such a run is sure to be refused.
    virtual void check(const Parameters&, const RunOutline&) const {}
    // Whether, with data that have classes of trials or targets of frames, it would learn those classes.
    virtual bool learns_classes(const Parameters&, [[maybe_unused]] bool classes, [[maybe_unused]] bool targets) const {
        return false;
    }
    // Writes what it finds into the group `name` of `output`, in place of what is there. Returns its metrics, and
    // beside those of the file what differs from run to run: "inference_s", the seconds that the readout itself takes
    // for a trial. Throws ParameterError and DataError.
    virtual Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                          h5::File& output) const = 0;
};

// A trainer that tells something of a recording, and learns nothing.
class Measure : public Trainer {};

// A trainer that opens its files itself, and knows nothing of its metrics but names and values.
class TrainerFactory : public Trainer {
public:
    virtual std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                                const std::string& name, const std::filesystem::path& output) const = 0;
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name, h5::File& output) const final;
};

// What a learner has learnt.
class Readout {
public:
    virtual ~Readout() = default;
    // Applies it to another recording, and writes its outputs, predictions and metrics into the group `name` of
    // `output`. Returns the metrics of the parts that there are. Throws ParameterError, and DataError where the
    // recording does not fit.
    virtual Metrics apply(const h5::File& recording, const std::string& name, h5::File& output) const = 0;
    // How well the inputs of a recording k frames ago can be read off the states that the readout works on, for k from
    // 0 to `lags`: r^2 on test trials, the mean over channels. Empty where there are no such states, or too few frames.
    // Throws ParameterError and DataError.
    virtual std::vector<double> memory_curve([[maybe_unused]] const h5::File& recording,
                                             [[maybe_unused]] std::size_t lags) const {
        return {};
    }
    // The map that can be fed back to a network. Throws ParameterError where the outputs are no map of the states in
    // one frame.
    virtual LinearReadout linear() const {
        throw ParameterError("trainer", "makes no linear map of states, so nothing can be fed back");
    }
};

// A trainer that learns a map from states, or from inputs, to labels or targets.
class Learner : public Trainer {
public:
    // What train() has left in the group `name` of `readouts`, which outlives it. Throws ParameterError and DataError.
    virtual std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                             const std::string& name) const = 0;
};

// A learner that learns while the network runs: online() takes the place of train(), which refuses.
class OnlineLearner : public Learner {
public:
    Metrics train(const h5::File&, const Parameters&, const std::string&, h5::File&) const final {
        throw ParameterError("trainer", "learns while the network runs, not from a recording; use limen run");
    }
    // A readout that knows nothing yet, of so many features and outputs.
    virtual std::unique_ptr<OnlineReadout> online(const Parameters&, std::size_t features,
                                                  std::size_t outputs) const = 0;
};

inline bool learns_online(const Trainer& trainer) { return dynamic_cast<const OnlineLearner*>(&trainer) != nullptr; }

}  // namespace limen
