// Rates that jump, and their sum.
#include <fmt/format.h>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Rates> Rates::schema[8] = {
    train_key<Rates>,
    validation_key<Rates>,
    test_key<Rates>,
    {"channels", &Rates::channels, "", Range::positive, "rates at the same time"},
    {"hold", &Rates::hold, "", Range::positive, "frames for which a rate stays"},
    {"window", &Rates::window, "", Range::positive, "frames, up to the present one, over which the sum is averaged"},
    {"low", &Rates::low, "Hz", Range::not_negative, "lowest rate"},
    {"high", &Rates::high, "Hz", Range::positive, "highest rate"},
};

Trials make(const Rates& task, const DatasetContext& context) {
    check_interval(task.low, task.high);
    total_frames(task, static_cast<double>(task.channels) + 1);
    constexpr std::int64_t most = 1'000'000;
    if (task.window > most) throw ParameterError("window", fmt::format("is {}; at most {}", task.window, most));
    const auto channels = static_cast<std::size_t>(task.channels), hold = static_cast<std::size_t>(task.hold),
               window = static_cast<std::size_t>(task.window);
    return independent_parts(task, channels, 1, [&](Split part, std::size_t frames) {
        Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(part));
        std::vector<double> rates(channels), sums;
        Sequence sequence;
        for (std::size_t k = 0; k < window - 1 + frames; ++k) {
            double sum = 0;
            for (double& rate : rates) {
                if (k % hold == 0) rate = task.low + (task.high - task.low) * random.uniform();
                sum += rate;
            }
            sums.push_back(sum);
            if (k + 1 < window) continue;
            sequence.values.insert(sequence.values.end(), rates.begin(), rates.end());
            double mean = 0;
            for (std::size_t i = 0; i < window; ++i) mean += sums[k - i] / static_cast<double>(window);
            sequence.targets.push_back(mean);
        }
        return sequence;
    });
}

}  // namespace limen::tasks
