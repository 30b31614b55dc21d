// Statistics of recorded spikes, trial by trial.
#include "train/measures/spike_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/zeta.hpp>
#include <boost/math/tools/minima.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "limen/core/frame_clock.hpp"
#include "limen/learn/recorded_spikes.hpp"
#include "train/features/recording.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<SpikeStatistics> SpikeStatistics::schema[4] = {
    {"record", &SpikeStatistics::record, "", Range::any, "the [record.*] table whose spikes are measured"},
    {"bin", &SpikeStatistics::bin, "ms", Range::positive, "in which spikes are counted for synchrony and Fano factor"},
    {"avalanche_bin", &SpikeStatistics::avalanche_bin, "ms", Range::not_negative,
     "a bin without a spike ends an avalanche; 0: the mean interval between two spikes of the population"},
    {"washout", &SpikeStatistics::washout, "ms", Range::not_negative, "left out at the start of each trial"},
};

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double mean_of_known(const std::vector<double>& values) {
    double sum = 0, count = 0;
    for (const double value : values)
        if (!std::isnan(value)) sum += value, count += 1;
    return count > 0 ? sum / count : unknown;
}

// Calls use(number, first, last) for the spikes of each bin that has one.
template <class Use>
void for_bins(std::span<const double> times, const FrameClock& bins, Use use) {
    for (std::size_t first = 0; first < times.size();) {
        const std::int64_t number = bins.at(times[first]);
        std::size_t last = first;
        while (last < times.size() && bins.at(times[last]) == number) ++last;
        use(number, first, last);
        first = last;
    }
}

}  // namespace

SpikeGatherer::SpikeGatherer(std::size_t units, double bin, double avalanche_bin)
    : x_bin(bin),
      x_avalanche_bin(avalanche_bin),
      x_spikes(units),
      x_intervals(units),
      x_counts(units),
      x_count_squares(units) {}

void SpikeGatherer::add(std::span<const double> times, std::span<const std::uint64_t> units, double duration,
                        double start) {
    x_duration += duration;
    std::vector<double> last(x_spikes.size(), unknown);
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::uint64_t unit = units[i];
        ++x_spikes[unit];
        if (!std::isnan(last[unit])) add_interval(x_intervals[unit], times[i] - last[unit]);
        last[unit] = times[i];
    }
    add_counts(times, units, duration, start);
    add_avalanches(times, duration, start);
}

// Squares of whole intervals would leave rounding where a clock has no variance.
void SpikeGatherer::add_interval(Intervals& intervals, double interval) {
    if (intervals.count == 0) intervals.first = interval;
    const double longer = interval - intervals.first;
    intervals.count += 1;
    intervals.sum += longer;
    intervals.squares += longer * longer;
}

// Only whole bins count, and only those with a spike are visited.
void SpikeGatherer::add_counts(std::span<const double> times, std::span<const std::uint64_t> units, double duration,
                               double start) {
    const FrameClock clock(x_bin, start);
    const std::int64_t bins = clock.fitting(duration);
    x_bins += static_cast<double>(bins);
    std::vector<double> counts(x_spikes.size());
    for_bins(times, clock, [&](std::int64_t number, std::size_t first, std::size_t last) {
        if (number >= bins) return;
        const auto all = static_cast<double>(last - first);
        x_all += all;
        x_all_squares += all * all;
        for (std::size_t i = first; i < last; ++i) counts[units[i]] += 1;
        for (std::size_t i = first; i < last; ++i) {
            x_counts[units[i]] += counts[units[i]];
            x_count_squares[units[i]] += counts[units[i]] * counts[units[i]];
            counts[units[i]] = 0;
        }
    });
}

