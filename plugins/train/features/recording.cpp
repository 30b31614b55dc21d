// Finds trials, records and inputs in a recording.
#include "train/features/recording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace limen::train {

void check_times(std::span<const double> times, std::span<const double> durations) {
    constexpr double rounding = 1 + 1e-9;
    for (const double time : times)
        for (std::size_t i = 0; i < durations.size(); ++i)
            if (time > durations[i] * rounding)
                throw ParameterError("times",
                                     fmt::format("holds {} ms, but trial {} lasts {:.6g} ms", time, i, durations[i]));
}

void check_training(const RunOutline& run) {
    if (!run.any(Split::train))
        throw ParameterError("trainer", "learns from trials that are marked for training, but the data mark none");
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

TimeAxis read_time_axis(const h5::File& file, const std::string& dataset) {
    const auto numbers = file.read<double>(dataset);
    if (numbers.size() != 3)
        throw DataError(file.path(), dataset, "must hold three numbers: the first time, the last and the period");
    if (!std::isfinite(numbers[0]) || !(numbers[2] > 0 && std::isfinite(numbers[2])))
        throw DataError(
            file.path(), dataset,
            fmt::format("says that there is a sample every {} ms from {} ms on; the period must be above 0 ms",
                        numbers[2], numbers[0]));
    return {numbers[0], numbers[2]};
}

RecordedInput find_input(const h5::File& file, const std::string& data, bool with_targets, std::size_t trials) {
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
    input.frame = file.number_attribute(input.group, "frame");
    if (!(input.frame > 0 && std::isfinite(input.frame)))
        throw DataError(file.path(), input.group,
                        fmt::format("the attribute \"frame\" is {}; it must be above 0 ms", input.frame));
    const std::string offsets = input.group + "/offsets", values = input.group + "/values",
                      targets = input.group + "/targets";
    input.offsets = read_offsets(file, offsets, values, trials);
    input.channels = file.shape(values).at(1);
    if (!file.exists(targets)) return input;
    const h5::Shape shape = file.shape(targets);
    if (!shape.empty() && shape[0] < input.offsets[trials])
        throw DataError(file.path(), targets,
                        fmt::format("has {} rows, but there are {} frames of input", shape[0], input.offsets[trials]));
    read_offsets(file, offsets, targets, trials);
    input.target_channels = shape.at(1);
    return input;
}

}  // namespace limen::train
