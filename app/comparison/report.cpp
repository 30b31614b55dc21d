// Rows of systems, and files of them.
#include "comparison/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>

#include "format.hpp"
#include "json.hpp"
#include "limen/hdf5.hpp"

namespace limen::app {

namespace {

Cell cost_cell(double value, CostColumn::Kind kind) {
    if (!std::isfinite(value)) return missing_cell();
    switch (kind) {
        case CostColumn::Kind::count:
            return {value, grouped(static_cast<std::uint64_t>(std::llround(value)))};
        case CostColumn::Kind::seconds:
            return {value, small_seconds_text(value)};
        case CostColumn::Kind::bytes:
            return {value, bytes_text(value)};
    }
    return missing_cell();
}

Cell plain_cell(double value) { return std::isfinite(value) ? number_cell(value) : missing_cell(); }

std::set<std::string> metrics_of(const System& system) {
    std::set<std::string> names;
    for (const SystemRun& run : system.runs)
        for (const Metric& metric : run.metrics) names.insert(metric.name);
    return names;
}

// [seeds x lags], where all seeds have as many.
void write_memory(h5::File& file, const std::string& group, const System& system) {
    const std::size_t lags = system.runs.at(0).memory_curve.size();
    std::vector<double> rows;
    for (const SystemRun& run : system.runs) {
        if (run.memory_curve.size() != lags || lags == 0) return;
        rows.insert(rows.end(), run.memory_curve.begin(), run.memory_curve.end());
    }
    file.write<double>(group + "/memory_curve", rows, {system.runs.size(), lags});
}

Json interval_json(const Interval& interval) {
    return {{"mean", interval.mean}, {"low", interval.low}, {"high", interval.high}};
}

}  // namespace

std::string score_text(const Interval& score, const Metric& kind) {
    constexpr double percent = 100;
    const double factor = kind.share ? percent : 1;
    const auto number = [&](double x) { return kind.share ? fmt::format("{:.2f}", x * factor) : rounded(x, 3); };
    std::string text = number(score.mean);
    if (std::isfinite(score.low)) {
        const bool ends_at_0 = score.low == 0 && (kind.share || kind.better == Better::lower);
        const bool cut = score.low < score.high && (ends_at_0 || (kind.share && score.high >= 1));
        text += cut ? fmt::format(" ({} to {})", number(score.low), number(score.high))
                    : " ± " + number(score.half_width());
    }
    return kind.share ? text + " %" : text;
}

Table comparison_table(const std::vector<System>& systems, const Metric& score) {
    std::vector<Table::Column> columns{{"system", "system"}, {score.title, score.name}};
    // A cost that no system has needs no column.
    std::vector<CostColumn> costs;
    for (const CostColumn& column : cost_columns)
        if (std::any_of(systems.begin(), systems.end(), [&](const System& system) {
                const double mean = interval_of(system.values(column.member)).mean;
                return std::isfinite(mean) && mean > 0;
            }))
            costs.push_back(column);
    for (const CostColumn& cost : costs) columns.push_back({cost.title, cost.key});
    Table table(std::move(columns));
    for (const System& system : systems) {
        const Interval interval = score_interval(system, score);
        std::vector<Cell> row{text_cell(system.name), {interval.mean, score_text(interval, score)}};
        for (const CostColumn& cost : costs)
            row.push_back(cost_cell(interval_of(system.values(cost.member)).mean, cost.kind));
        table.add(std::move(row));
    }
    return table;
}

std::string comparison_csv(const std::vector<System>& systems, const Metric& score) {
    std::vector<Table::Column> columns{
        {"", "system"},   {"", "trainer"},           {"", "reservoir"},         {"", "seeds"},
        {"", score.name}, {"", score.name + "_low"}, {"", score.name + "_high"}};
    for (const CostColumn& cost : cost_columns) columns.push_back({"", cost.key});
    Table table(std::move(columns));
    for (const System& system : systems) {
        const Interval interval = score_interval(system, score);
        std::vector<Cell> row{text_cell(system.name),         text_cell(system.trainer), text_cell(system.reservoir),
                              count_cell(system.runs.size()), plain_cell(interval.mean), plain_cell(interval.low),
                              plain_cell(interval.high)};
        for (const CostColumn& cost : cost_columns)
            row.push_back(plain_cell(interval_of(system.values(cost.member)).mean));
        table.add(std::move(row));
    }
    return table.csv();
}

std::string comparison_json(const std::vector<System>& systems, const Metric& score) {
    Json json{{"score", {{"metric", score.name}, {"title", score.title}, {"better", name_of(score.better)}}},
              {"systems", Json::array()}};
    for (const System& system : systems) {
        Json entry{{"system", system.name},
                   {"readout", system.readout},
                   {"trainer", system.trainer},
                   {"reservoir", system.reservoir},
                   {"score", interval_json(score_interval(system, score))},
                   {"costs", Json::object()},
                   {"runs", Json::array()}};
        for (const CostColumn& cost : cost_columns)
            entry["costs"][cost.key] = interval_of(system.values(cost.member)).mean;
        for (const SystemRun& run : system.runs) {
            Json one{{"seed", run.seed}, {"folder", run.folder.string()}};
            for (const Metric& metric : run.metrics) one[metric.name] = metric.value;
            // The costs' names say more than those of the run's parts, such as the time of the fit alone.
            for (const CostColumn& cost : cost_columns) one[cost.key] = run.costs.*cost.member;
            if (!run.memory_curve.empty()) one["memory_curve"] = run.memory_curve;
            entry["runs"].push_back(std::move(one));
        }
        json["systems"].push_back(std::move(entry));
    }
    return indented(json);
}

void write_comparison(const std::filesystem::path& path, const std::vector<System>& systems, const Metric& score) {
    h5::File file = h5::File::create(path);
    file.set_text_attribute("/", "score", score.name);
    file.set_text_attribute("/", "score_title", score.title);
    file.set_text_attribute("/", "score_units", score.unit);
    file.set_text_attribute("/", "score_better", std::string(name_of(score.better)));
    for (const System& system : systems) {
        const std::string group = "/" + system.name;
        std::vector<std::uint64_t> seeds;
        for (const SystemRun& run : system.runs) seeds.push_back(run.seed);
        file.write<std::uint64_t>(group + "/seeds", seeds);
        file.set_text_attribute(group, "trainer", system.trainer);
        file.set_text_attribute(group, "reservoir", system.reservoir);
        std::set<std::string> metrics = metrics_of(system);
        for (const CostColumn& cost : cost_columns) {
            file.write<double>(group + "/" + cost.key, system.values(cost.member));
            metrics.erase(cost.key);
        }
        write_memory(file, group, system);
        for (const std::string& metric : metrics) file.write<double>(group + "/" + metric, system.values(metric));
    }
}

}  // namespace limen::app
