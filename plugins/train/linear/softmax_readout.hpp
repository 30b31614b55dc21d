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

class SoftmaxTrainer : public Learner {
public:
    void check(const Parameters&, const RunOutline&) const override;
    bool learns_classes(const Parameters&, bool classes, bool targets) const override { return classes && !targets; }
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
    std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                     const std::string& name) const override;
};

}  // namespace limen::train
