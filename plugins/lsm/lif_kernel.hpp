// The mathematics of a leaky integrate-and-fire neuron, solved exactly between events.
//
//   V' = -(V - E_L) / tau_m + (I_e + I_ex + I_in) / C_m
//
// The order of a synapse says how its current answers a spike of weight w:
//
//   0  a delta pulse: V jumps by w
//   1  I jumps by w:            I' = -I / tau_s
//   2  A jumps by w e / tau_s:  I' = -I / tau_s + A,  A' = -A / tau_s; the alpha function I = w e t/tau_s e^(-t/tau_s)
//
// The solution from any moment on is
//
//   m(s) = m e^(-s/tau_m) + sum over the synapses of g psi(s) + a chi(s)
//
// with
//
//   m = V - C,  C = E_L + I_e tau_m / C_m,  g = I / C_m,  a = A / C_m
//   psi(s) = (e^(-s/tau_m) - e^(-s/tau_s)) / d,  chi(s) = (psi(s) - s e^(-s/tau_s)) / d,  d = 1/tau_s - 1/tau_m
//
// (Rotter and Diesmann 1999, Biol. Cybern. 81:381). As tau_s passes tau_m, psi and chi stay finite and smooth; there
//
//   psi(s) = s e^(-s/tau_m),  chi(s) = s^2/2 e^(-s/tau_m)
//
// so keeping m, g and a, rather than the coefficients of the exponentials, needs no special case and cancels nothing.
#pragma once

#include <array>
#include <cstddef>

#include "limen/core/math.hpp"
#include "lsm/lif_parameters.hpp"

namespace limen::lsm {

// A synaptic current at one moment: nothing, g (mV/ms), or g and a (mV/ms^2); or what goes with each of these.
template <int order>
using Current = std::array<double, order>;

template <std::size_t n>
[[gnu::always_inline]] inline double dot(const std::array<double, n>& a, const std::array<double, n>& b) noexcept {
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c) sum += a[c] * b[c];
    return sum;
}

// A current s later (or earlier), given decay = e^(-s/tau_s).
template <std::size_t n>
[[gnu::always_inline]] inline std::array<double, n> decayed(std::array<double, n> c, double s, double decay) noexcept {
    if constexpr (n == 2) c[0] += c[1] * s;
    for (double& x : c) x *= decay;
    return c;
}

// The state of a neuron at one moment: mV above C, and the currents, of which the inhibitory ones are negative.
template <int order>
struct Moment {
    double m;
    Current<order> ex, in;
};

// e^(-s/tau) for one s and each time constant.
struct Decay {
    double m, ex, in;
};

// One synaptic time constant beside the membrane's.
class Kernel {
public:
    Kernel(double tau_m, double tau_s);
    double tau() const noexcept { return x_tau; }
    double rate() const noexcept { return x_rate; }
    // psi(s) and chi(s) for any s, also negative, given e^(-s/tau_m) and e^(-s/tau_s).
    double psi(double s, double decay_m, double decay_s) const noexcept {
        if (apart(1)) return (decay_m - decay_s) * x_inverse_difference;
        return decay_m * s * math::expm1_over(-s * x_difference);
    }
    double chi(double s, double decay_m, double decay_s) const noexcept {
        if (apart(2)) return ((decay_m - decay_s) * x_inverse_difference - s * decay_s) * x_inverse_difference;
        return decay_m * s * s * ramp(s * x_difference);
    }
    template <int order>
    Current<order> response(double s, double decay_m, double decay_s) const noexcept {
        if constexpr (order == 0) return {};
        if constexpr (order == 1) return {psi(s, decay_m, decay_s)};
        if constexpr (order == 2) return {psi(s, decay_m, decay_s), chi(s, decay_m, decay_s)};
    }
    // The largest values of psi and chi on [0, s].
    template <int order>
    Current<order> most_response(double s, double decay_m, double decay_s) const noexcept {
        Current<order> most = response<order>(s, decay_m, decay_s);
        for (std::size_t c = 0; c < order; ++c)
            if (s >= x_peaks[c].time) most[c] = x_peaks[c].value;
        return most;
    }
    // When what an input adds to the potential is largest; never falling before.
    double peak_time(int order) const noexcept {
        return order == 0 ? never : x_peaks[static_cast<std::size_t>(order) - 1].time;
    }
    // Whether tau_s and tau_m differ enough for the quotients by d (order 1) and d^2 (order 2) to be accurate.
    bool apart(int order) const noexcept { return order == 2 ? x_far_apart : x_apart; }
    // 1 / d.
    double inverse_difference() const noexcept { return x_inverse_difference; }

private:
    // (1 - (1 + x) e^(-x)) / x^2, which is 1/2 at 0.
    static double ramp(double x) noexcept;
    double chi_peak_time() const noexcept;

