// Units of rates that misbehave.
#pragma once

#include <cmath>

#include "limen/neuron/population.hpp"
#include "misbehave.hpp"

namespace misbehaving {

class RateState : public limen::RateState {
public:
    explicit RateState(std::string mode) : x_mode(std::move(mode)) {}
    void start(std::span<const std::uint32_t>) override {}
    unsigned parts(unsigned most) const override { return x_mode == "parts_0" ? 0 : x_mode == "parts" ? most + 1 : 1; }
    bool update(const limen::RateStep& step) override {
        if (step.frame > 3) misbehave(x_mode);
        return true;
    }
    void sample(const limen::RateSample& sample) const override {
        if (x_mode == "no_sample") return;
        for (float& x : sample.row) x = x_mode == "nan_sample" ? NAN : 1;
    }
    void hand_on(const limen::RateOutput& output) const override {
        for (double& x : output.row) x = 1;
    }
    std::optional<std::uint32_t> not_finite(std::int64_t, std::size_t) const override { return std::nullopt; }
    void reset(std::size_t) override {}
    std::string likely_cause() const override { return "nothing"; }

private:
    std::string x_mode;
};

class Rates : public limen::Population {
public:
    explicit Rates(std::string mode) : x_mode(std::move(mode)) {}
    std::uint32_t size() const override { return 4; }
    std::uint64_t bytes() const override { return 0; }
    std::shared_ptr<const limen::Population> adapt(const limen::TrainingPass&) const override {
        if (x_mode.starts_with("adapt_")) misbehave(x_mode.substr(6));
        return nullptr;
    }
    std::unique_ptr<limen::RateState> make_rate_state(const limen::RateWiring&) const override {
        if (x_mode == "null_state") return nullptr;
        return std::make_unique<RateState>(x_mode);
    }

private:
    std::string x_mode;
};

class RatesFactory : public limen::PopulationFactory {
public:
    std::vector<limen::Observable> observables() const override { return {{"x", "", "nothing"}}; }
    bool spiking() const override { return false; }
    bool wants_data() const override { return true; }
    std::unique_ptr<limen::Population> make(const limen::Parameters& p,
                                            const limen::PopulationContext&) const override {
        return std::make_unique<Rates>(p.text("mode"));
    }
};

}  // namespace misbehaving
