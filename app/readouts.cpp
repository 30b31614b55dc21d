// Lays results of readouts side by side.
#include "readouts.hpp"

#include <algorithm>

#include "limen/simulation/recording_summary.hpp"

namespace limen::app {

Cell metric_cell(const Metric* metric) {
    if (metric == nullptr) return missing_cell();
    return metric->share ? percent_cell(metric->value) : number_cell(metric->value);
}

namespace {

// What at least one of the readouts gives and tables show, in the order in which it is first given.
std::vector<Metric> shown_metrics(std::span<const ReadoutResult> results) {
    Metrics metrics;
    for (const ReadoutResult& result : results)
        for (const Metric& metric : result.metrics)
            if (metric.shown && !metrics.contains(metric.name)) metrics.add(metric);
    return {metrics.begin(), metrics.end()};
}

// The cells of one readout, in the order of the columns.
std::vector<Cell> row_of(const ReadoutResult& result, std::span<const PopulationSummary> summaries,
                         std::span<const Metric> metrics, bool named, bool timed) {
    std::vector<const PopulationSummary*> read;
    for (const PopulationSummary& summary : summaries)
        if (std::find(result.populations.begin(), result.populations.end(), summary.name) != result.populations.end())
            read.push_back(&summary);
    const auto count = [&](std::uint64_t PopulationSummary::*member) {
        std::uint64_t sum = 0;
        bool known = !read.empty();
        for (const PopulationSummary* population : read) {
            known = known && population->*member != unknown_count;
            sum += population->*member;
        }
        return known ? count_cell(sum) : missing_cell();
    };
    std::vector<Cell> row{result.populations.empty() ? missing_cell() : text_cell(result.reservoir())};
    if (named) row.push_back(text_cell(result.name));
    row.push_back(count(&PopulationSummary::units));
    row.push_back(count(&PopulationSummary::synapses));
    for (const Metric& metric : metrics) row.push_back(metric_cell(result.metrics.find(metric.name)));
    // Populations of one network share its time.
    if (timed) row.push_back(read.empty() ? missing_cell() : seconds_cell(read[0]->simulation_s));
    row.push_back(count(&PopulationSummary::synaptic_events));
    row.push_back(seconds_cell(result.training_s));
    return row;
}

}  // namespace

Table readout_table(std::span<const ReadoutResult> results, std::span<const PopulationSummary> populations,
                    bool timed) {
    // A readout is usually called as its reservoir, and then needs no column of its own.
    const bool named =
        std::any_of(results.begin(), results.end(), [](const auto& r) { return r.name != r.reservoir(); });
    std::vector<Table::Column> columns{{"reservoir", "reservoir"}};
    if (named) columns.push_back({"readout", "readout"});
    columns.insert(columns.end(), {{"units", "units"}, {"synapses", "synapses"}});
    const std::vector<Metric> metrics = shown_metrics(results);
    for (const Metric& metric : metrics) columns.push_back({metric.title, metric.name});
    if (timed) columns.push_back({"simulation time", "simulation_s"});
    columns.insert(columns.end(), {{"synaptic events", "synaptic_events"}, {"training time", "training_s"}});
    Table table(std::move(columns));
    for (const ReadoutResult& result : results) table.add(row_of(result, populations, metrics, named, timed));
    return table;
}

}  // namespace limen::app
