// Another plugin that offers the trainer "idle".
#include "limen/plugin.hpp"

namespace {

class Idle : public limen::Trainer {
public:
    limen::Metrics train(const limen::h5::File&, const limen::Parameters&, const std::string&,
                         limen::h5::File&) const override {
        return {};
    }
};

}  // namespace

LIMEN_PLUGIN("same_offer", "1.0.0", limen::offer<Idle>(limen::Kind::trainer, "idle", "does nothing either", {}))
