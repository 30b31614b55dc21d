// Pairs of spike trains that are as far apart as is asked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "limen/core/frame_clock.hpp"
#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "limen/core/shuffle.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<SpikePairs> SpikePairs::schema[4] = {
    {"pairs", &SpikePairs::pairs, "", Range::positive, "of each distance"},
    {"distances", &SpikePairs::distances, "", Range::not_negative, "of the two trains of a pair; each is a class"},
    {"rate", &SpikePairs::rate, "Hz", Range::positive, "of the first train of a pair"},
    {"length", &SpikePairs::length, "ms", Range::positive, "of each train"},
};

namespace {

constexpr double kernel = 5;  // ms
constexpr double ms_per_s = 1000;

// The inner product of two trains of kernels, which reach beyond the ends: that of two kernels t apart is
// kernel sqrt(pi / 2) exp(-(t / kernel)^2 / 2).
double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0;
    for (const double s : a)
        for (const double t : b) sum += math::exp(-(s - t) * (s - t) / (2 * kernel * kernel));
    return sum * kernel * std::sqrt(std::numbers::pi / 2) / ms_per_s;
}

std::vector<double> poisson_train(Random& random, double rate, double length) {
    std::vector<double> train;
    for (double t = 0;;) {
        t -= math::log(1 - random.uniform()) * ms_per_s / rate;
        if (t >= length) return train;
        train.push_back(t);
    }
}

// Moves spikes of the first train one after the other to places drawn evenly, until the distance is reached, and the
// last one only as far as it takes; nothing if all spikes are not enough.
std::vector<double> train_at(const std::vector<double>& first, double wanted, double length, Random& random) {
    std::vector<double> order = first, moved = first;
    shuffle(std::span(order), random);
    for (const double from : order) {
        const auto spike = std::find(moved.begin(), moved.end(), from);
        const double to = length * random.uniform();
        *spike = to;
        if (distance(first, moved) < wanted) continue;
        // How far it has to go, by halving: the distance is continuous, and too small at the start.
        double near = 0, far = 1;
        constexpr int halvings = 40;
        for (int i = 0; i < halvings; ++i) {
            const double middle = (near + far) / 2;
            *spike = from + middle * (to - from);
            (distance(first, moved) < wanted ? near : far) = middle;
        }
        std::sort(moved.begin(), moved.end());
        return moved;
    }
    return {};
}

struct Pair {
    std::vector<double> first, second;
};

Pair draw_pair(const SpikePairs& task, double wanted, Random random) {
    constexpr int most_tries = 1000;
    for (int i = 0; i < most_tries; ++i) {
        Pair pair;
        pair.first = poisson_train(random, task.rate, task.length);
        pair.second = wanted == 0 ? pair.first : train_at(pair.first, wanted, task.length, random);
        if (wanted == 0 || !pair.second.empty()) return pair;
    }
    throw ParameterError("distances", fmt::format("holds {}, which trains of {} Hz and {} ms do not reach", wanted,
                                                  task.rate, task.length));
}

}  // namespace

double distance(const std::vector<double>& a, const std::vector<double>& b) {
    return std::sqrt(std::max(0.0, product(a, a) - 2 * product(a, b) + product(b, b)));
}

Trials make(const SpikePairs& task, const DatasetContext& context) {
    if (task.distances.empty()) throw ParameterError("distances", "must hold at least one number");
    constexpr double most_spikes = 1000, most_frames = 1e8;
    if (task.rate * task.length / ms_per_s > most_spikes)
        throw ParameterError("length", fmt::format("makes over {} spikes a train", most_spikes));
    const FrameClock clock(context.frame);
    const auto frames = static_cast<double>(clock.begun(task.length));
    if (2 * frames * static_cast<double>(task.pairs) * static_cast<double>(task.distances.size()) > most_frames)
        throw ParameterError("pairs", fmt::format("make more than {:.0e} frames", most_frames));
    Trials trials;
    trials.channels = trials.event_units = 1;
    trials.event_offsets = {0};
    const auto append = [&](const std::vector<double>& train, std::size_t label) {
        const std::size_t first = trials.values.size();
        trials.values.resize(first + static_cast<std::size_t>(frames));
        for (const double t : train) {
            trials.events.push_back({t, 0});
            const auto k = static_cast<std::size_t>(clock.at(t));
            trials.values[std::min(first + k, trials.values.size() - 1)] += 1;
        }
        trials.offsets.push_back(trials.values.size());
        trials.event_offsets.push_back(trials.events.size());
        trials.labels.push_back(static_cast<std::int32_t>(label));
        trials.splits.push_back(Split::train);
    };
    for (std::size_t c = 0; c < task.distances.size(); ++c) {
        trials.classes.push_back(fmt::format("{}", task.distances[c]));
        for (std::int64_t i = 0; i < task.pairs; ++i) {
            const Pair pair = draw_pair(task, task.distances[c],
                                        Random(context.seed, Purpose::data, context.id, static_cast<std::uint32_t>(c),
                                               static_cast<std::uint64_t>(i)));
            append(pair.first, c);
            append(pair.second, c);
        }
    }
    return trials;
}

}  // namespace limen::tasks
