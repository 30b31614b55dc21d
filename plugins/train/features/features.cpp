// Reads trials, spikes and reports, and reduces them to features.
#include "train/features/features.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "limen/core/frame_clock.hpp"
#include "limen/learn/recorded_spikes.hpp"
#include "train/features/polynomial.hpp"
#include "train/features/recording.hpp"

namespace limen::train {

namespace {

// A trial, and the part of it that counts.
struct Span {
    double start, washout, duration;  // ms

    double length() const { return duration - washout; }
    double end() const { return start + duration; }
    // Its `n` windows, from `origin` on: the washout's end.
    FrameClock windows(double n, double origin) const { return FrameClock(length() / n, origin); }
};

class FeatureReader {
public:
    FeatureReader(const h5::File& file, const FeatureOptions& options) : x_file(file), x_options(options) {
        take_trials(read_trials(x_file));
        x_window_sum =
            x_options.times.empty()
                ? static_cast<std::size_t>(std::accumulate(x_options.windows.begin(), x_options.windows.end(), 0.0))
                : x_options.times.size();
    }

    Features read() {
        const std::string record = find_record(x_file, x_options.record);
        const std::string path = x_file.text_attribute(record, "path");
        keep_recorded(read_recorded_part(x_file, path));
        if (x_file.text_attribute(record, "kind") == "spikes")
            read_spikes(path, x_file.text_attribute(record, "population"));
        else
            read_report(path);
        if (x_options.transform == "sqrt") {
            if ((x_features.values.array() < 0).any())
                throw ParameterError("transform", "\"sqrt\" needs features of 0 or more, but some are negative");
            x_features.values = x_features.values.cwiseSqrt();
        }
        return std::move(x_features);
    }

    // A frame's input counts as a sample at the frame's end, as a state does that has seen it.
    Features read_input(const std::string& data) {
        const RecordedInput input = find_input(x_file, data, false, x_trials.size());
        if (input.none()) throw ParameterError("input", "is true, but the recording has no inputs");
        const std::string path = input.group + "/values";
        make_features(input.channels);
        for (std::size_t trial = 0; trial < x_trials.size(); ++trial)
            read_samples(path, trial, input.offsets, input.frame, input.frame);
        return std::move(x_features);
    }

private:
    [[noreturn]] void fail(const std::string& path, const std::string& message) const {
        throw DataError(x_file.path(), path, message);
    }

    void take_trials(RecordedTrials trials) {
        check_washout(x_options.washout, trials.duration);
        for (std::size_t i = 0; i < trials.size(); ++i)
            x_trials.push_back({trials.start[i], x_options.washout, trials.duration[i]});
        x_features.labels = std::move(trials.labels);
        x_features.splits = std::move(trials.splits);
        x_features.classes = std::move(trials.classes);
    }

    // Windows are cut from what there is of a trial.
    void keep_recorded(const RecordedPart& part) {
        x_part = part;
        for (std::size_t i = 0; i < x_trials.size(); ++i) {
            Span& trial = x_trials[i];
            trial.washout = std::max(trial.washout, part.from);
            trial.duration = std::min(trial.duration, part.until);
            if (trial.washout >= trial.duration && x_options.times.empty())
                throw ParameterError("record", fmt::format("\"{}\" keeps nothing of trial {} after the washout: it is "
                                                           "recorded from {} ms to {:.6g} ms",
                                                           x_options.record, i, part.from, trial.duration));
        }
    }

    void make_features(std::size_t units) {
        refuse_too_many_features(x_trials.size(), static_cast<double>(units) * static_cast<double>(x_window_sum));
        x_features.units = units;
        x_features.values = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(x_trials.size()),
                                                  static_cast<Eigen::Index>(units * x_window_sum));
    }

    // Calls use(column of the window's first unit) for the windows that window_of(n) numbers; it numbers those of n.
    template <class WindowOf, class Use>
    void for_windows(WindowOf window_of, Use use) const {
        std::size_t first = 0;
        for (const double n : x_options.windows) {
            const std::int64_t window = window_of(n);
            if (window >= 0 && window < static_cast<std::int64_t>(n))
                use((first + static_cast<std::size_t>(window)) * x_features.units);
            first += static_cast<std::size_t>(n);
        }
    }

