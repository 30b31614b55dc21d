// Joins populations to networks, and puts these in order.
#include "model/networks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/strong_components.hpp>
#include <map>
#include <numeric>
#include <set>

#include "model/rate_graph.hpp"

namespace limen {

namespace {

using Joined = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
using Hears = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

template <class Graph, class Algorithm>
std::vector<std::size_t> numbers_by(const Graph& graph, Algorithm algorithm) {
    std::vector<std::size_t> number(num_vertices(graph));
    algorithm(graph, boost::make_iterator_property_map(number.begin(), get(boost::vertex_index, graph)));
    return number;
}

std::vector<std::size_t> connected(const Joined& graph) {
    return numbers_by(graph, [](const auto& g, auto map) { boost::connected_components(g, map); });
}

// Numbered so that whoever hears others comes after them.
std::vector<std::size_t> strong(const Hears& graph) {
    return numbers_by(graph, [](const auto& g, auto map) { boost::strong_components(g, map); });
}

// For each population the number of its group: those that projections join go through a trial together.
std::vector<std::size_t> groups_of(const Model& model) {
    Joined joined(model.populations.size());
    for (const ProjectionSpec& p : model.projections) add_edge(p.source, p.target, joined);
    return connected(joined);
}

// Calls use(source, hearer, table, key) for all that hear states of a population, by `input` or through a drive.
template <class Use>
void for_each_hearing(const Model& model, Use use) {
    for (std::size_t i = 0; i < model.populations.size(); ++i)
        for (const std::size_t source : model.populations[i].inputs) use(source, i, model.populations[i].path, "input");
    for (const DriveSpec& drive : model.drives)
        if (drive.population) use(*drive.population, drive.target, drive.path, "population");
}

Hears hearing_graph(const Model& model, const std::vector<std::size_t>& groups) {
    Hears graph(groups.size());
    for_each_hearing(model, [&](std::size_t source, std::size_t hearer, const auto&, const auto&) {
        add_edge(groups[hearer], groups[source], graph);
    });
    return graph;
}

// For each population, how often spikes and rates take turns on the longest way to it.
std::vector<std::size_t> turns_of(const Model& model) {
    const std::vector<std::size_t> groups = groups_of(model);
    const std::vector<std::size_t> order = strong(hearing_graph(model, groups));
    struct Hearing {
        std::size_t source, hearer, cost;
    };
    std::vector<Hearing> hearings;
    for_each_hearing(model, [&](std::size_t source, std::size_t hearer, const auto&, const auto&) {
        const bool turn = spikes(model.populations[source]) != spikes(model.populations[hearer]);
        hearings.push_back({groups[source], groups[hearer], turn ? std::size_t{1} : 0});
    });
    // Without cycles each group is a component by itself, and their numbers are an order.
    std::stable_sort(hearings.begin(), hearings.end(),
                     [&](const Hearing& a, const Hearing& b) { return order[a.hearer] < order[b.hearer]; });
    std::vector<std::size_t> of_groups(groups.size(), 0), turns;
    for (const Hearing& h : hearings) of_groups[h.hearer] = std::max(of_groups[h.hearer], of_groups[h.source] + h.cost);
    for (const std::size_t group : groups) turns.push_back(of_groups[group]);
    return turns;
}

std::optional<std::uint32_t> observable_named(const PopulationSpec& spec, const std::string& name) {
    const std::vector<Observable> all = spec.offer->population->observables();
    for (std::size_t i = 0; i < all.size(); ++i)
        if (all[i].name == name) return static_cast<std::uint32_t>(i);
    return std::nullopt;
}

// Most models have none of it, and may have a hundred thousand populations.
bool nobody_hears(const Model& model) {
    return std::all_of(model.populations.begin(), model.populations.end(),
                       [](const PopulationSpec& p) { return p.inputs.empty(); }) &&
           std::none_of(model.drives.begin(), model.drives.end(),
                        [](const DriveSpec& drive) { return drive.population.has_value(); });
}

}  // namespace

std::vector<std::size_t> network_numbers(const Model& model) {
    const std::vector<std::size_t> turns = turns_of(model);
    Joined joined(model.populations.size());
    for (const ProjectionSpec& p : model.projections) add_edge(p.source, p.target, joined);
    for (std::size_t i = 0; i < model.populations.size(); ++i)
        for (const std::size_t source : model.populations[i].inputs)
            if (turns[source] == turns[i]) add_edge(source, i, joined);
    // What a free run's readout reads, and who hears it, need each other's states.
    for (const FreeRunSpec& run : model.free_runs)
        for (const std::size_t read : populations_read(model, model.readouts[run.readout]))
            for (std::size_t i = 0; i < model.populations.size(); ++i)
                if (model.populations[i].feedback) add_edge(read, i, joined);
    std::vector<std::size_t> numbers = connected(joined);
    const std::size_t count = numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end()) + 1;
    std::vector<std::size_t> turns_of_network(count), order(count), place(count);
    for (std::size_t i = 0; i < numbers.size(); ++i) turns_of_network[numbers[i]] = turns[i];
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return turns_of_network[a] < turns_of_network[b]; });
    for (std::size_t i = 0; i < count; ++i) place[order[i]] = i;
    for (std::size_t& number : numbers) number = place[number];
    return numbers;
}

