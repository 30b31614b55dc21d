// The trainer "softmax": labels of trials by softmax regression.
#pragma once

#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"

namespace limen::train {

struct SoftmaxReadout {
    std::vector<std::string> record{};
    std::vector<double> windows{1};
    std::string reduce = "mean", transform = "none";
    double washout = 0;
    bool input = false;
    std::string data;
    std::int64_t order = 1;
    bool standardise = true;
    std::vector<double> lambdas{};
    std::int64_t folds = 10;
    std::string class_weights = "none";
    std::int64_t iterations = 1000;
    std::vector<double> times{};
    static const Parameter<SoftmaxReadout> schema[14];
};

class SoftmaxTrainer : public TrainerFactory {
public:
    void check(const Parameters&, const RunOutline&) const override;
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
    std::map<std::string, double> apply(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& readouts,
                                        const std::filesystem::path& output) const override;
    std::vector<double> memory_curve(const std::filesystem::path& recording, const Parameters&, const std::string& name,
                                     const std::filesystem::path& output, std::size_t lags) const override;
};

}  // namespace limen::train