    void read_spikes(const std::string& path, const std::string& population) {
        if (!x_options.times.empty()) throw ParameterError("times", "are for states; spikes are counted in windows");
        const RecordedSpikes spikes(x_file, path, population);
        make_features(spikes.units());
        for (std::size_t trial = 0; trial < x_trials.size(); ++trial) {
            const Span& part = x_trials[trial];
            const double origin = part.start + part.washout;
            const auto [times, ids] = spikes.read(just_before(origin), just_before(part.end()));
            for (std::size_t i = 0; i < times.size(); ++i) {
                // What is before the trial's end is in its last window at the latest.
                const auto window_of = [&](double n) {
                    return std::min(part.windows(n, origin).at(times[i]), static_cast<std::int64_t>(n) - 1);
                };
                for_windows(window_of, [&](std::size_t column) {
                    x_features.values(static_cast<Eigen::Index>(trial), static_cast<Eigen::Index>(column + ids[i])) +=
                        1;
                });
            }
        }
        if (x_options.reduce == "last")
            throw ParameterError("reduce",
                                 "\"last\" is for reports; spikes have \"sum\" (how many) and \"mean\" (rate in Hz)");
        if (x_options.reduce == "mean") to_rates();
    }

    void to_rates() {
        constexpr double ms_per_s = 1000;
        for (std::size_t trial = 0; trial < x_trials.size(); ++trial) {
            std::size_t column = 0;
            for (const double n : x_options.windows) {
                const auto width = static_cast<std::size_t>(n) * x_features.units;
                x_features.values.block(static_cast<Eigen::Index>(trial), static_cast<Eigen::Index>(column), 1,
                                        static_cast<Eigen::Index>(width)) *= ms_per_s * n / x_trials[trial].length();
                column += width;
            }
        }
    }

    void read_report(const std::string& path) {
        const std::string data = path + "/data";
        const auto offsets = read_offsets(x_file, path + "/offsets", data, x_trials.size());
        const TimeAxis axis = read_time_axis(x_file, path + "/mapping/time");
        make_features(x_file.shape(data).at(1));
        // The rows of parts of trials lie end to end too, but not on one axis of time.
        for (std::size_t trial = 0; trial < x_trials.size(); ++trial)
            read_samples(data, trial, offsets,
                         x_part.whole() ? first_sample(trial, axis.first, offsets[trial], axis.period) : axis.first,
                         axis.period);
    }

    // When the first sample of a trial is, in ms from the trial's start. On the common axis, which this is number `row`
    // of, starts are sums over all trials before, so that rounding piles up; a trial's first samples are on its ticks.
    double first_sample(std::size_t trial, double axis_start, std::uint64_t row, double period) const {
        constexpr double rounding = 1e-6;
        const double first = axis_start + static_cast<double>(row) * period - x_trials[trial].start;
        const double tick = std::round(first / period);
        return std::fabs(first / period - tick) <= rounding ? tick * period : first;
    }

    // Those of a trial, whose first is at `first_time`, from the trial's start.
    void read_samples(const std::string& path, std::size_t trial, const std::vector<std::uint64_t>& offsets,
                      double first_time, double period) {
        const std::size_t count = offsets[trial + 1] - offsets[trial];
        x_rows.resize(count * x_features.units);
        if (count > 0) x_file.read_rows<double>(path, offsets[trial], x_rows);
        check_finite(path, x_rows, offsets[trial]);
        if (x_options.times.empty())
            reduce_samples(trial, x_rows, count, first_time, period);
        else
            pick_samples(trial, x_rows, count, first_time, period);
    }

    void pick_samples(std::size_t trial, std::span<const double> rows, std::size_t count, double first_time,
                      double period) {
        for (std::size_t t = 0; t < x_options.times.size(); ++t) {
            const double place = (x_options.times[t] - first_time) / period, sample = std::round(place);
            constexpr double rounding = 1e-6;
            if (sample < 0 || std::fabs(place - sample) > rounding)
                throw ParameterError("times", fmt::format("holds {} ms, when there is no sample; there is one every {} "
                                                          "ms, from {} ms on",
                                                          x_options.times[t], period, first_time));
            if (sample >= static_cast<double>(count))
                throw ParameterError("times", fmt::format("holds {} ms, but trial {} has its last sample at {:.6g} ms",
                                                          x_options.times[t], trial,
                                                          first_time + static_cast<double>(count - 1) * period));
            const auto row = rows.subspan(static_cast<std::size_t>(sample) * x_features.units, x_features.units);
            for (std::size_t u = 0; u < x_features.units; ++u)
                x_features.values(static_cast<Eigen::Index>(trial),
                                  static_cast<Eigen::Index>(t * x_features.units + u)) = row[u];
        }
    }

