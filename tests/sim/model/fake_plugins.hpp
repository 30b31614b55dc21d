// A plugin for tests of the model reader: one offer of each sort that a model can name, none of which can be built.
#pragma once

#include <stdexcept>
#include <string>

#include "limen/registry/host.hpp"

namespace limen::fake {

class Spiking : public PopulationFactory {
public:
    std::vector<Observable> observables() const override {
        return {{"V_m", "mV", "potential"}, {"I", "pA", "current"}};
    }
    bool spiking() const override { return true; }
    bool dynamic_weights() const override { return true; }
    bool exact_samples() const override { return true; }
    std::string weight_unit(const Parameters&) const override { return "pA"; }
    bool wants_data() const override { return false; }
    std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const override {
        throw std::logic_error("the model reader builds nothing");
    }
};

class Rate : public Spiking {
public:
    std::vector<Observable> observables() const override { return {{"h", "", "activation"}}; }
    bool spiking() const override { return false; }
    bool dynamic_weights() const override { return false; }
    bool exact_samples() const override { return false; }
    bool wants_data() const override { return true; }
};

// Takes connection rules beside its own kinds, of which a star alone has arms.
class Net : public Spiking {
public:
    std::string rule_key() const override { return "kind"; }
    std::vector<UnusedParameter> unused(const Parameters& parameters) const override {
        if (parameters.text("kind") == "star") return {};
        return {{"arms", "without a star"}};
    }
};

class Rule : public TopologyFactory {
public:
    std::unique_ptr<Topology> make(const Parameters&, const TopologyEnds&) const override {
        throw std::logic_error("the model reader builds nothing");
    }
};

class Noise : public DriveFactory {
public:
    bool wants_data() const override { return false; }
    std::unique_ptr<Drive> make(const Parameters&, const DriveContext&) const override {
        throw std::logic_error("the model reader builds nothing");
    }
};

class Feed : public Noise {
public:
    bool wants_data() const override { return true; }
};

class Reader : public DatasetFactory {
public:
    Trials load(const Parameters&, const DatasetContext&) const override {
        throw std::logic_error("the model reader loads nothing");
    }
};

class Line : public Trainer {
public:
    Metrics train(const h5::File&, const Parameters&, const std::string&, h5::File&) const override {
        throw std::logic_error("the model reader trains nothing");
    }
};

inline PluginContents contents() {
    const Schema unit{{"size", std::int64_t{100}, "", Range::positive, "number of units"},
                      {"tau", 10.0, "ms", Range::positive, "time constant"},
                      {"share", 0.0, "", Range::fraction, "of something"},
                      {"E", -70.0, "mV", Range::any, "rest"},
                      {"held", true, "", Range::any, "a flag"},
                      {"shape", std::string("exp"), "", Range::any, "of the synapse", false, {"exp", "alpha"}},
                      {"grid", std::vector<double>{}, "", Range::positive, "sides"},
                      {"words", std::vector<std::string>{}, "", Range::any, "labels"}};
    const Schema file{{"train", std::string{}, "path", Range::any, "file"}};
    const Schema line{{"record", std::string{}, "", Range::any, "what to learn from"},
                      {"folds", std::int64_t{10}, "", Range::not_negative, "of the cross-validation"}};
    return {"fake",
            "1",
            {offer<Spiking>(Kind::population, "unit", "a neuron", unit),
             offer<Rate>(Kind::population, "rate", "a rate unit",
                         {{"size", std::int64_t{10}, "", Range::positive, "number of units"}}),
             offer<Net>(Kind::population, "net", "units that are joined",
                        {{"kind", std::string("star"), "", Range::any, "who is joined", false, {"star", "tree"}},
                         {"arms", std::int64_t{3}, "", Range::positive, "of a star"},
                         {"depth", std::int64_t{2}, "", Range::positive, "of something"}}),
             offer<Rule>(Kind::topology, "pairs", "some pairs",
                         {{"in_degree", std::int64_t{1}, "", Range::not_negative, "sources of a target"}}),
             offer<Noise>(Kind::drive, "noise", "noise", {{"rate", 1.0, "Hz", Range::not_negative, "of events"}}),
             offer<Feed>(Kind::drive, "feed", "data as current", {}),
             offer<Reader>(Kind::dataset, "file", "a file", file), offer<Line>(Kind::trainer, "line", "a line", line)}};
}

// A host that offers these and nothing else.
inline const PluginHost& host() {
    static PluginHost made;
    if (made.plugins().empty()) made.add(contents(), "fake.so");
    return made;
}

}  // namespace limen::fake
