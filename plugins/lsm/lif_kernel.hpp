// The mathematics of a leaky integrate-and-fire neuron with exponential synaptic currents, solved exactly between
// events.
//
//   V' = -(V - E_L) / tau_m + (I_e + I_ex + I_in) / C_m,    I_s' = -I_s / tau_s,    a spike of weight w adds w to I_ex
//   or I_in
//
// With C = E_L + I_e tau_m / C_m, g = I / C_m and m = V - C, the solution from any moment on is
//
//   m(s) = m e^(-s/tau_m) + g_ex psi_ex(s) + g_in psi_in(s),    psi(s) = (e^(-s/tau_m) - e^(-s/tau_s)) / (1/tau_s -
//   1/tau_m)
//
// (Rotter and Diesmann 1999, Biol. Cybern. 81:381). psi stays finite and smooth as tau_s passes tau_m, where it is s
// e^(-s/tau_m), so keeping m and g, rather than the coefficients of the two exponentials, needs no special case and
// cancels nothing.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "limen/math.hpp"
#include "limen/parameter.hpp"

namespace limen::lsm {

inline constexpr double never = std::numeric_limits<double>::infinity();

struct Lif {
    std::int64_t size = 100;
    double inhibitory = 0;
    double tau_m = 10, C_m = 250, E_L = -70, V_th = -55, V_reset = -70, t_ref = 2;
    double tau_syn_ex = 2, tau_syn_in = 2, I_e = 0;
    std::vector<double> V_init{};
    std::vector<double> grid{};
    double tau_filter = 30;

    static const Parameter<Lif> schema[14];
};

// The state of a neuron at one moment.
struct Moment {
    double m;     // mV above C
    double g_ex;  // mV/ms, >= 0
    double g_in;  // mV/ms, <= 0
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
    // psi(s) for any s, also negative, given e^(-s/tau_m) and e^(-s/tau_s).
    double psi(double s, double decay_m, double decay_s) const noexcept {
        if (x_apart) return (decay_m - decay_s) * x_inverse_difference;
        return decay_m * s * math::expm1_over(-s * x_difference);
    }
    // Whether tau_s and tau_m differ enough for (e^(-s/tau_m) - e^(-s/tau_s)) times inverse_difference() to be
    // accurate.
    bool apart() const noexcept { return x_apart; }
    double inverse_difference() const noexcept { return x_inverse_difference; }
    double peak_time() const noexcept { return x_peak_time; }
    double peak() const noexcept { return x_peak; }

private:
    double x_tau, x_difference, x_inverse_difference, x_peak_time, x_peak;
    bool x_apart;
};

class LifKernel {
public:
    explicit LifKernel(const Lif&);

    double tau_m() const noexcept { return x_tau_m; }
    const Kernel& ex() const noexcept { return x_ex; }
    const Kernel& in() const noexcept { return x_in; }

    Decay decay(double s) const noexcept {
        const double m = math::exp(-s * x_rate_m), ex = math::exp(-s * x_rate_ex);
        return {m, ex, x_same_tau ? ex : math::exp(-s * x_rate_in)};
    }
    double psi_ex(double s, const Decay& d) const noexcept { return x_ex.psi(s, d.m, d.ex); }
    double psi_in(double s, const Decay& d) const noexcept { return x_in.psi(s, d.m, d.in); }

    // The largest value of psi on [0, s].
    double psi_ex_most(double s, const Decay& d) const noexcept {
        return s < x_ex.peak_time() ? psi_ex(s, d) : x_ex.peak();
    }
    double psi_in_most(double s, const Decay& d) const noexcept {
        return s < x_in.peak_time() ? psi_in(s, d) : x_in.peak();
    }

    Moment later(const Moment& now, double s, const Decay& d) const noexcept {
        return {now.m * d.m + now.g_ex * psi_ex(s, d) + now.g_in * psi_in(s, d), now.g_ex * d.ex, now.g_in * d.in};
    }
    Moment later(const Moment& now, double s) const noexcept { return later(now, s, decay(s)); }

    // mV/ms, at the same moment.
    double slope(const Moment& now) const noexcept { return now.g_ex + now.g_in - now.m * x_rate_m; }

    // The first s in [0, span] with m(s) >= theta, or `never`. No crossing is missed: an interval is only left out when
    // a bound shows that m stays below theta in it, or when a bound of the slope shows that m is monotone there.
    double first_crossing(const Moment& now, double theta, double span) const noexcept;

private:
    double rising_root(const Moment& now, double theta, double span, const Moment& end) const noexcept;

    double x_tau_m, x_rate_m, x_rate_ex, x_rate_in;
    Kernel x_ex, x_in;
    bool x_same_tau;
};

}  // namespace limen::lsm
