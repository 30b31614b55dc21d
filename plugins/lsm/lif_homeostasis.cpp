// Steps towards target rates.
#include "lsm/lif_homeostasis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/math.hpp"

namespace limen::lsm {

double rate_error(double rate, double target) {
    constexpr double floor = 0.5;  // Hz
    return std::clamp(math::log((rate + floor) / (target + floor)), -1.0, 1.0);
}

void Settling::note(std::span<const double> rates) {
    rates_after.assign(rates.begin(), rates.end());
    if (rates_before.empty()) rates_before = rates_after;
}

std::vector<double> Settling::moves(std::span<const double> rates, std::int64_t pass) const {
    constexpr double first_step = 0.2, halved_after = 10;  // passes
    const double step = first_step / (1 + static_cast<double>(pass) / halved_after);
    std::vector<double> moves(rates.size());
    for (std::size_t i = 0; i < moves.size(); ++i) moves[i] = step * rate_error(rates[i], targets[i]);
    return moves;
}

Examination Settling::told() const {
    Examination told;
    const std::size_t n = rates_after.size();
    std::vector<double> wanted(n);
    double before = 0, after = 0, error_before = 0, error_after = 0;
    std::size_t far = 0;
    for (std::size_t i = 0; i < n; ++i) {
        wanted[i] = targets[i];
        before += rates_before[i] / static_cast<double>(n);
        after += rates_after[i] / static_cast<double>(n);
        error_before += std::fabs(rate_error(rates_before[i], wanted[i])) / static_cast<double>(n);
        const double error = std::fabs(rate_error(rates_after[i], wanted[i]));
        error_after += error / static_cast<double>(n);
        far += error > std::log(2.0) ? 1 : 0;
    }
    told.findings = {{"rate_before_homeostasis", before, "Hz"},
                     {"rate_after_homeostasis", after, "Hz"},
                     {"rate_error_before_homeostasis", error_before},
                     {"rate_error_after_homeostasis", error_after}};
    told.arrays = {{"target_rate", wanted, "Hz"},
                   {"rate_before_homeostasis", rates_before, "Hz"},
                   {"rate_after_homeostasis", rates_after, "Hz"}};
    if (!scales.empty()) told.arrays.push_back({"incoming_scale", {scales.begin(), scales.end()}});
    if (10 * far > n)
        told.warnings.push_back(
            fmt::format("is not at its target rates yet: {} of its {} units fire more than twice as "
                        "much or less than half; more passes, or {}",
                        far, n, after < before ? "less input" : "more input, or a lower target_rate"));
    return told;
}

void scale_by(std::span<const double> moves, std::span<float> scales) {
    constexpr double least = 0.01, most = 100;
    for (std::size_t i = 0; i < scales.size(); ++i)
        scales[i] = static_cast<float>(std::clamp(static_cast<double>(scales[i]) * math::exp(-moves[i]), least, most));
}

PerNeuron moved_thresholds(std::span<const double> moves, const LifValues& now, std::span<const double> distances) {
    constexpr double least_share = 0.01;
    std::vector<double> thresholds(moves.size());
    for (std::size_t i = 0; i < thresholds.size(); ++i)
        thresholds[i] = std::max(now.V_th[i] + moves[i] * distances[i], now.V_reset[i] + least_share * distances[i]);
    return PerNeuron(std::move(thresholds));
}

}  // namespace limen::lsm
