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
class FrameByFrameTrainer : public TrainerFactory {
public:
    std::vector<ShownMetric> shown() const override;
    void check(const Parameters&, const RunOutline&) const override;
    std::map<std::string, double> apply(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& readouts,
                                        const std::filesystem::path& output) const override;
    std::vector<double> memory_curve(const std::filesystem::path& recording, const Parameters&, const std::string& name,
                                     const std::filesystem::path& output, std::size_t lags) const override;
    LinearReadout linear_readout(const Parameters&, const std::string& name,
                                 const std::filesystem::path& output) const override;
};

class RlsTrainer : public FrameByFrameTrainer {
public:
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
};

class LmsTrainer : public FrameByFrameTrainer {
public:
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
};

class ForceTrainer : public TrainerFactory {
public:
    std::vector<ShownMetric> shown() const override;
    void check(const Parameters&, const RunOutline&) const override;
    bool learns_online() const override { return true; }
    std::unique_ptr<OnlineReadout> online(const Parameters&, std::size_t features, std::size_t outputs) const override;
    // Refuses: it learns only while the network runs.
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
    LinearReadout linear_readout(const Parameters&, const std::string& name,
                                 const std::filesystem::path& output) const override;
};

// The map in the group of a readout, to be fed back. Throws DataError where it is of labels.
LinearReadout read_linear_readout(const std::filesystem::path& readouts, const std::string& name,
                                  const std::vector<std::string>& records);

}  // namespace limen::train
