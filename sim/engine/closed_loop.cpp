// Finds the network and the targets of a closed loop.
#include "engine/closed_loop.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/build.hpp"
#include "limen/core/frame_clock.hpp"
#include "model/rate_graph.hpp"

namespace limen {

ReadNetwork build_read_network(const Model& model, const ReadoutSpec& readout, const std::vector<Trials>& streams,
                               const std::string& path, const std::string& key) {
    const auto refuse = [&](const std::string& why) { throw ModelError({model.problem(path, key, why)}); };
    const std::vector<std::size_t> populations = populations_read(model, readout);
    const auto clock = populations.empty() ? std::nullopt : clock_of(model, populations[0]);
    if (!clock) refuse("reads no population that has frames");
    ReadNetwork found;
    found.clock = *clock;
    found.networks = build_networks(model, streams);
    while (!found.networks[found.number].find(populations[0])) ++found.number;
    Network& network = found.networks[found.number];
    for (const std::size_t population : populations) {
        const auto place = network.find(population);
        if (!place)
            refuse(fmt::format("reads \"{}\" and \"{}\", which belong to different networks",
                               model.populations[populations[0]].name, model.populations[population].name));
        found.read.push_back(*place);
        found.features += network.populations[*place].population->size();
    }
    std::optional<std::size_t> teacher;
    for (NetworkPopulation& p : network.populations) {
        p.records.clear();
        const PopulationSpec& spec = model.populations[p.model_index];
        if (spec.feedback && teacher && *teacher != *spec.feedback)
            refuse(fmt::format("closes a loop in which \"{}\" hears the targets of \"{}\", but others those of \"{}\"",
                               spec.name, model.data[*spec.feedback].name, model.data[*teacher].name));
        if (spec.feedback) teacher = spec.feedback;
    }
    if (!teacher)
        refuse(
            fmt::format("has no one to be fed back to: no population of the network of \"{}\" has the key "
                        "\"feedback\"",
                        model.populations[populations[0]].name));
    found.teacher = *teacher;
    return found;
}

std::int64_t washout_frames(double ms, double frame) {
    constexpr std::int64_t most = 1'000'000'000'000'000;  // no trial has as many
    return std::clamp<std::int64_t>(FrameClock(frame).begun(ms), 1, most);
}

}  // namespace limen
