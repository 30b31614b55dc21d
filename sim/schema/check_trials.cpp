// The sizes and numbers of trials that a reader gives: each is checked against every other before it is used.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/schema/dataset.hpp"

namespace limen {

namespace {

constexpr std::int32_t no_label = -1;

// Offsets of so many trials, into `size` rows.
std::string wrong_offsets(const std::vector<std::uint64_t>& offsets, const char* name, std::size_t size,
                          const char* what) {
    if (offsets.empty() || offsets.front() != 0) return fmt::format("has {} that do not begin with 0", name);
    const auto fall = std::is_sorted_until(offsets.begin(), offsets.end());
    if (fall != offsets.end())
        return fmt::format("has {} that fall from {} to {} at trial {}", name, *(fall - 1), *fall,
                           fall - offsets.begin() - 1);
    if (offsets.back() != size)
        return fmt::format("has {} that end with {}, but it has {} {}", name, offsets.back(), size, what);
    return "";
}

// Rows of so many numbers each, for the frames that the offsets promise.
std::string wrong_rows(const Trials& trials, const std::vector<double>& numbers, std::size_t channels,
                       const char* what) {
    const std::uint64_t frames = trials.offsets.back();
    if (channels == 0 ? !numbers.empty() : numbers.size() % channels != 0 || numbers.size() / channels != frames)
        return fmt::format("has {0} {1} numbers; its {2} frames of {3} {1} channels need {4:.0f}", numbers.size(), what,
                           frames, channels, static_cast<double>(frames) * static_cast<double>(channels));
    const auto bad = std::find_if(numbers.begin(), numbers.end(), [](double x) { return !std::isfinite(x); });
    if (bad == numbers.end()) return "";
    const auto place = static_cast<std::size_t>(bad - numbers.begin());
    return fmt::format("has the {} {} in frame {}, channel {}; each must be a finite number", what, *bad,
                       place / channels, place % channels);
}

std::string wrong_labels(const Trials& trials) {
    const std::size_t n = trials.size();
    if (!trials.labels.empty() && trials.labels.size() != n)
        return fmt::format("has {} labels for {} trials", trials.labels.size(), n);
    for (std::size_t i = 0; i < trials.labels.size(); ++i)
        if (trials.labels[i] < no_label ||
            (trials.labels[i] >= 0 && static_cast<std::size_t>(trials.labels[i]) >= trials.classes.size()))
            return fmt::format("gives trial {} the label {}, but there are {} classes, from 0 on", i, trials.labels[i],
                               trials.classes.size());
    if (trials.splits.size() != n)
        return fmt::format("has {} splits for {} trials: each needs to be for training, validation or the test",
                           trials.splits.size(), n);
    for (std::size_t i = 0; i < n; ++i)
        if (trials.splits[i] > Split::validation)
            return fmt::format("gives trial {} the split {}; it must be 0, 1 or 2", i,
                               static_cast<int>(trials.splits[i]));
    return "";
}

std::string wrong_events(const Trials& trials) {
    if (trials.event_units == 0)
        return trials.events.empty() ? "" : fmt::format("has {} spikes, but of no units", trials.events.size());
    if (trials.event_offsets.size() != trials.offsets.size())
        return fmt::format("has {} event offsets for {} trials; it needs one more than trials",
                           trials.event_offsets.size(), trials.size());
    std::string wrong = wrong_offsets(trials.event_offsets, "event offsets", trials.events.size(), "spikes");
    if (!wrong.empty()) return wrong;
    for (std::size_t trial = 0; trial < trials.size(); ++trial) {
        double before = 0;
        for (const DataEvent& event : trials.events_of(trial)) {
            if (event.unit >= trials.event_units)
                return fmt::format("has a spike of unit {} in trial {}, but there are {} units, from 0 on", event.unit,
                                   trial, trials.event_units);
            if (!(event.time >= before && std::isfinite(event.time)))
                return fmt::format("has a spike at {} ms after {} ms in trial {}; they must be sorted, from 0 ms on",
                                   event.time, before, trial);
            before = event.time;
        }
    }
    return "";
}

}  // namespace

std::string fault_of(const Trials& trials) {
    if (trials.offsets.empty()) return "has no offsets; they need one more than there are trials, the first of them 0";
    std::string wrong = wrong_offsets(trials.offsets, "offsets", trials.offsets.back(), "frames");
    if (wrong.empty()) wrong = wrong_rows(trials, trials.values, trials.channels, "value");
    if (wrong.empty()) wrong = wrong_rows(trials, trials.targets, trials.target_channels, "target");
    if (wrong.empty()) wrong = wrong_labels(trials);
    if (wrong.empty()) wrong = wrong_events(trials);
    return wrong;
}

}  // namespace limen
