// Draws which pattern is played when.
#include <fmt/format.h>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Patterns> Patterns::schema[5] = {
    {"patterns", &Patterns::patterns, "", Range::positive, "how many there are, and so how many classes"},
    {"segments", &Patterns::segments, "", Range::positive, "of a trial, each a frame"},
    {"asked", &Patterns::asked, "", Range::not_negative,
     "the segment whose pattern is the trial's class, counted back from the last, which is 0"},
    {"train", &Patterns::train, "", Range::positive, "training trials"},
    {"test", &Patterns::test, "", Range::not_negative, "test trials"},
};

Trials make(const Patterns& task, const DatasetContext& context) {
    if (task.patterns < 2) throw ParameterError("patterns", "is 1; there must be two to tell apart");
    if (task.asked >= task.segments)
        throw ParameterError(
            "asked", fmt::format("is {}, but a trial has {} segments, counted from 0", task.asked, task.segments));
    constexpr double most = 1e8;
    if (static_cast<double>(task.segments) * static_cast<double>(task.train + task.test) > most ||
        static_cast<double>(task.patterns) > most)
        throw ParameterError("segments", fmt::format("make more than {:.0e} frames", most));
    Trials trials;
    trials.channels = 1;
    for (std::int64_t c = 0; c < task.patterns; ++c) trials.classes.push_back(std::to_string(c));
    for (std::int64_t i = 0; i < task.train + task.test; ++i) {
        Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(i));
        for (std::int64_t k = 0; k < task.segments; ++k) {
            const std::uint32_t pattern = random.below(static_cast<std::uint32_t>(task.patterns));
            trials.values.push_back(pattern);
            if (k == task.segments - 1 - task.asked) trials.labels.push_back(static_cast<std::int32_t>(pattern));
        }
        trials.offsets.push_back(trials.values.size());
        trials.splits.push_back(i < task.train ? Split::train : Split::test);
    }
    return trials;
}

}  // namespace limen::tasks
