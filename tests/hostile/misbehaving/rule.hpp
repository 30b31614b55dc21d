// A connection rule that misbehaves.
#pragma once

#include <atomic>
#include <cmath>

#include "limen/connect/topology.hpp"
#include "misbehave.hpp"

namespace misbehaving {

class Rule : public limen::Topology {
public:
    explicit Rule(std::string mode) : x_mode(std::move(mode)) {}
    void prepare() override {
        if (x_mode.starts_with("prepare_")) misbehave(x_mode.substr(8));
    }
    void sources_of(std::uint32_t target, limen::Random&, std::vector<std::uint32_t>& sources) const override {
        misbehave(x_mode);
        sources.push_back(x_mode == "out_of_range" ? 1000000 : target);
        if (x_mode == "one_beyond" && target == 9) sources.push_back(10);
        static std::atomic<int> calls{0};
        if (x_mode == "rounds_differ" && ++calls > 10) sources.insert(sources.end(), 1000, target);
        if (x_mode == "rounds_move" && ++calls > 10) sources.back() = 0;
    }
    bool weighted() const override { return x_mode.starts_with("factor"); }
    void relative_weights(std::uint32_t, std::vector<float>& factors) const override {
        if (x_mode == "factors_none") return;
        if (x_mode == "factors_many") factors.push_back(1);
        factors.push_back(x_mode == "factor_nan" ? NAN : x_mode == "factor_below" ? -1.0F : 1.0F);
    }
    double expected_synapses() const override { return x_mode == "expects_nan" ? NAN : 1; }

private:
    std::string x_mode;
};

class RuleFactory : public limen::TopologyFactory {
public:
    std::unique_ptr<limen::Topology> make(const limen::Parameters& p, const limen::TopologyEnds&) const override {
        const std::string& mode = p.text("mode");
        if (mode.starts_with("make_")) misbehave(mode.substr(5));
        if (mode == "make_null") return nullptr;
        return std::make_unique<Rule>(mode);
    }
};

}  // namespace misbehaving
