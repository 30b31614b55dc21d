// The trainer "ridge": a linear classifier of trials, from a recording to its group in readouts.h5.
#pragma once

#include <string>
#include <vector>

#include "limen/trainer.hpp"

namespace limen::train {

struct RidgeReadout {
    std::string record, target = "label";
    std::vector<double> windows{1};
    std::string reduce = "mean", transform = "none";
    double washout = 0;
    bool standardise = true;
    std::vector<double> lambdas{};
    std::int64_t folds = 10;
    static const Parameter<RidgeReadout> schema[9];
};

class RidgeTrainer : public TrainerFactory {
public:
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
};

}  // namespace limen::train
