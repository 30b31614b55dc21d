// The trainers "rls", "lms" and "force": linear readouts of targets that learn frame by frame.
#pragma once

#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"
#include "train/features/recording.hpp"
#include "train/linear/linear_map.hpp"

namespace limen::train {

// What "rls" and "lms" share.
struct OnlineOptions {
    std::vector<std::string> record{};
    std::string data, reduce = "mean", transform = "none";
    double washout = 0;
    bool input = false;
    std::int64_t order = 1, epochs = 1;
    std::vector<double> symbols{};
};

struct RlsReadout : OnlineOptions {
    double delta = 1, forgetting = 1;
    static const std::vector<Parameter<RlsReadout>> schema;
};

struct LmsReadout : OnlineOptions {
    double rate = 0.5;
    bool normalised = true;
    static const std::vector<Parameter<LmsReadout>> schema;
};

// FORCE: recursive least squares while the network hears the outputs (Sussillo and Abbott, Neuron 63, 2009).
struct ForceReadout {
    std::vector<std::string> record{};
    double washout = 0, delta = 1, forgetting = 1;
    std::int64_t every = 1, epochs = 1;
    static const Parameter<ForceReadout> schema[6];
};

// From the training frames of a recording, in their order.
class FrameByFrameTrainer : public Learner {
public:
    void check(const Parameters&, const RunOutline&) const override;
    std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                     const std::string& name) const override;
};

class RlsTrainer : public FrameByFrameTrainer {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class LmsTrainer : public FrameByFrameTrainer {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class ForceTrainer : public OnlineLearner {
public:
    void check(const Parameters&, const RunOutline&) const override;
    std::unique_ptr<OnlineReadout> online(const Parameters&, std::size_t features, std::size_t outputs) const override;
    std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                     const std::string& name) const override;
};

// The map in the group of a readout, to be fed back. Throws ParameterError where it is of labels, and DataError.
LinearReadout read_linear_readout(const h5::File& readouts, const std::string& name,
                                  const std::vector<std::string>& records);

}  // namespace limen::train
