// Puts runs together by systems, and says what several seeds say together.
#include "limen/simulation/comparison.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <set>

namespace limen {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void check_same(const ComparedRun& one, const ComparedRun& other) {
    const auto refuse = [&](const char* dataset, const char* what) {
        throw DataError(other.folder, dataset,
                        fmt::format("is not that of {} with the same seed: {} differ; systems can be compared on the "
                                    "same data alone",
                                    one.folder.string(), what));
    };
    if (one.trials.duration != other.trials.duration) refuse("/trials/duration", "numbers or lengths of trials");
    if (one.trials.labels != other.trials.labels) refuse("/trials/label", "labels");
    if (one.trials.splits != other.trials.splits) refuse("/trials/split", "training and test trials");
}

// The part of the biological time that training trials take.
double training_share(const RecordedTrials& trials) {
    double training = 0, all = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        all += trials.duration[i];
        if (trials.splits[i] != Split::test) training += trials.duration[i];
    }
    return all > 0 ? training / all : 1;
}

double value_of(const Metrics& metrics, const char* name) {
    const Metric* found = metrics.find(name);
    return found == nullptr ? unknown : found->value;
}

Costs costs_of(const ComparedRun& run, const ReadoutResult& readout) {
    const auto n = static_cast<double>(run.summary.trials);
    Costs costs{.trained_parameters = value_of(readout.metrics, "parameters"),
                .parameters = value_of(readout.metrics, "parameters"),
                .training_s = readout.training_s,
                .inference_s = value_of(readout.metrics, "inference_s"),
                .macs = value_of(readout.metrics, "macs"),
                .peak_memory = readout.peak_memory};
    std::set<double> times;  // populations of one network share theirs
    for (const PopulationSummary& population : run.summary.populations) {
        const auto& read = readout.populations;
        if (std::find(read.begin(), read.end(), population.name) == read.end()) continue;
        const double events = static_cast<double>(population.synaptic_events) / n;
        costs.parameters += static_cast<double>(population.synapses);
        costs.synaptic_events += events;
        (population.spiking ? costs.operations : costs.macs) += events;
        times.insert(population.simulation_s);
    }
    if (!std::isnan(costs.macs)) costs.operations += costs.macs;
    for (const double seconds : times) {
        costs.training_s += seconds * training_share(run.trials);
        costs.inference_s += seconds / n;
    }
    if (!times.empty()) costs.peak_memory = std::max(costs.peak_memory, run.peak_memory);
    return costs;
}

bool has(const System& system, const std::string& metric) {
    return std::all_of(system.runs.begin(), system.runs.end(),
                       [&](const SystemRun& run) { return run.metrics.contains(metric); });
}

}  // namespace

std::vector<double> System::values(const std::string& metric) const {
    std::vector<double> values;
    for (const SystemRun& run : runs) {
        const Metric* found = run.metrics.find(metric);
        values.push_back(found != nullptr ? found->value : unknown);
    }
    return values;
}

std::vector<double> System::values(double Costs::*cost) const {
    std::vector<double> values;
    for (const SystemRun& run : runs) values.push_back(run.costs.*cost);
    return values;
}

std::vector<System> compare(std::span<const ComparedRun> runs) {
    std::map<std::uint64_t, const ComparedRun*> by_seed;
    std::vector<System> systems;
    std::vector<std::string> models;  // of each system
    for (const ComparedRun& run : runs) {
        const auto [first, is_new] = by_seed.emplace(run.seed, &run);
        if (!is_new) check_same(*first->second, run);
        for (const ReadoutResult& readout : run.readouts) {
            std::size_t i = 0;
            while (i < systems.size() && (models[i] != run.model || systems[i].readout != readout.name)) ++i;
            if (i == systems.size()) {
                systems.push_back({.name = readout.name,
                                   .readout = readout.name,
                                   .trainer = readout.trainer,
                                   .reservoir = readout.reservoir()});
                models.push_back(run.model);
            }
            for (const SystemRun& other : systems[i].runs)
                if (other.seed == run.seed)
                    throw DataError(
                        run.folder, "",
                        fmt::format("and {} hold the same system \"{}\" with the same seed {}; leave one out",
                                    other.folder.string(), readout.name, run.seed));
            systems[i].runs.push_back(
                {.folder = run.folder, .seed = run.seed, .metrics = readout.metrics, .costs = costs_of(run, readout)});
        }
    }
    std::map<std::string, int> uses;
    for (const System& system : systems) ++uses[system.readout];
    for (std::size_t i = 0; i < systems.size(); ++i) {
        if (uses[systems[i].readout] > 1) systems[i].name = models[i] + ":" + systems[i].readout;
        std::sort(systems[i].runs.begin(), systems[i].runs.end(),
                  [](const SystemRun& a, const SystemRun& b) { return a.seed < b.seed; });
    }
    return systems;
}