void SpikeGatherer::add_avalanches(std::span<const double> times, double duration, double start) {
    const FrameClock bins(x_avalanche_bin, start);
    std::int64_t previous = -2;  // the last bin with a spike
    double before = 0;           // its spikes
    std::uint64_t size = 0, length = 0;
    const auto end = [&] {
        if (size > 0) x_sizes.push_back(size), x_lengths.push_back(length);
        size = length = 0;
    };
    const std::int64_t last_bin = bins.fitting(duration);
    for_bins(times, bins, [&](std::int64_t number, std::size_t first, std::size_t last) {
        const auto spikes = static_cast<double>(last - first);
        if (number != previous + 1) end();
        if (number == previous + 1) x_ratios += spikes / before;
        if (number < last_bin) x_ancestors += 1;
        size += last - first;
        length += 1;
        previous = number;
        before = spikes;
    });
    end();
}

std::vector<double> SpikeGatherer::rates() const {
    constexpr double ms_per_s = 1000;
    std::vector<double> rates;
    for (const std::uint64_t spikes : x_spikes) rates.push_back(static_cast<double>(spikes) / x_duration * ms_per_s);
    return rates;
}

std::vector<double> SpikeGatherer::variations() const {
    constexpr double least = 3;
    std::vector<double> variations;
    // Moments of spikes are rounded; an interval is not known better than to this share.
    constexpr double rounding = 1e-9;
    for (const auto& [count, first, sum, squares] : x_intervals) {
        const double longer = sum / count;
        const double variation = std::sqrt(std::max(0.0, squares / count - longer * longer)) / (first + longer);
        variations.push_back(count < least ? unknown : variation < rounding ? 0 : variation);
    }
    return variations;
}

std::vector<double> SpikeGatherer::intervals() const {
    std::vector<double> counts;
    for (const Intervals& intervals : x_intervals) counts.push_back(intervals.count);
    return counts;
}

double SpikeGatherer::synchrony() const {
    const auto units = static_cast<double>(x_spikes.size());
    double of_units = 0;
    for (std::size_t i = 0; i < x_spikes.size(); ++i) {
        const double mean = x_counts[i] / x_bins;
        of_units += (x_count_squares[i] / x_bins - mean * mean) / units;
    }
    const double mean = x_all / x_bins / units, of_mean = x_all_squares / x_bins / units / units - mean * mean;
    // Sums that are always the same may leave a rounding error in place of no variance.
    constexpr double rounding = 1e-14;
    if (!(of_units > rounding * mean)) return unknown;
    return of_mean > rounding * mean * mean ? std::sqrt(of_mean / of_units) : 0;
}

double SpikeGatherer::fano_factor() const {
    std::vector<double> factors;
    for (std::size_t i = 0; i < x_spikes.size(); ++i) {
        const double mean = x_counts[i] / x_bins;
        factors.push_back(mean > 0 ? (x_count_squares[i] / x_bins - mean * mean) / mean : unknown);
    }
    return mean_of_known(factors);
}

double SpikeGatherer::branching() const { return x_ancestors > 0 ? x_ratios / x_ancestors : unknown; }

double power_law_exponent(std::span<const std::uint64_t> sizes) {
    double logarithms = 0;
    for (const std::uint64_t size : sizes) logarithms += std::log(static_cast<double>(size));
    if (sizes.size() < 2 || logarithms == 0) return unknown;
    const double mean = logarithms / static_cast<double>(sizes.size());
    const auto cost = [mean](double exponent) { return exponent * mean + std::log(boost::math::zeta(exponent)); };
    constexpr double least = 1.001, most = 20;
    constexpr int bits = 40;
    return boost::math::tools::brent_find_minima(cost, least, most, bits).first;
}

namespace {

// What is measured of a trial, in ms from its start.
struct Interval {
    double begin, end;
};

std::vector<Interval> measured_intervals(const RecordedSpikes& spikes, const RecordedTrials& trials, double washout) {
    std::vector<Interval> intervals;
    for (std::size_t trial = 0; trial < trials.size(); ++trial) {
        intervals.push_back(
            {std::max(washout, spikes.part().from), std::min(trials.duration[trial], spikes.part().until)});
        if (intervals.back().begin >= intervals.back().end)
            throw ParameterError("record", fmt::format("keeps nothing of trial {} after the washout: it is recorded "
                                                       "from {} ms to {:.6g} ms",
                                                       trial, spikes.part().from, intervals.back().end));
    }
    return intervals;
}

double mean_interval(const RecordedSpikes& spikes, const RecordedTrials& trials,
                     const std::vector<Interval>& intervals) {
    double duration = 0, count = 0;
    for (std::size_t trial = 0; trial < trials.size(); ++trial) {
        const auto [begin, end] = intervals[trial];
        duration += end - begin;
        count += static_cast<double>(
            spikes.count(just_before(trials.start[trial] + begin), just_before(trials.start[trial] + end)));
    }
    return duration / std::max(count, 1.0);
}

std::vector<double> as_numbers(const std::vector<std::uint64_t>& values) { return {values.begin(), values.end()}; }

}  // namespace

void SpikeStatisticsTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_washout(parameters.number("washout"), run.durations);
}

Metrics SpikeStatisticsTrainer::train(const h5::File& file, const Parameters& parameters, const std::string& name,
                                      h5::File& written) const {
    const auto options = from_parameters<SpikeStatistics>(parameters);
    const RecordedTrials trials = read_trials(file);
    const std::string record = find_record(file, options.record);
    if (file.text_attribute(record, "kind") != "spikes")
        throw ParameterError("record", fmt::format("\"{}\" must hold spikes", options.record));
    check_washout(options.washout, trials.duration);
    const RecordedSpikes spikes(file, file.text_attribute(record, "path"), file.text_attribute(record, "population"));
    const std::vector<Interval> measured = measured_intervals(spikes, trials, options.washout);
    const double avalanche_bin =
        options.avalanche_bin > 0 ? options.avalanche_bin : mean_interval(spikes, trials, measured);
    SpikeGatherer gatherer(spikes.units(), options.bin, avalanche_bin);
    for (std::size_t trial = 0; trial < trials.size(); ++trial) {
        const auto [from, until] = measured[trial];
        const double begin = trials.start[trial] + from;
        const RecordedSpikes::Piece piece = spikes.read(just_before(begin), just_before(trials.start[trial] + until));
        gatherer.add(piece.times, piece.units, until - from, begin);
    }
    const std::vector<double> rates = gatherer.rates(), variations = gatherer.variations(),
                              intervals = gatherer.intervals();
    const auto units = static_cast<double>(rates.size());
    const double mean_rate = std::accumulate(rates.begin(), rates.end(), 0.0) / units;
    const double silent = static_cast<double>(std::count(rates.begin(), rates.end(), 0.0)) / units;
    Metrics metrics;
    // What there are too few spikes to tell is left out.
    const auto add = [&](Metric metric) {
        if (!std::isnan(metric.value)) metrics.add(std::move(metric));
    };
    add({.name = "rate", .title = "rate (Hz)", .value = mean_rate, .unit = "Hz", .shown = true});
    add({.name = "silent", .title = "silent units", .value = silent, .share = true});
    add({.name = "cv", .title = "CV of intervals", .value = mean_of_known(variations), .shown = true});
    add({.name = "intervals", .value = std::accumulate(intervals.begin(), intervals.end(), 0.0)});
    add({.name = "synchrony", .value = gatherer.synchrony(), .shown = true});
    add({.name = "fano_factor", .title = "Fano factor", .value = gatherer.fano_factor()});
    add({.name = "branching", .value = gatherer.branching(), .shown = true});
    add({.name = "avalanches", .value = static_cast<double>(gatherer.sizes().size())});
    add({.name = "avalanche_bin", .value = avalanche_bin, .unit = "ms"});
    add({.name = "size_exponent", .value = power_law_exponent(gatherer.sizes())});
    add({.name = "duration_exponent", .value = power_law_exponent(gatherer.lengths())});
    const std::string group = cleared_group(written, name);
    written.write<double>(group + "/rate", rates);
    written.write<double>(group + "/cv", variations);
    written.write<double>(group + "/intervals", intervals);
    written.write<double>(group + "/avalanche_size", as_numbers(gatherer.sizes()));
    written.write<double>(group + "/avalanche_bins", as_numbers(gatherer.lengths()));
    write_metrics(written, group, metrics);
    return metrics;
}

}  // namespace limen::train
