// Parities of past bits.
#include <fmt/format.h>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Parity> Parity::schema[5] = {
    train_key<Parity>,
    validation_key<Parity>,
    test_key<Parity>,
    {"order", &Parity::order, "", Range::positive, "bits whose parity is asked for"},
    {"delays", &Parity::delays, "", Range::positive,
     "targets are the parities that end 0 to so many frames ago, less one"},
};

Trials make(const Parity& task, const DatasetContext& context) {
    constexpr std::int64_t most = 1000;
    if (task.order > most) throw ParameterError("order", fmt::format("is {}; at most {}", task.order, most));
    total_frames(task, 1 + static_cast<double>(task.delays));
    const auto delays = static_cast<std::size_t>(task.delays), order = static_cast<std::size_t>(task.order);
    return independent_parts(task, 1, delays, [&](Split part, std::size_t frames) {
        Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(part));
        const std::size_t before = delays + order - 1;
        std::vector<std::uint32_t> bits(before + frames);
        for (std::uint32_t& bit : bits) bit = random.below(2);
        Sequence sequence;
        for (std::size_t k = before; k < bits.size(); ++k) {
            sequence.values.push_back(bits[k]);
            for (std::size_t delay = 0; delay < delays; ++delay) {
                std::uint32_t ones = 0;
                for (std::size_t i = 0; i < order; ++i) ones += bits[k - delay - i];
                sequence.targets.push_back(ones % 2);
            }
        }
        return sequence;
    });
}

}  // namespace limen::tasks
