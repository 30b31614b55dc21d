// Iterates the map of Henon.
#include <cmath>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Henon> Henon::schema[6] = {
    train_key<Henon>,
    validation_key<Henon>,
    test_key<Henon>,
    {"a", &Henon::a, "", Range::any, "how much the map folds"},
    {"b", &Henon::b, "", Range::any, "what is left of an area"},
    horizon_key<Henon>,
};

Trials make(const Henon& task, const DatasetContext& context) {
    constexpr std::size_t transient = 1000;
    const std::size_t horizon = checked_horizon(task.horizon), length = total_frames(task, 2) + horizon;
    Random random(context.seed, Purpose::data, context.id);
    // Near the unstable fixed point of the usual parameters, inside of what the attractor attracts.
    double before = 0.2 * random.uniform(), now = 0.2 * random.uniform();
    std::vector<double> series;
    for (std::size_t n = 0; n < transient + length; ++n) {
        if (n >= transient) series.push_back(now);
        const double next = 1 - task.a * now * now + task.b * before;
        before = now;
        now = next;
    }
    if (!std::isfinite(now)) throw ParameterError("a", "and `b` make the map grow beyond all bounds");
    return consecutive_parts(task, series, 1, horizon);
}

}  // namespace limen::tasks
