// A plugin with nothing wrong: it offers one trainer that does nothing.
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

LIMEN_PLUGIN("valid", "1.2.3", limen::offer<Idle>(limen::Kind::trainer, "idle", "does nothing", {}))
