// Recalls past inputs.
#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Memory> Memory::schema[6] = {
    train_key<Memory>,
    validation_key<Memory>,
    test_key<Memory>,
    {"delays", &Memory::delays, "", Range::positive, "targets are the inputs of 1 to so many frames ago"},
    {"low", &Memory::low, "", Range::any, "smallest input"},
    {"high", &Memory::high, "", Range::any, "largest input"},
};

Trials make(const Memory& task, const DatasetContext& context) {
    check_interval(task.low, task.high);
    total_frames(task, 1 + static_cast<double>(task.delays));
    const auto delays = static_cast<std::size_t>(task.delays);
    return independent_parts(task, 1, delays, [&](Split part, std::size_t frames) {
        Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(part));
        std::vector<double> u(delays + frames);
        for (double& value : u) value = task.low + (task.high - task.low) * random.uniform();
        Sequence sequence;
        for (std::size_t k = delays; k < u.size(); ++k) {
            sequence.values.push_back(u[k]);
            for (std::size_t delay = 1; delay <= delays; ++delay) sequence.targets.push_back(u[k - delay]);
        }
        return sequence;
    });
}

}  // namespace limen::tasks
