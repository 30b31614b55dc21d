// Spike-timing-dependent plasticity of one synapse: the pair rule with exponential windows and hard bounds.
#pragma once

#include <algorithm>

#include "limen/core/math.hpp"
#include "limen/model/model.hpp"

namespace limen {

// The weight w in [0, w_max] and traces, to which each spike adds 1 and which decay in between: all pairs count.
//     a postsynaptic spike:  w <- w + w_max A_plus (1 - w / w_max)^mu_plus trace of the arrivals
//     an arrival:            w <- w - w_max A_minus (w / w_max)^mu_minus trace of the postsynaptic spikes
// Exponents of 0 make it additive (Song, Miller and Abbott 2000, Nature Neuroscience 3:919), of 1 multiplicative, those
// between are Guetig, Aharonov, Rotter and Sompolinsky's (2003, Journal of Neuroscience 23:3697). NEST's stdp_synapse
// is the same with lambda = A_plus and alpha lambda = A_minus, but takes the delay as dendritic; here it is axonal.
class StdpRule {
public:
    explicit StdpRule(const StdpSpec& spec) : x_spec(spec) {}

    double potentiated(double w, double trace) const noexcept {
        const double step = x_spec.A_plus * power(1 - w / x_spec.w_max, x_spec.mu_plus) * trace;
        return std::min(x_spec.w_max, w + x_spec.w_max * step);
    }
    double depressed(double w, double trace) const noexcept {
        const double step = x_spec.A_minus * power(w / x_spec.w_max, x_spec.mu_minus) * trace;
        return std::max(0.0, w - x_spec.w_max * step);
    }
    // What is left of a trace after `passed` ms.
    double arrivals_left(double passed) const noexcept { return math::exp(-passed / x_spec.tau_plus); }
    double spikes_left(double passed) const noexcept { return math::exp(-passed / x_spec.tau_minus); }
    double w_max() const noexcept { return x_spec.w_max; }

private:
    static double power(double base, double exponent) noexcept {
        constexpr double nothing = 1e-300;  // below it a logarithm may be of a subnormal number
        if (exponent == 0) return 1;
        if (exponent == 1) return base;
        return base < nothing ? 0 : math::exp(exponent * math::log(base));
    }

    StdpSpec x_spec;
};

}  // namespace limen
