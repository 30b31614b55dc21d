// Says that its schema has three rows, and gives two, one of which is not whole.
#include "limen/plugin.hpp"

namespace {

struct Few {
    std::int64_t size = 1;
    double tau = 1;
    static const limen::Parameter<Few> schema[3];
};
const limen::Parameter<Few> Few::schema[3] = {
    {"size", &Few::size, "", limen::Range::positive, "number"},
    {"tau", &Few::tau, "ms", limen::Range::positive, "time constant"},
};

class Idle : public limen::Trainer {
public:
    limen::Metrics train(const limen::h5::File&, const limen::Parameters&, const std::string&,
                         limen::h5::File&) const override {
        return {};
    }
};

}  // namespace

LIMEN_PLUGIN("short_schema", "1.0.0",
             limen::offer<Idle>(limen::Kind::trainer, "few", "has too few rows", limen::schema_of<Few>()))
