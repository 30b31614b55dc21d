// Another plugin that offers the trainer "idle".
#include "limen/plugin.hpp"

namespace {

class Idle : public limen::TrainerFactory {
public:
    std::map<std::string, double> train(const std::filesystem::path&, const limen::Parameters&, const std::string&,
                                        const std::filesystem::path&) const override {
        return {};
    }
};

}  // namespace

LIMEN_PLUGIN("same_offer", "1.0.0", limen::offer<Idle>(limen::Kind::trainer, "idle", "does nothing either", {}))