Metric choose_score(const std::vector<System>& systems, const std::string& wanted) {
    Metrics metrics;
    std::map<std::string, std::size_t> uses;
    std::vector<std::string> names;
    for (const System& system : systems)
        for (const Metric& metric : system.runs.at(0).metrics) {
            if (!metrics.contains(metric.name)) metrics.add(metric), names.push_back(metric.name);
            ++uses[metric.name];
        }
    if (!wanted.empty()) {
        if (const Metric* metric = metrics.find(wanted)) return *metric;
        throw Error(fmt::format("no readout has the metric \"{}\"{}", wanted, suggestion(wanted, names)));
    }
    for (const Split part : {Split::test, Split::train}) {
        const Metric* best = nullptr;
        for (const Metric& metric : metrics)
            if (metric.shown && metric.part == part && metric.better != Better::neither &&
                (best == nullptr || uses[metric.name] > uses[best->name]))
                best = &metric;
        if (best != nullptr) return *best;
    }
    throw Error(fmt::format("no readout has an accuracy or an error to compare; choose one with --metric: {}",
                            fmt::join(names, ", ")));
}

std::vector<std::string> drop_unscored(std::vector<System>& systems, const Metric& score) {
    std::vector<std::string> dropped;
    for (const System& system : systems)
        if (!has(system, score.name)) dropped.push_back(system.name);
    std::erase_if(systems, [&](const System& system) { return !has(system, score.name); });
    return dropped;
}

Interval interval_of(std::span<const double> values) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(values.size());
    if (values.empty()) return {unknown, unknown, unknown};
    double mean = 0, squares = 0;
    for (const double x : values) mean += x / n;
    if (values.size() < 2 || !std::isfinite(mean)) return {mean, unknown, unknown};
    for (const double x : values) squares += (x - mean) * (x - mean);
    constexpr double probability = 0.975;
    const double t = boost::math::quantile(boost::math::students_t(n - 1), probability);
    const double half = t * std::sqrt(squares / (n - 1) / n);
    return {mean, mean - half, mean + half};
}

Interval score_interval(const System& system, const Metric& score) {
    Interval interval = interval_of(system.values(score.name));
    if (std::isfinite(interval.low)) {
        if (score.share || score.better == Better::lower) interval.low = std::max(0.0, interval.low);
        if (score.share) interval.high = std::min(1.0, interval.high);
    }
    return interval;
}

std::vector<bool> best_systems(const std::vector<System>& systems, const Metric& score) {
    std::vector<bool> best(systems.size(), false);
    const auto mean = [&](const System& system) { return interval_of(system.values(score.name)).mean; };
    const auto leader = std::max_element(systems.begin(), systems.end(), [&](const System& a, const System& b) {
        return score.better == Better::higher ? mean(a) < mean(b) : mean(a) > mean(b);
    });
    if (leader == systems.end() || score.better == Better::neither) return best;
    const std::vector<double> reached = leader->values(score.name);
    for (std::size_t i = 0; i < systems.size(); ++i) {
        std::vector<double> differences = systems[i].values(score.name);
        if (differences.size() != reached.size() || differences.size() < 2) continue;
        std::transform(differences.begin(), differences.end(), reached.begin(), differences.begin(), std::minus<>());
        const Interval difference = interval_of(differences);
        best[i] = difference.low <= 0 && difference.high >= 0;
    }
    return best;
}

}  // namespace limen
