// From event to event, with the certified search for a crossing.
#include "lsm/general_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limen::lsm {

GeneralKernel::GeneralKernel(int order, double tau_m, std::span<const double> tau_syn_ex,
                             std::span<const double> tau_syn_in, double tau_sfa)
    : x_order(order), x_rate_m(1 / tau_m), x_rate_sfa(1 / tau_sfa), x_excitatory(tau_syn_ex.size()) {
    for (const auto& taus : {tau_syn_ex, tau_syn_in})
        for (const double tau : taus) x_kernels.emplace_back(tau_m, tau);
}

void GeneralKernel::move(State& state, double s, bool held) const {
    const double decay_m = math::exp(-s * x_rate_m);
    if (!held) state.m *= decay_m;
    if (state.b > 0) state.b *= math::exp(-s * x_rate_sfa);
    for (std::size_t r = 0; r < state.currents.size(); ++r) {
        Current<2>& current = state.currents[r];
        if (current[0] == 0 && current[1] == 0) continue;
        const double decay = math::exp(-s * x_kernels[r].rate());
        if (!held) {
            state.m += current[0] * x_kernels[r].psi(s, decay_m, decay);
            if (x_order == 2) state.m += current[1] * x_kernels[r].chi(s, decay_m, decay);
        }
        current = decayed(current, s, decay);
    }
}

Current<2> GeneralKernel::jump(std::size_t receptor) const noexcept {
    if (x_order == 1) return {1, 0};
    return {0, std::numbers::e * x_kernels[receptor].rate()};
}

double GeneralKernel::slope(const State& state) const noexcept {
    double sum = -state.m * x_rate_m + state.b * x_rate_sfa;
    for (const Current<2>& current : state.currents) sum += current[0];
    return sum;
}

double GeneralKernel::highest_ever(const State& state) const noexcept {
    double highest = std::max(state.m, 0.0);
    for (std::size_t r = 0; r < std::min(x_excitatory, state.currents.size()); ++r)
        highest += dot(state.currents[r], x_kernels[r].most_response<2>(never, 0, 0));
    return highest;
}

// Each response is largest at the end of the span or at its peak; a current of order 2 is at most g + a span, and at
// least what it is at one of the ends; b only falls.
GeneralKernel::Bounds GeneralKernel::bounds(const State& now, const State& end, double span) const {
    const double decay_m = math::exp(-span * x_rate_m);
    double highest = std::max(now.m, now.m * decay_m), lowest = std::min(now.m, now.m * decay_m);
    double least = end.b * x_rate_sfa, most = now.b * x_rate_sfa;
    for (std::size_t r = 0; r < now.currents.size(); ++r) {
        const Current<2>&first = now.currents[r], &last = end.currents[r];
        if (first[0] == 0 && first[1] == 0) continue;
        const double decay = math::exp(-span * x_kernels[r].rate());
        const double response = dot(first, x_kernels[r].most_response<2>(span, decay_m, decay));
        const double far = first[0] + first[1] * span;
        if (r < x_excitatory) {
            highest += response;
            least += std::min(first[0], last[0]);
            most += far;
        } else {
            lowest += response;
            least += far;
            most += std::max(first[0], last[0]);
        }
    }
    return {highest - end.b, least - highest * x_rate_m, most - lowest * x_rate_m};
}

double GeneralKernel::first_crossing(const State& now, double theta, double span) const {
    if (distance(now, theta) >= 0) return 0;
    State end = now;
    move(end, span, false);
    const Bounds bound = bounds(now, end, span);
    if (bound.highest < theta) return never;
    if (bound.slope_least > 0) return distance(end, theta) >= 0 ? rising_root(now, theta, span) : never;
    if (bound.slope_most < 0) return never;
    constexpr double shortest = 1e-13;  // ms: below it, times cannot be told apart
    if (span < shortest) return distance(end, theta) >= 0 ? span : never;
    const double half = span / 2;
    const double left = first_crossing(now, theta, half);
    if (left < never) return left;
    State middle = now;
    move(middle, half, false);
    return half + first_crossing(middle, theta, span - half);
}

// Newton's method kept inside a bracket, as in LifKernel.
double GeneralKernel::rising_root(const State& now, double theta, double span) const {
    double low = 0, high = span, s = span / 2;
    constexpr int most_steps = 100;  // bisection alone needs 60
    for (int step = 0; step < most_steps; ++step) {
        State there = now;
        move(there, s, false);
        const double above = distance(there, theta);
        if (above == 0) return s;
        (above < 0 ? low : high) = s;
        double next = s - above / slope(there);
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        if (!(low < next && next < high) || next == s) break;
        s = next;
    }
    return s;
}

}  // namespace limen::lsm
