// Cuts series into trials.
#include "tasks/parts.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace limen::tasks {

namespace {

std::array<std::pair<Split, std::int64_t>, 3> in_order(const Parts& parts) {
    return {{{Split::train, parts.train}, {Split::validation, parts.validation}, {Split::test, parts.test}}};
}

void append(Trials& trials, Split split, const Sequence& sequence) {
    trials.values.insert(trials.values.end(), sequence.values.begin(), sequence.values.end());
    trials.targets.insert(trials.targets.end(), sequence.targets.begin(), sequence.targets.end());
    trials.offsets.push_back(trials.values.size() / trials.channels);
    trials.labels.push_back(-1);
    trials.splits.push_back(split);
}

}  // namespace

std::size_t total_frames(const Parts& parts, double numbers) {
    constexpr double most = 1e9;
    double frames = 0;
    for (const auto& [split, length] : in_order(parts)) frames += static_cast<double>(length);
    if (frames * numbers > most)
        throw ParameterError("train", fmt::format("and the other parts make {:.6g} frames of {:.6g} numbers each; a "
                                                  "task holds at most {:.0e} numbers",
                                                  frames, numbers, most));
    return static_cast<std::size_t>(frames);
}

Trials independent_parts(const Parts& parts, std::size_t channels, std::size_t target_channels,
                         const std::function<Sequence(Split, std::size_t)>& make) {
    total_frames(parts, static_cast<double>(channels) + static_cast<double>(target_channels));
    Trials trials;
    trials.channels = channels;
    trials.target_channels = target_channels;
    for (const auto& [split, length] : in_order(parts))
        if (length > 0) append(trials, split, make(split, static_cast<std::size_t>(length)));
    return trials;
}

Trials consecutive_parts(const Parts& parts, const std::vector<double>& series, std::size_t channels,
                         std::size_t horizon) {
    const std::size_t rows = series.size() / channels,
                      needed = total_frames(parts, 2 * static_cast<double>(channels)) + horizon;
    if (needed > rows)
        throw ParameterError(
            "train", fmt::format("and the other parts need {} values with the horizon; there are {}", needed, rows));
    const auto rows_from = [&](std::size_t first, std::size_t count) {
        const auto begin = series.begin() + static_cast<std::ptrdiff_t>(first * channels);
        return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(count * channels));
    };
    std::size_t first = 0;
    return independent_parts(parts, channels, channels, [&](Split, std::size_t frames) {
        Sequence sequence{rows_from(first, frames), rows_from(first + horizon, frames)};
        first += frames;
        return sequence;
    });
}

std::size_t checked_horizon(std::int64_t horizon) {
    constexpr std::int64_t most = 1'000'000;
    if (horizon > most) throw ParameterError("horizon", fmt::format("is {}; it must be at most {}", horizon, most));
    return static_cast<std::size_t>(horizon);
}

void check_interval(double low, double high) {
    if (!(low < high))
        throw ParameterError("low", fmt::format("is {}; it must be below `high`, which is {}", low, high));
}

}  // namespace limen::tasks
