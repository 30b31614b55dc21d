// Draws NARMA series, again where they diverge.
#include <fmt/format.h>

#include <optional>

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Narma> Narma::schema[5] = {
    train_key<Narma>,   validation_key<Narma>,
    test_key<Narma>,    {"order", &Narma::order, "", Range::positive, "how far back the series reaches: 10, 20 or 30"},
    horizon_key<Narma>,
};

namespace {

constexpr std::size_t transient = 500;  // frames before the series begins, so that it has forgotten its start

// y(t+1) from u up to t and y up to t.
double next(std::size_t order, const std::vector<double>& u, const std::vector<double>& y, std::size_t t) {
    double sum = 0;
    for (std::size_t i = 0; i < order; ++i) sum += y[t - i];
    const double product = u[t + 1 - order] * u[t];
    if (order == 10) return 0.3 * y[t] + 0.05 * y[t] * sum + 1.5 * product + 0.1;
    if (order == 20) return math::tanh(0.3 * y[t] + 0.05 * y[t] * sum + 1.5 * product + 0.01) + 0.2;
    return 0.2 * y[t] + 0.004 * y[t] * sum + 1.5 * product + 0.201;
}

// Nothing where the series leaves the neighbourhood of its attractor, on which it stays below 1.5.
std::optional<Sequence> attempt(const Narma& task, std::size_t frames, std::size_t horizon, Random random) {
    constexpr double far_away = 10;
    const auto order = static_cast<std::size_t>(task.order);
    const std::size_t length = transient + frames + horizon;
    std::vector<double> u(length), y(length + 1, 0.0);
    for (double& value : u) value = 0.5 * random.uniform();
    for (std::size_t t = order - 1; t < length; ++t)
        if (!((y[t + 1] = next(order, u, y, t)) < far_away)) return std::nullopt;
    Sequence sequence;
    for (std::size_t t = transient; t < transient + frames; ++t) {
        sequence.values.push_back(u[t]);
        sequence.targets.push_back(y[t + horizon]);
    }
    return sequence;
}

}  // namespace

Trials make(const Narma& task, const DatasetContext& context) {
    if (task.order != 10 && task.order != 20 && task.order != 30)
        throw ParameterError("order", fmt::format("is {}; it must be 10, 20 or 30", task.order));
    const std::size_t horizon = checked_horizon(task.horizon);
    return independent_parts(task, 1, 1, [&](Split part, std::size_t frames) {
        constexpr std::uint64_t most_attempts = 100;
        for (std::uint64_t i = 0; i < most_attempts; ++i) {
            const Random random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(part), i);
            if (auto sequence = attempt(task, frames, horizon, random)) return std::move(*sequence);
        }
        throw ParameterError("train", fmt::format("and the other parts are too long: {} series of {} frames diverged, "
                                                  "as a NARMA series does sooner or later; give shorter parts",
                                                  most_attempts, frames));
    });
}

}  // namespace limen::tasks
