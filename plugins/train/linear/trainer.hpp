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

class RidgeTrainer : public Learner {
public:
    void check(const Parameters&, const RunOutline&) const override;
    bool learns_classes(const Parameters&, bool classes, bool targets) const override;
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
    std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                     const std::string& name) const override;
};

}  // namespace limen::train
