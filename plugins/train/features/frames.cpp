// Reads spikes and reports frame by frame.
#include "train/features/frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/frame_clock.hpp"
#include "limen/learn/recorded_trials.hpp"

namespace limen::train {

std::vector<FrameOptions> frame_options(const std::vector<std::string>& records, const std::string& reduce,
                                        const std::string& transform) {
    std::vector<FrameOptions> options;
    for (const std::string& record : records) options.push_back({record, reduce, transform});
    return options;
}

Frames::Frames(const h5::File& file, const RecordedTrials& trials, const FrameOptions& options, double frame)
    : x_file(file), x_trials(trials), x_options(options), x_frame(frame) {
    const std::string record = find_record(file, options.record);
    x_path = file.text_attribute(record, "path");
    const std::string kind = file.text_attribute(record, "kind");
    if (kind != "spikes" && kind != "report")
        throw ParameterError("record",
                             fmt::format("\"{}\" holds {}; it must hold spikes or a state", options.record, kind));
    x_spiking = kind == "spikes";
    if (x_spiking)
        open_spikes(file.text_attribute(record, "population"));
    else
        open_report(x_path);
}

void Frames::open_spikes(const std::string& population) {
    if (x_options.reduce == "last")
        throw ParameterError("reduce",
                             "\"last\" is for reports; spikes have \"sum\" (how many) and \"mean\" (rate in Hz)");
    if (x_frame == 0)
        throw ParameterError("record", fmt::format("\"{}\" holds spikes, which need frames of data to be counted in; "
                                                   "record a state instead",
                                                   x_options.record));
    x_spikes = RecordedSpikes(x_file, x_path, population);
    x_units = x_spikes.units();
    x_first = static_cast<std::size_t>(FrameClock(x_frame).begun(x_spikes.part().from));
    x_until = x_spikes.part().until;
}

void Frames::open_report(const std::string& path) {
    const auto [first_time, period] = read_time_axis(x_file, path + "/mapping/time");
    const RecordedPart part = read_recorded_part(x_file, path);
    x_offsets = read_offsets(x_file, path + "/offsets", path + "/data", x_trials.size());
    x_units = x_file.shape(path + "/data").at(1);
    if (x_frame == 0) x_frame = period;
    const auto samples = FrameClock(period).filling(x_frame);
    if (!samples)
        throw ParameterError("record", fmt::format("\"{}\" is sampled every {} ms; that must divide the frame of the "
                                                   "data, {} ms",
                                                   x_options.record, period, x_frame));
    x_samples = static_cast<std::size_t>(*samples);
    x_until = part.until;
    if (part.from == 0) return;
    x_missing = static_cast<std::size_t>(std::max<std::int64_t>(FrameClock(period).begun(first_time), 1) - 1);
    x_first = (x_missing + x_samples - 1) / x_samples;
}

std::size_t Frames::count(std::size_t trial) const {
    const double end = std::min(x_trials.duration[trial], x_until);
    const auto whole = static_cast<std::size_t>(FrameClock(x_frame).fitting(end));
    if (x_spiking) return whole;
    const auto rows = static_cast<std::size_t>(x_offsets[trial + 1] - x_offsets[trial]);
    return std::min(whole, (x_missing + rows) / x_samples);
}

std::size_t Frames::washout_frames(std::size_t trial, double washout) const {
    const auto frames = std::max(static_cast<std::size_t>(FrameClock(x_frame).begun(washout)), x_first);
    const std::size_t all = count(trial);
    if (frames >= all && x_first > 0)
        throw ParameterError("record", fmt::format("\"{}\" keeps no frame of trial {} after the washout: it begins in "
                                                   "frame {}, and the trial has {} of {} ms",
                                                   x_options.record, trial, x_first, all, x_frame));
    if (frames >= all)
        throw ParameterError(
            "washout", fmt::format("is {} ms, but trial {} has only {} frames of {} ms", washout, trial, all, x_frame));
    return frames;
}

RowMatrix Frames::read(std::size_t trial, std::size_t first, std::size_t count) const {
    if (first < x_first)
        throw ParameterError("record", fmt::format("\"{}\" begins in frame {} of each trial, and frame {} is wanted; "
                                                   "leave its \"from\" out",
                                                   x_options.record, x_first, first));
    RowMatrix rows = x_spiking ? read_spikes(trial, first, count) : read_report(trial, first, count);
    if (x_options.transform != "sqrt") return rows;
    if ((rows.array() < 0).any())
        throw ParameterError("transform", "\"sqrt\" needs features of 0 or more, but some are negative");
    return rows.cwiseSqrt();
}

RowMatrix Frames::read_report(std::size_t trial, std::size_t first, std::size_t count) const {
    const std::string data = x_path + "/data";
    const std::uint64_t first_row = x_offsets[trial] + first * x_samples - x_missing;
    std::vector<double> samples(count * x_samples * x_units);
    x_file.read_rows<double>(data, first_row, std::span(samples));
    const auto bad = std::find_if(samples.begin(), samples.end(), [](double x) { return !std::isfinite(x); });
    if (bad != samples.end()) {
        const auto i = static_cast<std::size_t>(bad - samples.begin());
        throw DataError(x_file.path(), data,
                        fmt::format("is {} in row {}, unit {}; features must be finite", *bad, first_row + i / x_units,
                                    i % x_units));
    }
    RowMatrix rows = RowMatrix::Zero(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(x_units));
    for (std::size_t k = 0; k < count; ++k)
        for (std::size_t s = x_options.reduce == "last" ? x_samples - 1 : 0; s < x_samples; ++s)
            for (std::size_t u = 0; u < x_units; ++u)
                rows(static_cast<Eigen::Index>(k), static_cast<Eigen::Index>(u)) +=
                    samples[(k * x_samples + s) * x_units + u];
    if (x_options.reduce == "mean") rows /= static_cast<double>(x_samples);
    return rows;
}

RowMatrix Frames::read_spikes(std::size_t trial, std::size_t first, std::size_t count) const {
    const FrameClock clock(x_frame, x_trials.start[trial]);
    const auto begin = static_cast<std::int64_t>(first), end = static_cast<std::int64_t>(first + count);
    const auto [times, ids] = x_spikes.read(clock.earliest(begin), clock.earliest(end));
    RowMatrix rows = RowMatrix::Zero(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(x_units));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::int64_t frame = clock.at(times[i]);
        if (frame >= begin && frame < end) rows(frame - begin, static_cast<Eigen::Index>(ids[i])) += 1;
    }
    constexpr double ms_per_s = 1000;
    if (x_options.reduce == "mean") rows *= ms_per_s / x_frame;
    return rows;
}

}  // namespace limen::train
