// Three answers: what the radius promises around 0, what the norm promises everywhere, and what happens with this
// input.
#include "esn/echo_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "esn/esn.hpp"
#include "esn/spectral_norm.hpp"
#include "esn/spectral_radius.hpp"
#include "limen/core/random.hpp"

namespace limen::esn {

namespace {

double difference(std::span<const double> a, std::span<const double> b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double d = std::fabs(a[i] - b[i]);
        if (!(d <= largest)) largest = d;  // not a number, too
    }
    return largest;
}

std::size_t frames_to_run(const EsnPopulation& population, const Trials& trials) {
    constexpr double most_frames = 1000, most_updates = 5e8;  // of a weight: about a second
    const double per_frame =
        2 * static_cast<double>(population.internal_synapses() + population.W_in().size() + population.size());
    const double affordable = std::max(20.0, most_updates / per_frame);
    return static_cast<std::size_t>(std::min({most_frames, affordable, static_cast<double>(trials.offsets.back())}));
}

// Precise enough to be read, and soon given up: only a report.
constexpr SolverEffort for_report{1e-6, 20};

void add(std::vector<Finding>& findings, const char* name, std::optional<double> value) {
    if (value) findings.push_back({name, *value});
}

}  // namespace

Forgetting forgetting(const EsnPopulation& population, const Trials& trials) {
    std::vector<double> a, b, scratch(population.size());
    Random random(population.seed(), Purpose::initial_state, population.id());
    for (std::size_t i = 0; i < population.size(); ++i) {
        a.push_back(2 * random.uniform() - 1);
        b.push_back(-a.back());
    }
    Forgetting result;
    result.at_first = result.at_last = difference(a, b);
    const std::size_t frames = frames_to_run(population, trials);
    constexpr double nothing = 1e-14;
    while (result.frames < frames && result.at_last > nothing) {
        const auto frame = std::span(trials.values).subspan(result.frames * trials.channels, trials.channels);
        update(population, frame, a, scratch);
        update(population, frame, b, scratch);
        result.at_last = difference(a, b);
        ++result.frames;
        if (!std::isfinite(result.at_last)) {
            result.later = result.at_last;
            break;
        }
        if (4 * result.frames > frames && 2 * result.frames <= frames)
            result.earlier = std::max(result.earlier, result.at_last);
        if (4 * result.frames > 3 * frames) result.later = std::max(result.later, result.at_last);
    }
    return result;
}

namespace {

// Of f where its argument is 0; of ReLU on its right.
double slope_at_0(Activation activation) { return activation == Activation::logistic ? 0.25 : 1; }

// Of the update linearised at 0, which is diag(keep) + slope diag(gain) W.
std::optional<double> radius_with_leak(const EsnPopulation& population, std::optional<double> radius_of_W) {
    const Leaks& leaks = population.leaks();
    const auto alike = [](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; });
    };
    const double slope = slope_at_0(activation_of(population.parameters()));
    if (alike(leaks.keep) && alike(leaks.gain)) {
        const double keep = leaks.keep[0], gain = slope * leaks.gain[0];
        if (const auto& ring = population.reservoir().ring) return spectral_radius(*ring, keep, gain);
        if (keep == 0) return radius_of_W ? std::optional(gain * *radius_of_W) : std::nullopt;
    }
    SparseMatrix linear = population.W(), kept(linear.rows(), linear.cols());
    for (Eigen::Index i = 0; i < linear.rows(); ++i) {
        const auto unit = static_cast<std::size_t>(i);
        kept.insert(i, i) = leaks.keep[unit];
        for (SparseMatrix::InnerIterator entry(linear, i); entry; ++entry) entry.valueRef() *= slope * leaks.gain[unit];
    }
    return spectral_radius(SparseMatrix(linear + kept), for_report);
}

}  // namespace

Examination examine(const EsnPopulation& population, const Trials* trials) {
    Examination told;
    const Reservoir& reservoir = population.reservoir();
    auto radius = reservoir.spectral_radius, norm = reservoir.spectral_norm;
    if (const auto& ring = reservoir.ring) {
        if (!radius) radius = spectral_radius(*ring);
        if (!norm) norm = spectral_norm(*ring);
    } else {
        if (!radius) radius = spectral_radius(reservoir.W, for_report);
        if (!norm) norm = spectral_norm(reservoir.W, for_report);
    }
    add(told.findings, "spectral_radius", radius);
    add(told.findings, "spectral_radius_with_leak", radius_with_leak(population, radius));
    add(told.findings, "largest_singular_value", norm);
    if (trials == nullptr) return told;
    const Forgetting seen = forgetting(population, *trials);
    add(told.findings, "forgetting_frames", static_cast<double>(seen.frames));
    add(told.findings, "forgetting_distance", seen.at_last);
    // A share of it must be lost from one quarter of the frames to the last; too few frames tell nothing.
    constexpr std::size_t enough = 100;
    constexpr double kept = 0.9;
    if (!std::isfinite(seen.later) || (seen.frames >= enough && seen.later > kept * seen.earlier))
        told.warnings.push_back(fmt::format(
            "does not forget: two trajectories from different initial states are still {:.2g} apart after {} frames of "
            "its data, so it lacks the echo state property there; a smaller spectral radius or norm of W forgets",
            seen.at_last, seen.frames));
    return told;
}

}  // namespace limen::esn
