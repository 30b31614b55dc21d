// The learning, and the histograms.
#include "esn/intrinsic_plasticity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "esn/esn.hpp"

namespace limen::esn {

namespace {

constexpr std::size_t bins = 100;

// The share of the wanted distribution, within the range of f, below y.
double cumulative(const Esn& p, double y) {
    if (p.activation == "logistic") return -std::expm1(-y / p.intrinsic_mean);
    return 0.5 * std::erfc((p.intrinsic_mean - y) / (p.intrinsic_std * std::sqrt(2.0)));
}

class Learning {
public:
    Learning(const EsnPopulation& population, IntrinsicPlasticity& learnt)
        : x_population(population),
          x_learnt(learnt),
          x_activation(activation_of(population.parameters())),
          x_h(population.size()),
          x_net(population.size()),
          x_counts(bins) {}

    // Calls use(unit, x, y) for every unit in every frame, and counts the activations.
    template <class Use>
    void pass(const TrainingPass& frames, std::int64_t most, Use use) {
        std::int64_t done = 0;
        std::fill(x_counts.begin(), x_counts.end(), 0);
        frames([&](std::int64_t frame, std::span<const double> input) {
            if (frame == 0) std::fill(x_h.begin(), x_h.end(), 0);
            step(input, use);
            return ++done != most;
        });
    }

    std::vector<double> histogram() const {
        double sum = 0;
        for (const double count : x_counts) sum += count;
        std::vector<double> shares;
        for (const double count : x_counts) shares.push_back(count / sum);
        return shares;
    }

private:
    template <class Use>
    void step(std::span<const double> input, Use use) {
        const SparseMatrix& W = x_population.W();
        for (std::size_t i = 0; i < x_h.size(); ++i) {
            double sum = x_population.bias()[i];
            for (std::size_t c = 0; c < input.size(); ++c) sum += x_population.W_in()[i * input.size() + c] * input[c];
            for (SparseMatrix::InnerIterator entry(W, static_cast<Eigen::Index>(i)); entry; ++entry)
                sum += entry.value() * x_h[static_cast<std::size_t>(entry.col())];
            x_net[i] = sum;
        }
        const Leaks& leaks = x_population.leaks();
        for (std::size_t i = 0; i < x_h.size(); ++i) {
            const double y = activate(x_activation, x_learnt.gain[i] * x_net[i] + x_learnt.bias[i]);
            x_h[i] = leaks.keep[i] * x_h[i] + leaks.gain[i] * y;
            const double place = (y - x_learnt.low) / (1 - x_learnt.low) * bins;
            x_counts[std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, place)))] += 1;
            use(i, x_net[i], y);
        }
    }

    const EsnPopulation& x_population;
    IntrinsicPlasticity& x_learnt;
    Activation x_activation;
    std::vector<double> x_h, x_net, x_counts;
};

double divergence(const std::vector<double>& shares, const std::vector<double>& wanted) {
    constexpr double least = 1e-300;  // of a bin that the wanted distribution leaves empty but for rounding
    double sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i)
        if (shares[i] > 0) sum += shares[i] * std::log(shares[i] / std::max(wanted[i], least));
    return sum;
}

}  // namespace

void IntrinsicRule::learn(double x, double y, double& gain, double& bias) const noexcept {
    const double variance = std * std;
    const double step = logistic ? rate * (1 - (2 + 1 / mean) * y + y * y / mean)
                                 : -rate * (-mean / variance + y / variance * (2 * variance + 1 - y * y + mean * y));
    gain += rate / gain + step * x;
    bias += step;
}

void check_intrinsic(const Esn& p) {
    if (p.intrinsic_rate == 0) return;
    if (p.activation != "tanh" && p.activation != "logistic")
        throw ParameterError("intrinsic_rate", fmt::format("is above 0, but no such rule is known for the activation "
                                                           "\"{}\"; there are those for tanh and logistic",
                                                           p.activation));
    const double low = p.activation == "logistic" ? 0 : -1;
    if (p.intrinsic_mean <= low || p.intrinsic_mean >= 1)
        throw ParameterError("intrinsic_mean", fmt::format("is {}; with the activation \"{}\" it must lie between {} "
                                                           "and 1",
                                                           p.intrinsic_mean, p.activation, low));
    if (p.activation == "tanh" && p.intrinsic_std >= 1)
        throw ParameterError("intrinsic_std", fmt::format("is {}; it must be below 1, because activations lie between "
                                                          "-1 and 1",
                                                          p.intrinsic_std));
}

IntrinsicPlasticity learn_intrinsic(const EsnPopulation& population, const TrainingPass& frames) {
    const Esn& p = population.parameters();
    IntrinsicPlasticity learnt{.gain = std::vector<double>(population.size(), 1.0),
                               .bias = std::vector<double>(population.size(), 0.0),
                               .low = p.activation == "logistic" ? 0.0 : -1.0};
    const double below = cumulative(p, learnt.low), within = cumulative(p, 1) - below;
    const auto border = [&](std::size_t i) { return learnt.low + (1 - learnt.low) * static_cast<double>(i) / bins; };
    for (std::size_t i = 0; i < bins; ++i)
        learnt.wanted.push_back((cumulative(p, border(i + 1)) - cumulative(p, border(i))) / within);
    Learning learning(population, learnt);
    const auto look = [](std::size_t, double, double) {};
    learning.pass(frames, 0, look);
    learnt.before = learning.histogram();
    const IntrinsicRule rule{p.activation == "logistic", p.intrinsic_rate, p.intrinsic_mean, p.intrinsic_std};
    for (std::int64_t epoch = 0; epoch < p.intrinsic_epochs; ++epoch)
        learning.pass(frames, p.intrinsic_frames, [&](std::size_t unit, double x, double y) {
            rule.learn(x, y, learnt.gain[unit], learnt.bias[unit]);
        });
    for (const double gain : learnt.gain)
        if (!std::isfinite(gain) || gain <= 0)
            throw ParameterError("intrinsic_rate", fmt::format("is {}, with which the gain of a unit becomes {}; a "
                                                               "smaller rate learns more slowly and keeps its way",
                                                               p.intrinsic_rate, gain));
    learning.pass(frames, 0, look);
    learnt.after = learning.histogram();
    learnt.kl_before = divergence(learnt.before, learnt.wanted);
    learnt.kl_after = divergence(learnt.after, learnt.wanted);
    return learnt;
}

}  // namespace limen::esn
