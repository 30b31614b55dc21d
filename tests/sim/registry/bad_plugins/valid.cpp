// A plugin with nothing wrong: it offers one trainer that does nothing.
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

LIMEN_PLUGIN("valid", "1.2.3", limen::offer<Idle>(limen::Kind::trainer, "idle", "does nothing", {}))
