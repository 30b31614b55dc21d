// Adds sines.
#include "limen/core/math.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Mso> Mso::schema[5] = {
    train_key<Mso>,   validation_key<Mso>,
    test_key<Mso>,    {"frequencies", &Mso::frequencies, "", Range::positive, "of the oscillators, in rad per frame"},
    horizon_key<Mso>,
};

Trials make(const Mso& task, const DatasetContext&) {
    if (task.frequencies.empty()) throw ParameterError("frequencies", "must hold at least one number");
    constexpr double turn = 6.283185307179586477;
    const std::size_t horizon = checked_horizon(task.horizon);
    std::vector<double> series(total_frames(task, 2) + horizon, 0.0);
    for (std::size_t n = 0; n < series.size(); ++n)
        for (const double frequency : task.frequencies)
            series[n] += math::sin_turns(frequency * static_cast<double>(n) / turn);
    return consecutive_parts(task, series, 1, horizon);
}

}  // namespace limen::tasks