Relays relays_of(const Model& model, const std::vector<std::size_t>& numbers) {
    Relays relays;
    std::map<RelaySpec, std::size_t> known;
    const auto relay = [&](std::size_t source, std::optional<std::uint32_t> observable, std::size_t clock) {
        const RelaySpec spec{source, observable, clock};
        const auto [found, is_new] = known.emplace(spec, relays.specs.size());
        if (is_new) relays.specs.push_back(spec);
        return found->second;
    };
    for (std::size_t i = 0; i < model.populations.size(); ++i) {
        const PopulationSpec& spec = model.populations[i];
        relays.of_inputs.emplace_back();
        for (const std::size_t source : spec.inputs) {
            auto& of_input = relays.of_inputs.back().emplace_back();
            if (numbers[source] == numbers[i]) continue;
            const PopulationSpec& heard = model.populations[source];
            if (spikes(heard))
                of_input = relay(source, observable_named(heard, spec.input_state), clock_of(model, i).value());
            else
                of_input = relay(source, std::nullopt, clock_of(model, source).value());
        }
    }
    for (const DriveSpec& drive : model.drives) {
        auto& of_drive = relays.of_drives.emplace_back();
        if (drive.population)
            of_drive = relay(*drive.population, std::nullopt, clock_of(model, *drive.population).value());
    }
    return relays;
}

bool refuse_mixed_cycles(const Model& model, std::vector<Problem>& problems) {
    if (nobody_hears(model)) return false;
    const std::vector<std::size_t> groups = groups_of(model);
    const std::vector<std::size_t> component = strong(hearing_graph(model, groups));
    std::map<std::size_t, std::vector<std::string>> names;
    for (std::size_t i = 0; i < groups.size(); ++i) names[component[groups[i]]].push_back(model.populations[i].name);
    bool any = false;
    std::set<std::pair<std::string, std::string>> told;  // a table and key each once
    for_each_hearing(model, [&](std::size_t source, std::size_t hearer, const std::string& table, const char* key) {
        const std::size_t of_source = component[groups[source]];
        if (of_source != component[groups[hearer]]) return;
        any = true;
        if (!told.emplace(table, key).second) return;
        problems.push_back(model.problem(
            table, key,
            fmt::format(
                "makes a cycle of {}: populations that projections join go through a trial together, and before "
                "those that hear them, so none of these can be the first",
                list_of(names[of_source]))));
    });
    return any;
}

void refuse_mixed_loops(const Model& model, std::vector<Problem>& problems) {
    if (nobody_hears(model)) return;
    const std::vector<std::size_t> numbers = network_numbers(model);
    std::set<std::size_t> mixed;
    for_each_hearing(model, [&](std::size_t source, std::size_t hearer, const auto&, const auto&) {
        if (numbers[source] != numbers[hearer]) mixed.insert({numbers[source], numbers[hearer]});
    });
    if (mixed.empty()) return;
    const auto refuse = [&](const ReadoutSpec& readout, const std::string& path, const char* key, const char* what) {
        for (const std::size_t population : populations_read(model, readout))
            if (mixed.count(numbers[population]) > 0) {
                problems.push_back(
                    model.problem(path, key,
                                  fmt::format("reads \"{}\", whose network hears units that spike, or drives them; {}",
                                              model.populations[population].name, what)));
                return;
            }
    };
    for (const FreeRunSpec& run : model.free_runs)
        refuse(model.readouts[run.readout], run.path, "readout", "a free run has rates alone");
    for (const ReadoutSpec& readout : model.readouts)
        if (readout.offer != nullptr && learns_online(*readout.offer->trainer))
            refuse(readout, readout.path, "record", "a readout that is heard while it learns has rates alone");
}

}  // namespace limen
