// Integrates the delay differential equation of Mackey and Glass.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<MackeyGlass> MackeyGlass::schema[9] = {
    train_key<MackeyGlass>,
    validation_key<MackeyGlass>,
    test_key<MackeyGlass>,
    {"tau", &MackeyGlass::tau, "", Range::positive, "delay of the equation; 17 and 30 are usual"},
    {"beta", &MackeyGlass::beta, "", Range::positive, "production"},
    {"gamma", &MackeyGlass::gamma, "", Range::positive, "decay"},
    {"sample", &MackeyGlass::sample, "", Range::positive, "time from one frame to the next"},
    horizon_key<MackeyGlass>,
    {"squash", &MackeyGlass::squash, "", Range::any, "give tanh(x - 1) in place of x, as Jaeger and Haas 2004"},
};

namespace {

// x and dx/dt at multiples of the step, from t = 0 on; before it x is constant.
class Path {
public:
    Path(const MackeyGlass& task, double start, std::size_t steps_per_tau)
        : x_task(task), x_delay(steps_per_tau), x_step(task.tau / static_cast<double>(steps_per_tau)), x_values{start} {
        x_slopes.push_back(slope(start, start));
    }

    double step() const { return x_step; }
    std::size_t length() const { return x_values.size(); }

    void advance() {
        const std::size_t i = x_values.size() - 1;
        // The step's delayed interval begins x_delay nodes before it.
        const double x = x_values[i], h = x_step, half = past(i, 0.5), end = past(i + 1, 0);
        const double k1 = x_slopes[i], k2 = slope(x + h / 2 * k1, half), k3 = slope(x + h / 2 * k2, half),
                     k4 = slope(x + h * k3, end);
        x_values.push_back(x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4));
        x_slopes.push_back(slope(x_values.back(), end));
    }

    // Between the nodes i and i + 1, a share of the step after i: the cubic with their values and slopes.
    double between(std::size_t i, double share) const {
        const double s = share, r = 1 - share;
        return r * r * (1 + 2 * s) * x_values[i] + s * s * (3 - 2 * s) * x_values[i + 1] +
               x_step * s * r * (r * x_slopes[i] - s * x_slopes[i + 1]);
    }

private:
    double slope(double x, double delayed) const {
        const double squared = delayed * delayed, fourth = squared * squared;
        return x_task.beta * delayed / (1 + fourth * fourth * squared) - x_task.gamma * x;
    }

    double past(std::size_t node, double share) const {
        if (node < x_delay) return x_values[0];
        return share > 0 ? between(node - x_delay, share) : x_values[node - x_delay];
    }

    const MackeyGlass& x_task;
    std::size_t x_delay;
    double x_step;
    std::vector<double> x_values, x_slopes;
};

}  // namespace

std::vector<double> integrate(const MackeyGlass& task, double start, std::size_t samples, std::size_t steps_per_tau) {
    Path path(task, start, steps_per_tau);
    std::vector<double> series;
    for (std::size_t n = 0; n < samples; ++n) {
        const double place = static_cast<double>(n) * task.sample / path.step();
        const auto node = static_cast<std::size_t>(place);
        while (path.length() < node + 2) path.advance();
        series.push_back(path.between(node, place - static_cast<double>(node)));
    }
    return series;
}

Trials make(const MackeyGlass& task, const DatasetContext& context) {
    constexpr double longest_step = 0.02, transient_time = 1000, most_steps = 2e8;
    const std::size_t horizon = checked_horizon(task.horizon);
    const double transient = std::ceil(transient_time / task.sample),
                 samples = transient + static_cast<double>(total_frames(task, 2) + horizon);
    // At least 8 steps for a short delay.
    const double steps_per_tau = std::max(std::ceil(task.tau / longest_step), 8.0);
    const double steps = samples * task.sample / task.tau * steps_per_tau;
    if (!(steps < most_steps && samples < most_steps && steps_per_tau < most_steps))
        throw ParameterError("sample", fmt::format("is {}, with which {:.3g} samples take {:.3g} steps; at most {:.0e} "
                                                   "are possible",
                                                   task.sample, samples, steps, most_steps));
    Random random(context.seed, Purpose::data, context.id);
    const double start = 1.2 + 0.1 * (2 * random.uniform() - 1);
    std::vector<double> series =
        integrate(task, start, static_cast<std::size_t>(samples), static_cast<std::size_t>(steps_per_tau));
    series.erase(series.begin(), series.begin() + static_cast<std::ptrdiff_t>(transient));
    if (task.squash)
        for (double& x : series) x = math::tanh(x - 1);
    return consecutive_parts(task, series, 1, horizon);
}

}  // namespace limen::tasks
