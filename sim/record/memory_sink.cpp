// Appends what comes and finds it by its name.
#include "limen/record/memory_sink.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "limen/core/error.hpp"

namespace limen {

namespace {

template <class T>
void append_to(std::vector<T>& all, const std::vector<T>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

// Where the entries of a trial begin and end.
std::pair<std::size_t, std::size_t> bounds(const std::vector<std::size_t>& ends, std::size_t trial) {
    return {trial == 0 ? 0 : ends[trial - 1], ends[trial]};
}

// The place of what has this name; name_of gives "" for what is not recorded.
template <class Entry, class NameOf>
std::size_t find(const char* what, std::string_view name, const std::vector<Entry>& entries, const NameOf& name_of) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string here = name_of(entries[i]);
        if (here.empty()) continue;
        if (here == name) return i;
        names.push_back(here);
    }
    throw Error(fmt::format("no {} \"{}\" are recorded{}", what, name, suggestion(name, names)));
}

}  // namespace

void MemorySink::begin(const RecordingPlan& plan) {
    *this = MemorySink();
    x_plan = plan;
    x_spikes.resize(plan.populations.size());
    for (const RecordedReport& report : plan.reports) {
        std::vector<std::uint64_t>& ids = x_states.emplace_back().ids = report.ids;
        if (!ids.empty()) continue;
        ids.resize(report.units);
        std::iota(ids.begin(), ids.end(), std::uint64_t{0});
    }
    for (RecordedEdges& edges : x_plan.edges) {
        EdgePiece& all = x_edges.emplace_back();
        edges.give([&](const EdgePiece& piece) {
            append_to(all.sources, piece.sources);
            append_to(all.targets, piece.targets);
            append_to(all.weights, piece.weights);
            append_to(all.delays, piece.delays);
        });
        edges.give = nullptr;  // the network that it walks need not outlive the run
    }
}

void MemorySink::append(std::shared_ptr<const RecordingChunk> piece) {
    for (std::size_t p = 0; p < piece->spikes.size(); ++p) {
        append_to(x_spikes[p].times, piece->spikes[p].times);
        append_to(x_spikes[p].ids, piece->spikes[p].ids);
    }
    for (std::size_t r = 0; r < piece->reports.size(); ++r) {
        append_to(x_states[r].rows.single, piece->reports[r].single);
        append_to(x_states[r].rows.exact, piece->reports[r].exact);
    }
    if (!piece->trial || piece->goes_on) return;
    x_trials.push_back(*piece->trial);
    for (KeptSpikes& spikes : x_spikes) spikes.ends.push_back(spikes.times.size());
    for (KeptStates& states : x_states) states.ends.push_back(states.rows.size());
}

std::size_t MemorySink::spikes_of(std::string_view population) const {
    return find("spikes of a population", population, x_plan.populations,
                [](const RecordedPopulation& p) { return p.spikes ? p.name : ""; });
}

std::size_t MemorySink::states_of(std::string_view record) const {
    return find("states", record, x_plan.reports, [](const RecordedReport& report) { return report.name; });
}

void MemorySink::check_trial(std::size_t trial) const {
    if (trial >= x_trials.size())
        throw Error(fmt::format("there is no trial {}; {} have ended, counted from 0", trial, x_trials.size()));
}

MemorySink::Spikes MemorySink::spikes(std::string_view population) const {
    const KeptSpikes& kept = x_spikes[spikes_of(population)];
    return {kept.times, kept.ids};
}

MemorySink::Spikes MemorySink::spikes(std::string_view population, std::size_t trial) const {
    const KeptSpikes& kept = x_spikes[spikes_of(population)];
    check_trial(trial);
    const auto [first, last] = bounds(kept.ends, trial);
    return {std::span(kept.times).subspan(first, last - first), std::span(kept.ids).subspan(first, last - first)};
}

MemorySink::States MemorySink::states(std::string_view record) const {
    const std::size_t r = states_of(record);
    const RecordedReport& report = x_plan.reports[r];
    const KeptStates& kept = x_states[r];
    return {.values = kept.rows.single,
            .exact = kept.rows.exact,
            .units = static_cast<std::size_t>(report.units),
            .first = report.first,
            .period = report.period,
            .unit = report.unit,
            .ids = kept.ids};
}

MemorySink::States MemorySink::states(std::string_view record, std::size_t trial) const {
    States states = this->states(record);
    check_trial(trial);
    const auto [first, last] = bounds(x_states[states_of(record)].ends, trial);
    if (states.exact.empty())
        states.values = states.values.subspan(first, last - first);
    else
        states.exact = states.exact.subspan(first, last - first);
    return states;
}

const EdgePiece& MemorySink::synapses(std::string_view source, std::string_view target) const {
    return x_edges[find("synapses", fmt::format("{} to {}", source, target), x_plan.edges,
                        [](const RecordedEdges& edges) { return edges.source + " to " + edges.target; })];
}

}  // namespace limen
