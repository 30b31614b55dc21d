// The certified search for the first threshold crossing.
#include "lsm/lif_kernel.hpp"

#include <algorithm>
#include <cmath>

namespace limen::lsm {

const Parameter<Lif> Lif::schema[14] = {
    {"size", &Lif::size, "", Range::positive, "number of neurons"},
    {"inhibitory", &Lif::inhibitory, "", Range::fraction,
     "share of the neurons that are inhibitory; they are the last ones"},
    {"tau_m", &Lif::tau_m, "ms", Range::positive, "membrane time constant"},
    {"C_m", &Lif::C_m, "pF", Range::positive, "membrane capacitance"},
    {"E_L", &Lif::E_L, "mV", Range::any, "resting potential"},
    {"V_th", &Lif::V_th, "mV", Range::any, "threshold"},
    {"V_reset", &Lif::V_reset, "mV", Range::any, "potential after a spike, below the threshold"},
    {"t_ref", &Lif::t_ref, "ms", Range::not_negative, "refractory period: the potential is held, the currents go on"},
    {"tau_syn_ex", &Lif::tau_syn_ex, "ms", Range::positive, "time constant of excitatory synaptic currents"},
    {"tau_syn_in", &Lif::tau_syn_in, "ms", Range::positive, "time constant of inhibitory synaptic currents"},
    {"I_e", &Lif::I_e, "pA", Range::any, "constant input current"},
    {"V_init", &Lif::V_init, "mV", Range::any,
     "potential at the start: one value, or [low, high] to draw from; empty: E_L"},
    {"grid", &Lif::grid, "", Range::positive,
     "places the neurons on a grid of this many columns, rows and layers; their product is size"},
    {"tau_filter", &Lif::tau_filter, "ms", Range::positive, "time constant of the observable \"filtered\""},
};

Kernel::Kernel(double tau_m, double tau_s)
    : x_tau(tau_s), x_difference(1 / tau_s - 1 / tau_m), x_inverse_difference(1 / x_difference) {
    // (tau_m - tau_s) is exact for near values, the difference of the reciprocals is not.
    x_difference = (tau_m - tau_s) / (tau_m * tau_s);
    x_inverse_difference = 1 / x_difference;
    constexpr double apart = 0.05;
    x_apart = std::fabs(x_difference) * tau_m > apart;
    const double ratio = (tau_m - tau_s) / tau_s;  // log(tau_m / tau_s) = log1p(ratio)
    x_peak_time = std::fabs(ratio) < 1e-8 ? tau_m : std::log1p(ratio) / x_difference;
    x_peak = psi(x_peak_time, math::exp(-x_peak_time / tau_m), math::exp(-x_peak_time / tau_s));
}

LifKernel::LifKernel(const Lif& p)
    : x_tau_m(p.tau_m),
      x_rate_m(1 / p.tau_m),
      x_rate_ex(1 / p.tau_syn_ex),
      x_rate_in(1 / p.tau_syn_in),
      x_ex(p.tau_m, p.tau_syn_ex),
      x_in(p.tau_m, p.tau_syn_in),
      x_same_tau(p.tau_syn_ex == p.tau_syn_in) {}

double LifKernel::first_crossing(const Moment& now, double theta, double span) const noexcept {
    if (now.m >= theta) return 0;
    const Decay d = decay(span);
    // Inhibition that lasts as long as excitation takes away at least as much; of a shorter one d.in / d.ex is left.
    const double share = x_in.tau() >= x_ex.tau() ? 1 : d.in / d.ex;
    const double current = now.g_ex + share * now.g_in;
    const double high = std::max(now.m, now.m * d.m) + std::max(current, 0.0) * psi_ex_most(span, d);
    if (high < theta) return never;
    const Moment end = later(now, span, d);
    const double slope_least = end.g_ex + now.g_in - high * x_rate_m;
    if (slope_least > 0) return end.m >= theta ? rising_root(now, theta, span, end) : never;
    const double low = std::min(now.m, now.m * d.m) + now.g_in * psi_in_most(span, d);
    const double slope_most = now.g_ex + end.g_in - low * x_rate_m;
    if (slope_most < 0) return never;
    constexpr double shortest = 1e-13;  // ms: below it, times cannot be told apart
    if (span < shortest) return end.m >= theta ? span : never;
    const double half = span / 2;
    const double left = first_crossing(now, theta, half);
    if (left < never) return left;
    return half + first_crossing(later(now, half), theta, span - half);
}

// Newton's method kept inside a bracket; m rises from below theta to at least theta. It ends as soon as the next step
// would be too small to be seen: after a step d the error is about d^2 |m'' / 2 m'|.
double LifKernel::rising_root(const Moment& now, double theta, double span, const Moment& end) const noexcept {
    double low = 0, high = span;
    double s = span * ((theta - now.m) / (end.m - now.m));
    constexpr int most_steps = 100;  // bisection alone needs 60
    constexpr double unseen = 1e-17;
    for (int step = 0; step < most_steps; ++step) {
        const Moment there = later(now, s);
        const double above = there.m - theta;
        if (above == 0) return s;
        (above < 0 ? low : high) = s;
        const double rise = slope(there);
        const double next = s - above / rise;
        if (!(next > low && next < high)) {
            s = low + (high - low) / 2;
            if (!(low < s && s < high)) break;
            continue;
        }
        const double change = next - s;
        s = next;
        const double curvature = -there.g_ex * x_rate_ex - there.g_in * x_rate_in - rise * x_rate_m;
        if (change * change * std::fabs(curvature) <= 2 * unseen * span * rise) break;
    }
    return s;
}

}  // namespace limen::lsm
