// Spiking units that misbehave after some slices, or from the start.
#pragma once

#include <cmath>
#include <limits>

#include "limen/neuron/population.hpp"
#include "misbehave.hpp"

namespace misbehaving {

struct Bad {
    std::int64_t size = 10;
    std::string mode = "none";
    static const limen::Parameter<Bad> schema[2];
};
inline const limen::Parameter<Bad> Bad::schema[2] = {
    {"size", &Bad::size, "", limen::Range::positive, "number"},
    {"mode", &Bad::mode, "", limen::Range::any, "what it does wrong"},
};

class State : public limen::PopulationState {
public:
    explicit State(const Bad& p) : x_p(p) {}
    void start(std::uint32_t) override {
        x_slices = 0;
        if (x_p.mode.starts_with("start_")) misbehave(x_p.mode.substr(6));
    }
    void prepare(const limen::Slice&) override {
        if (x_p.mode.starts_with("prepare_") && x_slices > 20) misbehave(x_p.mode.substr(8));
    }
    void advance(std::uint32_t, const limen::Slice& slice, const limen::BlockInputs&,
                 std::vector<limen::SpikeEvent>& spikes) override {
        for (const limen::SampleEvent& sample : slice.samples) write(sample.row);
        if (++x_slices < 50) return;
        misbehave(x_p.mode);
        if (x_p.mode == "nan_spike") spikes.push_back({NAN, 0});
        if (x_p.mode == "late_spike") spikes.push_back({slice.length, 0});
        if (x_p.mode == "early_spike") spikes.push_back({-1e-9, 0});
        if (x_p.mode == "other_unit") spikes.push_back({0, 10});
    }

private:
    void write(std::span<float> row) const {
        if (x_p.mode == "no_sample") return;
        for (float& x : row) x = 1;
        if (x_p.mode == "nan_sample") row.back() = NAN;
        if (x_p.mode == "endless_sample") row.back() = std::numeric_limits<float>::infinity();
    }

    Bad x_p;
    int x_slices = 0;
};

class Population : public limen::Population {
public:
    explicit Population(const Bad& p) : x_p(p), x_positions(p.mode == "positions" ? 3 : 0) {}
    std::uint32_t size() const override { return x_p.mode == "size_0" ? 0 : static_cast<std::uint32_t>(x_p.size); }
    std::uint32_t block_size() const override {
        return x_p.mode == "block_0" ? 0 : x_p.mode == "block_big" ? 1 << 20 : 1024;
    }
    std::uint32_t excitatory() const override { return x_p.mode == "excitatory" ? size() + 5 : size(); }
    double longest_slice() const override {
        return x_p.mode == "slice_0"       ? 0
               : x_p.mode == "slice_nan"   ? NAN
               : x_p.mode == "slice_tiny"  ? 1e-300
               : x_p.mode == "slice_below" ? -1
                                           : 1;
    }
    std::span<const limen::Position> positions() const override { return x_positions; }
    std::span<const float> incoming_scales() const override {
        static const std::vector<float> few(3, 1.0F), bad(10, NAN);
        if (x_p.mode == "scales_few") return few;
        if (x_p.mode == "scales_nan") return bad;
        return {};
    }
    limen::Homeostasis homeostasis() const override { return {x_p.mode == "settle_smaller" ? 1 : 0, 1}; }
    std::shared_ptr<const limen::Population> settle(std::span<const double>, std::int64_t) const override {
        return std::make_shared<Population>(Bad{3, "none"});
    }
    limen::Examination examine(const limen::Trials*) const override {
        if (x_p.mode.starts_with("examine_")) misbehave(x_p.mode.substr(8));
        return {};
    }
    std::uint64_t bytes() const override { return 0; }
    std::unique_ptr<limen::PopulationState> make_state(const limen::PopulationWiring&) const override {
        if (x_p.mode == "null_state") return nullptr;
        if (x_p.mode.starts_with("state_")) misbehave(x_p.mode.substr(6));
        return std::make_unique<State>(x_p);
    }

private:
    Bad x_p;
    std::vector<limen::Position> x_positions;
};

class Factory : public limen::PopulationFactory {
public:
    std::vector<limen::Observable> observables() const override { return {{"x", "", "nothing"}}; }
    bool spiking() const override { return true; }
    bool wants_data() const override { return false; }
    std::unique_ptr<limen::Population> make(const limen::Parameters& parameters,
                                            const limen::PopulationContext&) const override {
        const auto p = limen::from_parameters<Bad>(parameters);
        if (p.mode.starts_with("make_")) misbehave(p.mode.substr(5));
        if (p.mode == "make_null") return nullptr;
        return std::make_unique<Population>(p);
    }
};

}  // namespace misbehaving
