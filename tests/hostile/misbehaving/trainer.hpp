// A trainer that misbehaves.
#pragma once

#include "limen/learn/trainer.hpp"
#include "misbehave.hpp"

namespace misbehaving {

class Trainer : public limen::Trainer {
public:
    limen::Metrics train(const limen::h5::File&, const limen::Parameters& p, const std::string&,
                         limen::h5::File&) const override {
        misbehave(p.text("mode"));
        return {{.name = "train_accuracy", .value = 1}, {.name = "test_accuracy", .value = 1}};
    }
};

}  // namespace misbehaving