    void check_finite(const std::string& path, std::span<const double> rows, std::uint64_t first) const {
        const auto bad = std::find_if(rows.begin(), rows.end(), [](double x) { return !std::isfinite(x); });
        if (bad == rows.end()) return;
        const auto i = static_cast<std::size_t>(bad - rows.begin());
        fail(path, fmt::format("is {} in row {}, unit {}; features must be finite", *bad, first + i / x_features.units,
                               i % x_features.units));
    }

    void reduce_samples(std::size_t trial, std::span<const double> rows, std::size_t count, double first_time,
                        double period) {
        auto row = x_features.values.row(static_cast<Eigen::Index>(trial));
        std::vector<std::size_t> samples(x_window_sum, 0);
        for (std::size_t k = 0; k < count; ++k) {
            const double time = FrameClock(period, first_time).begin(static_cast<std::int64_t>(k));
            // A sample that ends a window belongs to it: it has seen all of the window's input.
            const auto window_of = [&](double n) {
                return x_trials[trial].windows(n, x_trials[trial].washout).begun(time) - 1;
            };
            for_windows(window_of, [&](std::size_t column) {
                ++samples[column / x_features.units];
                for (std::size_t u = 0; u < x_features.units; ++u) {
                    double& feature = row(static_cast<Eigen::Index>(column + u));
                    feature = (x_options.reduce == "last" ? 0 : feature) + rows[k * x_features.units + u];
                }
            });
        }
        for (std::size_t w = 0; w < samples.size(); ++w) {
            if (samples[w] == 0)
                throw ParameterError("windows", fmt::format("leave a window of trial {} without a sample; record with "
                                                            "a shorter period or use fewer windows",
                                                            trial));
            if (x_options.reduce == "mean")
                row.segment(static_cast<Eigen::Index>(w * x_features.units),
                            static_cast<Eigen::Index>(x_features.units)) /= static_cast<double>(samples[w]);
        }
    }

    const h5::File& x_file;
    const FeatureOptions& x_options;
    Features x_features;
    std::vector<Span> x_trials;
    RecordedPart x_part;  // of each trial, that the record keeps
    std::size_t x_window_sum = 0;
    std::vector<double> x_rows;  // samples x units of a trial
};

}  // namespace

void check_windows(const std::vector<double>& windows, const std::vector<double>& times) {
    if (!times.empty() && windows != std::vector<double>{1})
        throw ParameterError("windows", "say nothing beside times");
    for (const double n : windows)
        if (n < 1 || n != std::floor(n) || n > 1e6)
            throw ParameterError("windows", fmt::format("holds {}; numbers of windows are whole and at least 1", n));
    if (windows.empty()) throw ParameterError("windows", "is empty; [1] means the whole trial");
}

Features read_features(const h5::File& recording, const FeatureOptions& options) {
    check_windows(options.windows, options.times);
    return FeatureReader(recording, options).read();
}

Features read_trial_features(const h5::File& recording, const TrialFeatureOptions& options) {
    Features all;
    const auto add = [&](Features features) {
        if (all.values.size() == 0) {
            all = std::move(features);
            return;
        }
        const Eigen::Index before = all.values.cols();
        all.values.conservativeResize(Eigen::NoChange, before + features.values.cols());
        all.values.rightCols(features.values.cols()) = features.values;
    };
    std::size_t units = 0;
    for (const std::string& record : options.records) {
        Features own = train::read_features(recording, {.record = record,
                                                        .windows = options.windows,
                                                        .reduce = options.reduce,
                                                        .transform = options.transform,
                                                        .washout = options.washout,
                                                        .times = options.times});
        units += own.units;
        add(std::move(own));
    }
    if (options.input) {
        check_windows(options.windows, options.times);
        const FeatureOptions means{.windows = options.windows,
                                   .reduce = "mean",
                                   .transform = "none",
                                   .washout = options.washout,
                                   .times = options.times};
        add(FeatureReader(recording, means).read_input(options.data));
    }
    all.units = units;
    if (options.order == 2) {
        refuse_too_many_products(all.values.cols());
        all.values = with_products(all.values);
    }
    return all;
}

}  // namespace limen::train
