// Orders populations of rates, and finds what makes that impossible.
#include "model/rate_graph.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <functional>
#include <map>
#include <queue>

#include "model/networks.hpp"

namespace limen {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

// For each population the number of its strongly connected component.
std::vector<std::size_t> components(const Model& model) {
    Graph hears(model.populations.size());
    for (std::size_t i = 0; i < model.populations.size(); ++i)
        for (const std::size_t source : model.populations[i].inputs) add_edge(i, source, hears);
    std::vector<std::size_t> number(model.populations.size());
    boost::strong_components(hears, boost::make_iterator_property_map(number.begin(), get(boost::vertex_index, hears)));
    return number;
}

// Whether there are cycles; each of their members is told.
bool refuse_cycles(const Model& model, std::vector<Problem>& problems) {
    const std::vector<std::size_t> number = components(model);
    std::map<std::size_t, std::vector<std::string>> names;
    for (std::size_t i = 0; i < number.size(); ++i) names[number[i]].push_back(model.populations[i].name);
    bool any = false;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const PopulationSpec& spec = model.populations[i];
        const std::vector<std::string>& members = names[number[i]];
        const bool itself = std::find(spec.inputs.begin(), spec.inputs.end(), i) != spec.inputs.end();
        if (members.size() < 2 && !itself) continue;
        any = true;
        problems.push_back(model.problem(
            spec.path, "input",
            fmt::format("makes a cycle of {}: a population hears states of the same frame, so none of these can "
                        "be the first to take one",
                        list_of(members))));
    }
    return any;
}

// The first of rates that a population hears.
std::optional<std::size_t> first_rates(const Model& model, const PopulationSpec& spec) {
    for (const std::size_t source : spec.inputs)
        if (!spikes(model.populations[source])) return source;
    return std::nullopt;
}

std::optional<std::size_t> first_data(const Model& model) {
    return model.data.empty() ? std::nullopt : std::optional<std::size_t>(0);
}

// Of each population, as clock_of() gives it; those that it hears come before it in `order`.
std::vector<std::optional<std::size_t>> clocks_of(const Model& model, const std::vector<std::size_t>& order) {
    std::vector<std::optional<std::size_t>> clocks(order.size());
    for (const std::size_t i : order) {
        const PopulationSpec& spec = model.populations[i];
        clocks[i] = spec.data ? spec.data : spec.feedback;
        if (clocks[i] || spec.inputs.empty()) continue;
        const auto source = first_rates(model, spec);
        clocks[i] = source ? clocks[*source] : first_data(model);
    }
    return clocks;
}

void refuse_frames(const Model& model, std::size_t population, const std::vector<std::optional<std::size_t>>& clocks,
                   std::vector<Problem>& problems) {
    const PopulationSpec& spec = model.populations[population];
    const auto clock = clocks[population];
    if (!clock && !spec.inputs.empty() && !first_rates(model, spec))
        problems.push_back(model.problem(spec.path, "input",
                                         "names none but units that spike, so that it has frames of no length; a model "
                                         "with [data.*] has frames"));
    if (!clock) return;
    const double frame = model.data[*clock].frame;
    const auto compare = [&](const char* key, const std::string& source, std::optional<std::size_t> other) {
        if (other && model.data[*other].frame != frame)
            problems.push_back(model.problem(
                spec.path, key,
                fmt::format("names \"{}\" with frames of {} ms, but this population has frames of {} ms, those of the "
                            "data \"{}\"",
                            source, model.data[*other].frame, frame, model.data[*clock].name)));
    };
    if (spec.feedback) compare("feedback", model.data[*spec.feedback].name, spec.feedback);
    for (const std::size_t source : spec.inputs)
        if (!spikes(model.populations[source])) compare("input", model.populations[source].name, clocks[source]);
}

}  // namespace

void check_rate_graph(const Model& model, std::vector<Problem>& problems) {
    if (refuse_cycles(model, problems) || refuse_mixed_cycles(model, problems)) return;
    refuse_mixed_loops(model, problems);
    const auto clocks = clocks_of(model, rate_order(model));
    for (std::size_t i = 0; i < model.populations.size(); ++i) refuse_frames(model, i, clocks, problems);
}

std::vector<std::size_t> rate_order(const Model& model) {
    std::vector<std::size_t> order, missing;  // missing: how many that it hears are not in the order yet
    std::vector<std::vector<std::size_t>> hearers(model.populations.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t i = 0; i < model.populations.size(); ++i) {
        missing.push_back(model.populations[i].inputs.size());
        for (const std::size_t source : model.populations[i].inputs) hearers[source].push_back(i);
        if (missing[i] == 0) ready.push(i);
    }
    while (!ready.empty()) {
        order.push_back(ready.top());
        ready.pop();
        for (const std::size_t hearer : hearers[order.back()])
            if (--missing[hearer] == 0) ready.push(hearer);
    }
    return order;
}

std::optional<std::size_t> clock_of(const Model& model, std::size_t population) {
    for (;;) {
        const PopulationSpec& spec = model.populations[population];
        if (spec.data) return spec.data;
        if (spec.feedback) return spec.feedback;
        if (spec.inputs.empty()) return std::nullopt;
        const auto source = first_rates(model, spec);
        if (!source) return first_data(model);
        population = *source;
    }
}

bool spikes(const PopulationSpec& spec) { return spec.offer != nullptr && spec.offer->population->spiking(); }

std::string list_of(const std::vector<std::string>& names) {
    constexpr std::size_t most = 12;
    if (names.size() <= most) return fmt::format("\"{}\"", fmt::join(names, "\", \""));
    return fmt::format("\"{}\" and {} more", fmt::join(names.begin(), names.begin() + most, "\", \""),
                       names.size() - most);
}

std::vector<std::string> named_records(const std::map<std::string, Value>& readout) {
    const auto record = readout.find("record");
    if (record == readout.end()) return {};
    if (const auto* names = std::get_if<std::vector<std::string>>(&record->second)) return *names;
    const auto* name = std::get_if<std::string>(&record->second);
    return name != nullptr ? std::vector<std::string>{*name} : std::vector<std::string>{};
}

std::vector<const RecordSpec*> records_read(const Model& model, const ReadoutSpec& readout) {
    std::vector<const RecordSpec*> read;
    for (const std::string& name : named_records(readout.parameters.values()))
        for (const RecordSpec& record : model.records)
            if (record.name == name) read.push_back(&record);
    return read;
}

std::vector<std::size_t> populations_read(const Model& model, const ReadoutSpec& readout) {
    std::vector<std::size_t> read;
    for (const RecordSpec* record : records_read(model, readout)) read.push_back(record->population);
    return read;
}

}  // namespace limen
