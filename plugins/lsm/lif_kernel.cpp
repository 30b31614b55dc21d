// The certified search for the first threshold crossing.
#include "lsm/lif_kernel.hpp"

#include <algorithm>
#include <cmath>

namespace limen::lsm {

Kernel::Kernel(double tau_m, double tau_s)
    // (tau_m - tau_s) is exact for near values, the difference of the reciprocals is not.
    : x_tau(tau_s),
      x_rate(1 / tau_s),
      x_rate_m(1 / tau_m),
      x_difference((tau_m - tau_s) / (tau_m * tau_s)),
      x_inverse_difference(1 / x_difference) {
    constexpr double apart = 0.05, far_apart = 0.5;
    x_apart = std::fabs(x_difference) * tau_m > apart;
    x_far_apart = std::fabs(x_difference) * tau_m > far_apart;
    const double ratio = (tau_m - tau_s) / tau_s;  // log(tau_m / tau_s) = log1p(ratio)
    const auto peak = [&](double time, auto shape) {
        return Peak{time, (this->*shape)(time, math::exp(-time * x_rate_m), math::exp(-time * x_rate))};
    };
    x_peaks[0] = peak(std::fabs(ratio) < 1e-8 ? tau_m : std::log1p(ratio) / x_difference, &Kernel::psi);
    x_peaks[1] = peak(chi_peak_time(), &Kernel::chi);
}

double Kernel::ramp(double x) noexcept {
    constexpr double reach = 0.34;
    if (std::fabs(x) > reach) return (1 - (1 + x) * math::exp(-x)) / (x * x);
    // The integral of u e^(-xu) over [0, 1]: sum of (-x)^n / (n! (n + 2)).
    double sum = 0, term = 1;
    for (int n = 0; n < 14; ++n) {
        sum += term / (n + 2);
        term *= -x / (n + 1);
    }
    return sum;
}

// chi rises as long as chi' = s e^(-s/tau_s) - chi / tau_m is positive, which changes its sign once.
double Kernel::chi_peak_time() const noexcept {
    const auto rises = [&](double s) {
        const double decay_m = math::exp(-s * x_rate_m), decay_s = math::exp(-s * x_rate);
        return s * decay_s > chi(s, decay_m, decay_s) * x_rate_m;
    };
    double low = x_tau / 2, high = x_tau;
    while (rises(high)) high *= 2;
    for (double middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2)
        (rises(middle) ? low : high) = middle;
    return low;
}

double inhibitory_share(const Kernel& ex, const Kernel& in, const Decay& d) noexcept {
    // Inhibition that lasts as long as excitation takes away at least as much; of a shorter one d.in / d.ex is left.
    return in.tau() >= ex.tau() ? 1 : d.in / d.ex;
}

template <int order>
LifKernel<order>::LifKernel(double tau_m, double tau_syn_ex, double tau_syn_in)
    : x_tau_m(tau_m),
      x_rate_m(1 / tau_m),
      x_ex(tau_m, tau_syn_ex),
      x_in(tau_m, tau_syn_in),
      x_same_tau(tau_syn_ex == tau_syn_in) {}

// Without currents m only decays towards 0, which is a crossing from below where the threshold is negative.
template <>
double LifKernel<0>::first_crossing(const Moment<0>& now, double theta, double span) const noexcept {
    if (now.m >= theta) return 0;
    if (theta >= 0) return never;
    const double s = x_tau_m * math::log(now.m / theta);
    return s <= span ? s : never;
}

template <int order>
double LifKernel<order>::first_crossing(const Moment<order>& now, double theta, double span) const noexcept {
    if (now.m >= theta) return 0;
    const Decay d = decay(span);
    const double share = inhibitory_share(x_ex, x_in, d);
    const double added = most_added(now.ex, now.in, share, x_ex.most_response<order>(span, d.m, d.ex));
    const double high = std::max(now.m, now.m * d.m) + added;
    if (high < theta) return never;
    const Moment<order> end = later(now, span, d);
    // A current of order 1 falls; one of order 2 rises first, to no more than g + a span.
    const double ex_end = now.ex[0] + (order == 2 ? now.ex[order - 1] * span : 0);
    const double in_end = now.in[0] + (order == 2 ? now.in[order - 1] * span : 0);
    const double slope_least = std::min(now.ex[0], end.ex[0]) + in_end - high * x_rate_m;
    if (slope_least > 0) return end.m >= theta ? rising_root(now, theta, span, end) : never;
    const double low = std::min(now.m, now.m * d.m) + dot(now.in, x_in.most_response<order>(span, d.m, d.in));
    const double slope_most = ex_end + std::max(now.in[0], end.in[0]) - low * x_rate_m;
    if (slope_most < 0) return never;
    constexpr double shortest = 1e-13;  // ms: below it, times cannot be told apart
    if (span < shortest) return end.m >= theta ? span : never;
    const double half = span / 2;
    const double left = first_crossing(now, theta, half);
    if (left < never) return left;
    return half + first_crossing(later(now, half), theta, span - half);
}

// m'', at the same moment.
template <int order>
double LifKernel<order>::curvature(const Moment<order>& now) const noexcept {
    double change = -slope(now) * x_rate_m;
    if constexpr (order > 0) change -= now.ex[0] * x_ex.rate() + now.in[0] * x_in.rate();
    if constexpr (order > 1) change += now.ex[1] + now.in[1];
    return change;
}

// Newton's method kept inside a bracket; m rises from below theta to at least theta. It ends as soon as the next step
// would be too small to be seen: after a step d the error is about d^2 |m'' / 2 m'|.
template <int order>
double LifKernel<order>::rising_root(const Moment<order>& now, double theta, double span,
                                     const Moment<order>& end) const noexcept {
    double low = 0, high = span;
    double s = span * ((theta - now.m) / (end.m - now.m));
    constexpr int most_steps = 100;  // bisection alone needs 60
    constexpr double unseen = 1e-17;
    for (int step = 0; step < most_steps; ++step) {
        const Moment<order> there = later(now, s);
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
        if (change * change * std::fabs(curvature(there)) <= 2 * unseen * span * rise) break;
    }
    return s;
}

template class LifKernel<0>;
template class LifKernel<1>;
template class LifKernel<2>;

}  // namespace limen::lsm
