// Looks at what readers have made of their files.
#include "limen/schema/data_checks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace limen {

namespace {

constexpr std::size_t most_named = 5;

// The first few in quotes, then how many more.
std::string some_of(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (const std::string& name : names)
        if (shown.size() < most_named) shown.push_back(fmt::format("\"{}\"", name.substr(0, 40)));
    return fmt::format("{}{}", fmt::join(shown, ", "),
                       names.size() > most_named ? fmt::format(" and {} more", names.size() - most_named) : "");
}

// Labels that make no sense are another check's.
bool has_class(const Trials& trials, std::size_t trial) {
    return trial < trials.labels.size() && trials.labels[trial] >= 0 &&
           static_cast<std::size_t>(trials.labels[trial]) < trials.classes.size();
}

// How many trials of each class there are, of all parts or of the training alone.
std::vector<std::size_t> count_classes(const Trials& trials, bool training_alone) {
    std::vector<std::size_t> counts(trials.classes.size());
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const bool training = i >= trials.splits.size() || trials.splits[i] == Split::train;
        if (has_class(trials, i) && (training || !training_alone)) ++counts[static_cast<std::size_t>(trials.labels[i])];
    }
    return counts;
}

}  // namespace

void leave_out_absent_classes(Trials& trials) {
    const std::vector<std::size_t> counts = count_classes(trials, false);
    std::vector<std::string> absent, kept;
    std::vector<std::int32_t> renumbered;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        renumbered.push_back(static_cast<std::int32_t>(kept.size()));
        (counts[c] > 0 ? kept : absent).push_back(trials.classes[c]);
    }
    if (absent.empty() || kept.empty()) return;
    for (std::size_t i = 0; i < trials.size(); ++i)
        if (has_class(trials, i)) trials.labels[i] = renumbered[static_cast<std::size_t>(trials.labels[i])];
    trials.classes = std::move(kept);
    trials.notes.push_back(fmt::format("no trial is of the class{} {}, which {} left out",
                                       absent.size() > 1 ? "es" : "", some_of(absent),
                                       absent.size() > 1 ? "are" : "is"));
}

std::string why_classes_cannot_be_learnt(const Trials& trials) {
    std::size_t without = 0, first_without = 0;
    for (std::size_t i = trials.size(); i-- > 0;)
        if (!has_class(trials, i)) ++without, first_without = i;
    if (trials.classes.empty() || without == trials.size()) return "no trial has a class";
    if (without > 0) return fmt::format("{} trials have no class, the first of them trial {}", without, first_without);
    const std::vector<std::size_t> training = count_classes(trials, true), all = count_classes(trials, false);
    std::vector<std::string> learnt, tested_alone;
    for (std::size_t c = 0; c < training.size(); ++c) {
        if (training[c] > 0) learnt.push_back(trials.classes[c]);
        if (training[c] == 0 && all[c] > 0) tested_alone.push_back(trials.classes[c]);
    }
    if (learnt.empty()) return "no trial is for training";
    if (!tested_alone.empty())
        return fmt::format("no training trial is of the class{} {}, of which there are test or validation trials",
                           tested_alone.size() > 1 ? "es" : "", some_of(tested_alone));
    if (learnt.size() == 1)
        return fmt::format("all trials are of the class {}; there must be two classes to tell apart", some_of(learnt));
    return "";
}

std::string not_used(std::string_view what, const std::string& name, const std::vector<std::string>& used) {
    const std::string nearest = nearest_name(name, used);
    return fmt::format("the {} \"{}\" is not used{}", what, name.substr(0, 100),
                       nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest));
}

}  // namespace limen
