// Reservoirs driven as the engine does, and by the formula.
#include "esn_fixture.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "limen/core/random.hpp"

namespace limen::esn {

EsnPopulation make(const Esn& parameters, std::uint64_t seed, std::uint32_t id, std::size_t channels) {
    return EsnPopulation(parameters, {seed, id, channels});
}

Frames random_frames(std::size_t count, std::uint32_t which, std::size_t channels) {
    Random random(7, Purpose::drive, which);
    Frames frames(count, std::vector<double>(channels));
    for (auto& frame : frames)
        for (double& value : frame) value = 4 * random.uniform() - 2;
    return frames;
}

std::vector<double> run(const EsnPopulation& population, const Frames& frames, std::vector<double> state) {
    state.resize(population.size());
    std::vector<double> scratch(population.size());
    for (const auto& frame : frames) update(population, frame, state, scratch);
    return state;
}

std::vector<Samples> run_states(const EsnPopulation& population, const std::vector<Frames>& trials,
                                const std::vector<std::uint32_t>& numbers, unsigned parts) {
    const auto state =
        population.make_rate_state({trials.size(), population.channels(), population.seed(), population.id()});
    state->start(numbers);
    std::vector<Samples> samples(trials.size());
    for (std::size_t k = 0; k < trials[0].size(); ++k) {
        std::vector<std::span<const double>> inputs;
        for (const Frames& frames : trials)
            if (k < frames.size()) inputs.emplace_back(frames[k]);
        for (unsigned part = 0; part < parts; ++part)
            state->update({static_cast<std::int64_t>(k), inputs, part, parts});
        for (std::size_t lane = 0; lane < inputs.size(); ++lane) {
            samples[lane].emplace_back(population.size(), -2.0F);
            for (unsigned part = 0; part < parts; ++part)
                state->sample({static_cast<std::int64_t>(k) + 1, lane, 0, samples[lane].back(), part, parts});
        }
    }
    return samples;
}

Samples run_state(const EsnPopulation& population, const Frames& frames, std::uint32_t trial, unsigned parts) {
    return run_states(population, {frames}, {trial}, parts)[0];
}

Eigen::VectorXd drive(const EsnPopulation& population, std::span<const double> u, const Eigen::VectorXd& h) {
    const auto n = static_cast<Eigen::Index>(population.size()), channels = static_cast<Eigen::Index>(u.size());
    return product(from_rows(population.W_in(), n, channels), from_rows(u, channels, 1)) +
           product(dense(population.W()), h) + from_rows(population.bias(), n, 1);
}

double activated(const std::string& activation, double x) {
    if (activation == "logistic") return 1 / (1 + std::exp(-x));
    if (activation == "identity") return x;
    if (activation == "relu") return std::max(x, 0.0);
    return std::tanh(x);
}

Eigen::VectorXd reference(const EsnPopulation& population, const Frames& frames) {
    const auto n = static_cast<Eigen::Index>(population.size());
    const Esn& p = population.parameters();
    Eigen::VectorXd h = Eigen::VectorXd::Zero(n);
    for (const auto& frame : frames) {
        const Eigen::VectorXd x = drive(population, frame, h);
        for (Eigen::Index i = 0; i < n; ++i) {
            const double a = p.leak.values[p.leak.same() ? 0 : static_cast<std::size_t>(i)];
            const double gain = p.update == "leaky_average" ? a : 1;
            h[i] = (1 - a) * h[i] + gain * activated(p.activation, x[i]);
        }
    }
    return h;
}

double distance(const std::vector<double>& a, const Eigen::VectorXd& b) {
    return largest_difference(from_rows(a, b.size(), 1), b);
}

}  // namespace limen::esn
