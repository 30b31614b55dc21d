// The trainer "ridge": linear readouts by ridge regression, of the labels of trials or of targets frame by frame.
#pragma once

#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"

namespace limen::train {

struct RidgeReadout {
    std::vector<std::string> record{};
    std::string target = "auto", data;
    std::vector<double> windows{1};
    std::string reduce = "mean", transform = "none";
    double washout = 0;
    bool input = false, standardise = true;
    std::vector<double> lambdas{};
    std::int64_t folds = 10;
    std::vector<double> symbols{};
    std::string solver = "gram", samples = "trials", selection = "folds";
    std::int64_t order = 1;
    std::vector<double> times{};
    static const Parameter<RidgeReadout> schema[17];
};

// What of these says which features there are.
struct TrialFeatureOptions;
struct SampleOptions;
TrialFeatureOptions trial_features(const RidgeReadout&);
SampleOptions frame_samples(const RidgeReadout&);

class RidgeTrainer : public TrainerFactory {
public:
    std::vector<ShownMetric> shown() const override;
    void check(const Parameters&, const RunOutline&) const override;
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
    std::vector<double> memory_curve(const std::filesystem::path& recording, const Parameters&, const std::string& name,
                                     const std::filesystem::path& output, std::size_t lags) const override;
    std::map<std::string, double> apply(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& readouts,
                                        const std::filesystem::path& output) const override;
    LinearReadout linear_readout(const Parameters&, const std::string& name,
                                 const std::filesystem::path& output) const override;
};

}  // namespace limen::train
