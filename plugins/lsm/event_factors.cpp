// Two or three exponentials for each moment; the rest follows from them by products.
#include "lsm/event_factors.hpp"

#include <algorithm>
#include <numbers>

#include "limen/core/isa.hpp"

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

template <int order>
double unit_of(const Kernel& kernel, double C_m) {
    if constexpr (order == 0) return 1;
    return order == 1 ? 1 / C_m : std::numbers::e / (kernel.tau() * C_m);
}

// Counted back from x to 0: what each part of the state is for one unit at x, where the response is apart.
template <int order, class ExpM, class ExpS>
void fill_apart(std::span<const double> offsets, double scaled, double rate_m, const Kernel& kernel,
                std::array<std::vector<double>, order + 1>& parts, ExpM exp_m, ExpS exp_s) {
    std::array<double*, order + 1> part;
    for (std::size_t c = 0; c <= order; ++c) part[c] = parts[c].data();
    vectorised([
        n = offsets.size(), x = offsets.data(), part, scaled, rate_m, rate_s = kernel.rate(),
        per_difference = kernel.inverse_difference(), exp_m,
        exp_s
    ]() __attribute__((always_inline)) {
#pragma GCC ivdep
        for (std::size_t k = 0; k < n; ++k) {
            const double growth_m = exp_m(x[k] * rate_m);
            if constexpr (order == 0) {
                part[0][k] = scaled * growth_m;
            } else {
                const double growth_s = exp_s(x[k] * rate_s);
                const double psi = (growth_m - growth_s) * per_difference;
                part[order][k] = scaled * growth_s;
                if constexpr (order == 1) part[0][k] = scaled * psi;
                if constexpr (order == 2) {
                    part[1][k] = -x[k] * (scaled * growth_s);
                    part[0][k] = scaled * ((psi + x[k] * growth_s) * per_difference);
                }
            }
        }
    });
}

}  // namespace

template <int order>
FactorTable<order>::FactorTable(const LifKernel<order>& kernel, double C_m, double length)
    : x_kernel(&kernel),
      x_unit_ex(unit_of<order>(kernel.ex(), C_m)),
      x_unit_in(unit_of<order>(kernel.in(), C_m)),
      x_length(length),
      x_share(inhibitory_share(kernel.ex(), kernel.in(), kernel.decay(length))) {}

template <int order>
EventFactors<order> FactorTable<order>::at(double offset, bool inhibitory) const noexcept {
    const Decay growth = x_kernel->decay(-offset);
    const Decay past{1 / growth.m, 1 / growth.ex, 1 / growth.in};
    EventFactors<order> f{.offset = offset,
                          .to_m = 0,
                          .to_current = {},
                          .decay = past,
                          .to_m_ex = x_kernel->response_ex(offset, past),
                          .to_m_in = x_kernel->response_in(offset, past)};
    const double one = unit(inhibitory);
    if constexpr (order == 0) {
        f.to_m = one * growth.m;
    } else {
        Current<order> jump{};
        jump[order - 1] = one;
        f.to_m = one * (inhibitory ? x_kernel->response_in(-offset, growth)
                                   : x_kernel->response_ex(-offset, growth))[order - 1];
        f.to_current = decayed(jump, -offset, inhibitory ? growth.in : growth.ex);
    }
    return f;
}

template <int order>
void FactorTable<order>::fill(std::span<const double> offsets, double weight,
                              std::array<std::vector<double>, order + 1>& parts) const {
    for (auto& part : parts) part.resize(offsets.size());
    const Kernel& kernel = weight < 0 ? x_kernel->in() : x_kernel->ex();
    if (order > 0 && !kernel.apart(order)) {
        for (std::size_t k = 0; k < offsets.size(); ++k) {
            const EventFactors<order> one = at(offsets[k], weight < 0);
            parts[0][k] = weight * one.to_m;
            for (std::size_t c = 0; c < order; ++c) parts[c + 1][k] = weight * one.to_current[c];
        }
        return;
    }
    const double scaled = weight * unit(weight < 0);
    for_reach<6, 13>(x_length / x_kernel->tau_m(), [&](auto exp_m) {
        for_reach<13, 16>(order == 0 ? 0 : x_length / kernel.tau(), [&](auto exp_s) {
            fill_apart<order>(offsets, scaled, 1 / x_kernel->tau_m(), kernel, parts, exp_m, exp_s);
        });
    });
}

template class FactorTable<0>;
template class FactorTable<1>;
template class FactorTable<2>;

}  // namespace limen::lsm