    struct Peak {
        double time, value;
    };
    double x_tau, x_rate, x_rate_m, x_difference, x_inverse_difference;
    std::array<Peak, 2> x_peaks;  // of psi and chi
    bool x_apart, x_far_apart;
};

template <int order>
class LifKernel {
public:
    LifKernel(double tau_m, double tau_syn_ex, double tau_syn_in);  // ms

    double tau_m() const noexcept { return x_tau_m; }
    const Kernel& ex() const noexcept { return x_ex; }
    const Kernel& in() const noexcept { return x_in; }

    Decay decay(double s) const noexcept {
        const double m = math::exp(-s * x_rate_m);
        if constexpr (order == 0) return {m, 1, 1};
        const double ex = math::exp(-s * x_ex.rate());
        return {m, ex, x_same_tau ? ex : math::exp(-s * x_in.rate())};
    }
    Current<order> response_ex(double s, const Decay& d) const noexcept { return x_ex.response<order>(s, d.m, d.ex); }
    Current<order> response_in(double s, const Decay& d) const noexcept { return x_in.response<order>(s, d.m, d.in); }

    Moment<order> later(const Moment<order>& now, double s, const Decay& d) const noexcept {
        return {now.m * d.m + dot(now.ex, response_ex(s, d)) + dot(now.in, response_in(s, d)), decayed(now.ex, s, d.ex),
                decayed(now.in, s, d.in)};
    }
    Moment<order> later(const Moment<order>& now, double s) const noexcept { return later(now, s, decay(s)); }

    // mV/ms, at the same moment.
    double slope(const Moment<order>& now) const noexcept {
        if constexpr (order == 0) return -now.m * x_rate_m;
        if constexpr (order > 0) return now.ex[0] + now.in[0] - now.m * x_rate_m;
    }

    // The first s in [0, span] with m(s) >= theta, or `never`. No crossing is missed: an interval is only left out when
    // a bound shows that m stays below theta in it, or when a bound of the slope shows that m is monotone there.
    double first_crossing(const Moment<order>& now, double theta, double span) const noexcept;

private:
    double rising_root(const Moment<order>& now, double theta, double span, const Moment<order>& end) const noexcept;
    double curvature(const Moment<order>& now) const noexcept;

    double x_tau_m, x_rate_m;
    Kernel x_ex, x_in;
    bool x_same_tau;
};

// A current I_ex + I_in, both counted from one moment, is at most that of an excitatory one of I_ex + share I_in at any
// moment of a span after it, where d decays over the span: I_in is negative, and falls no more slowly than that.
double inhibitory_share(const Kernel& ex, const Kernel& in, const Decay& d) noexcept;

// What a current ex + share in, counted from the same moment, can add to m at most while each of its parts adds at most
// `most`.
template <std::size_t n>
[[gnu::always_inline]] inline double most_added(const std::array<double, n>& ex, const std::array<double, n>& in,
                                                double share, const std::array<double, n>& most) noexcept {
    double sum = 0;
    for (std::size_t c = 0; c < n; ++c) {
        const double current = ex[c] + share * in[c];
        sum += (current > 0 ? current : 0) * most[c];
    }
    return sum;
}

}  // namespace limen::lsm
