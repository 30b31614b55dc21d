// Finds trials, records and inputs in a recording.
#include "train/recording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace limen::train {

namespace {

constexpr double newest_format = 1;

void check_format(const h5::File& file) {
    if (!file.has_attribute("/", "limen_format"))
        throw DataError(file.path(), "/", "is not a Limen recording: it has no attribute \"limen_format\"");
    const double format = file.number_attribute("/", "limen_format");
    if (format > newest_format)
        throw DataError(file.path(), "/",
                        fmt::format("is a recording of format {}; this limen reads up to {}", format, newest_format));
}

std::size_t columns(const h5::File& file, const std::string& dataset) {
    const h5::Shape shape = file.shape(dataset);
    if (shape.size() != 2) throw DataError(file.path(), dataset, "must have two dimensions: frames and channels");
    return shape[1];
}

}  // namespace

RecordedTrials read_trials(const h5::File& file) {
    check_format(file);
    RecordedTrials trials;
    trials.labels = file.read<std::int32_t>("/trials/label");
    trials.splits = file.read<std::uint8_t>("/trials/split");
    trials.classes = file.read_texts("/trials/classes");
    trials.start = file.read<double>("/trials/start");
    trials.duration = file.read<double>("/trials/duration");
    // A run that was killed may have written a little more of one array than of another.
    const std::size_t n =
        std::min({trials.labels.size(), trials.splits.size(), trials.start.size(), trials.duration.size()});
    if (n == 0) throw DataError(file.path(), "/trials", "holds no finished trial");
    trials.labels.resize(n);
    trials.splits.resize(n);
    trials.start.resize(n);
    trials.duration.resize(n);
    return trials;
}

void check_times(std::span<const double> times, std::span<const double> durations) {
    constexpr double rounding = 1 + 1e-9;
    for (const double time : times)
        for (std::size_t i = 0; i < durations.size(); ++i)
            if (time > durations[i] * rounding)
                throw ParameterError("times",
                                     fmt::format("holds {} ms, but trial {} lasts {:.6g} ms", time, i, durations[i]));
}

void check_washout(double washout, std::span<const double> durations) {
    for (std::size_t i = 0; i < durations.size(); ++i)
        if (washout >= durations[i])
            throw ParameterError("washout",
                                 fmt::format("is {} ms, but trial {} lasts only {} ms", washout, i, durations[i]));
}

std::string find_record(const h5::File& file, const std::string& record) {
    const auto names = file.exists("/records") ? file.children("/records") : std::vector<std::string>{};
    if (std::find(names.begin(), names.end(), record) == names.end())
        throw ParameterError(
            "record", fmt::format("\"{}\" is not in {}{}", record, file.path().string(), suggestion(record, names)));
    return "/records/" + record;
}

RecordedInput find_input(const h5::File& file, const std::string& data, bool with_targets) {
    std::vector<std::string> names;
    if (file.exists("/inputs"))
        for (std::string& name : file.children("/inputs"))
            if (!with_targets || file.exists("/inputs/" + name + "/targets")) names.push_back(std::move(name));
    if (data.empty() && names.empty()) return {};
    if (data.empty() && names.size() > 1)
        throw ParameterError("data", fmt::format("must say which of the data is meant: {}", fmt::join(names, ", ")));
    if (!data.empty() && std::find(names.begin(), names.end(), data) == names.end())
        throw ParameterError(
            "data", fmt::format("\"{}\" is not among the data {}of {}{}", data, with_targets ? "with targets " : "",
                                file.path().string(), suggestion(data, names)));
    RecordedInput input;
    input.group = "/inputs/" + (data.empty() ? names[0] : data);
    input.channels = columns(file, input.group + "/values");
    if (file.exists(input.group + "/targets")) input.target_channels = columns(file, input.group + "/targets");
    input.frame = file.number_attribute(input.group, "frame");
    if (!(input.frame > 0)) throw DataError(file.path(), input.group, "the attribute \"frame\" must be above 0 ms");
    input.offsets = file.read<std::uint64_t>(input.group + "/offsets");
    return input;
}

}  // namespace limen::train
