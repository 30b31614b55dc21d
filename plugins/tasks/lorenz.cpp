// Integrates the equations of Lorenz.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Lorenz> Lorenz::schema[9] = {
    train_key<Lorenz>,
    validation_key<Lorenz>,
    test_key<Lorenz>,
    {"sigma", &Lorenz::sigma, "", Range::any, "Prandtl number"},
    {"rho", &Lorenz::rho, "", Range::any, "Rayleigh number over its critical value"},
    {"beta", &Lorenz::beta, "", Range::any, "shape of the convection cells"},
    {"sample", &Lorenz::sample, "", Range::positive, "time from one frame to the next"},
    {"observe", &Lorenz::observe, "", Range::any, "the channels: x alone, or x, y and z", "x xyz"},
    horizon_key<Lorenz>,
};

namespace {

using State = std::array<double, 3>;

State slope(const Lorenz& task, const State& s) {
    return {task.sigma * (s[1] - s[0]), s[0] * (task.rho - s[2]) - s[1], s[0] * s[1] - task.beta * s[2]};
}

State plus(const State& s, double factor, const State& change) {
    return {s[0] + factor * change[0], s[1] + factor * change[1], s[2] + factor * change[2]};
}

State step(const Lorenz& task, const State& s, double h) {
    const State k1 = slope(task, s), k2 = slope(task, plus(s, h / 2, k1)), k3 = slope(task, plus(s, h / 2, k2)),
                k4 = slope(task, plus(s, h, k3));
    return plus(plus(s, h / 6, plus(k1, 1, k4)), h / 3, plus(k2, 1, k3));
}

}  // namespace

std::vector<double> integrate(const Lorenz& task, const std::vector<double>& start, std::size_t samples,
                              std::size_t steps_per_sample) {
    State state{start[0], start[1], start[2]};
    std::vector<double> rows;
    for (std::size_t n = 0; n < samples; ++n) {
        rows.insert(rows.end(), state.begin(), state.end());
        for (std::size_t i = 0; i < steps_per_sample; ++i)
            state = step(task, state, task.sample / static_cast<double>(steps_per_sample));
    }
    return rows;
}

Trials make(const Lorenz& task, const DatasetContext& context) {
    constexpr double longest_step = 0.0005, transient_time = 40, most_steps = 2e8;
    const std::size_t horizon = checked_horizon(task.horizon), channels = task.observe == "x" ? 1 : 3;
    const double transient = std::ceil(transient_time / task.sample),
                 samples = transient + static_cast<double>(total_frames(task, 6) + horizon),
                 steps_per_sample = std::ceil(task.sample / longest_step);
    if (!(samples * steps_per_sample < most_steps))
        throw ParameterError("sample", fmt::format("is {}, with which {:.3g} samples take {:.3g} steps; at most {:.0e} "
                                                   "are possible",
                                                   task.sample, samples, samples * steps_per_sample, most_steps));
    Random random(context.seed, Purpose::data, context.id);
    std::vector<double> start;
    for (int i = 0; i < 3; ++i) start.push_back(1 + random.uniform());
    const std::vector<double> rows =
        integrate(task, start, static_cast<std::size_t>(samples), static_cast<std::size_t>(steps_per_sample));
    if (!std::all_of(rows.begin(), rows.end(), [](double x) { return std::isfinite(x); }))
        throw ParameterError("sigma", "and the other parameters make the solution grow beyond all bounds");
    std::vector<double> series;
    for (auto row = static_cast<std::size_t>(transient); row < rows.size() / 3; ++row)
        for (std::size_t c = 0; c < channels; ++c) series.push_back(rows[row * 3 + c]);
    return consecutive_parts(task, series, channels, horizon);
}

}  // namespace limen::tasks
