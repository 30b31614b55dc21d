// A connection rule that knows all its synapses.
#pragma once

#include <fmt/format.h>

#include <limits>
#include <string>
#include <utility>

#include "limen/connect/topology.hpp"
#include "limen/files/text_file.hpp"
#include "limen/schema/data_checks.hpp"
#include "lsm/source_lists.hpp"

namespace limen::lsm {

// Whether an attribute or a dataset of this name says how long spikes take.
inline bool is_delay(const std::string& name) {
    const std::string small = text::lower(name);
    return small.find("delay") != small.npos || small.find("latency") != small.npos;
}

// Why an attribute or a dataset (`kind`) that no key names is refused, and which key would name it. A reservoir's
// connections have no delays.
inline std::string refusal_of_unused(const char* what, const std::string& name, const std::vector<std::string>& used,
                                     const char* kind, const TopologyEnds& ends) {
    const std::string about = not_used(what, name, used);
    const char* meaning = is_delay(name) ? "delay" : "weight";
    const std::string use = is_delay(name) && ends.signed_weights
                                ? "connections within a reservoir have no delays"
                                : fmt::format("{}_{} = \"{}\" takes it for {}s", meaning, kind, name, meaning);
    return fmt::format("{}{} {}, and ignore = [\"{}\"] leaves it out", about, about.ends_with('?') ? "" : ";", use,
                       name);
}

// Whether a number from a file can be a delay, in ms.
inline bool is_own_delay(double delay) {
    return delay > 0 && delay <= std::numeric_limits<float>::max() && static_cast<float>(delay) > 0;
}

// Takes the synapses from lists that were read from a file.
class ListedTopology : public Topology, public HasNotes {
public:
    explicit ListedTopology(SourceLists lists, std::vector<std::string> notes = {})
        : x_lists(std::move(lists)), x_notes(std::move(notes)) {}
    const std::vector<std::string>& notes() const override { return x_notes; }
    void sources_of(std::uint32_t target, Random&, std::vector<std::uint32_t>& sources) const override {
        x_lists.append(target, sources);
    }
    bool weighted() const override { return !x_lists.weights.empty(); }
    void relative_weights(std::uint32_t target, std::vector<float>& factors) const override {
        x_lists.append_weights(target, factors);
    }
    void delays(std::uint32_t target, std::vector<float>& delays) const override {
        x_lists.append_delays(target, delays);
    }
    double expected_synapses() const override { return static_cast<double>(x_lists.sources.size()); }
    double temporary_bytes() const override {
        return SourceLists::bytes(expected_synapses(), static_cast<double>(x_lists.starts.size() - 1)) +
               static_cast<double>((x_lists.weights.size() + x_lists.delays.size()) * sizeof(float));
    }

private:
    SourceLists x_lists;
    std::vector<std::string> x_notes;
};

}  // namespace limen::lsm
