// Two or three exponentials for each moment; the rest follows from them by products.
#include "lsm/event_factors.hpp"

#include <algorithm>

#include "limen/isa.hpp"

namespace limen::lsm {

namespace {

// Ways to an exponential, as types, so that the loop is compiled for each.
template <int degree>
struct Series {
    [[gnu::always_inline]] double operator()(double x) const noexcept { return math::exp_series<degree>(x); }
};
struct Whole {
    [[gnu::always_inline]] double operator()(double x) const noexcept { return math::exp(x); }
};

// Calls f with the shortest of two series that reaches as far as x, or else with the whole exponential: most slices are
// short beside the time constants.
template <int short_degree, int long_degree, class F>
void for_reach(double x, F f) {
    if (x <= math::reach_of_series<short_degree>)
        f(Series<short_degree>{});
    else if (x <= math::reach_of_series<long_degree>)
        f(Series<long_degree>{});
    else
        f(Whole{});
}

}  // namespace

FactorTable::FactorTable(const LifKernel& kernel, double C_m, double length)
    : x_kernel(&kernel),
      x_per_pF(1 / C_m),
      x_length(length),
      x_share(std::min(1.0, math::exp(-length * (1 / kernel.in().tau() - 1 / kernel.ex().tau())))) {}

EventFactors FactorTable::at(double offset, bool inhibitory) const noexcept {
    const Decay growth = x_kernel->decay(-offset);
    const Decay past{1 / growth.m, 1 / growth.ex, 1 / growth.in};
    EventFactors f;
    f.offset = offset;
    f.to_m = x_per_pF * (inhibitory ? x_kernel->psi_in(-offset, growth) : x_kernel->psi_ex(-offset, growth));
    f.to_g = x_per_pF * (inhibitory ? growth.in : growth.ex);
    f.decay_m = past.m;
    f.psi_ex = x_kernel->psi_ex(offset, past);
    f.psi_in = x_kernel->psi_in(offset, past);
    f.decay_ex = past.ex;
    f.decay_in = past.in;
    return f;
}

void FactorTable::fill(std::span<const double> offsets, double weight, std::span<double> to_m,
                       std::span<double> to_g) const {
    const Kernel& kernel = weight < 0 ? x_kernel->in() : x_kernel->ex();
    const double scaled = weight * x_per_pF;
    if (!kernel.apart()) {
        for (std::size_t k = 0; k < offsets.size(); ++k) {
            const double growth_m = math::exp(offsets[k] / x_kernel->tau_m());
            to_g[k] = scaled * math::exp(offsets[k] / kernel.tau());
            to_m[k] = scaled * kernel.psi(-offsets[k], growth_m, 0);
        }
        return;
    }
    const auto with = [&](auto exp_m, auto exp_s) {
        vectorised([
            n = offsets.size(), x = offsets.data(), m = to_m.data(), g = to_g.data(), scaled,
            rate_m = 1 / x_kernel->tau_m(), rate_s = 1 / kernel.tau(), per_difference = kernel.inverse_difference(),
            exp_m,
            exp_s
        ]() __attribute__((always_inline)) {
#pragma GCC ivdep
            for (std::size_t k = 0; k < n; ++k) {
                const double growth_m = exp_m(x[k] * rate_m), growth_s = exp_s(x[k] * rate_s);
                g[k] = scaled * growth_s;
                m[k] = scaled * ((growth_m - growth_s) * per_difference);
            }
        });
    };
    for_reach<6, 13>(x_length / x_kernel->tau_m(), [&](auto exp_m) {
        for_reach<13, 16>(x_length / kernel.tau(), [&](auto exp_s) { with(exp_m, exp_s); });
    });
}

}  // namespace limen::lsm
