// What a synaptic event at one moment of a slice does to any target, computed once and shared by all of them.
#pragma once

#include <cstddef>

#include "lsm/lif_kernel.hpp"

namespace limen::lsm {

// Moments of a slice are counted from its start, and so is the state (m, g) of a neuron: the free solution from the
// slice's start that passes through its present state. An input of current w at `offset` changes that state by (w to_m,
// w to_g).
struct EventFactors {
    double offset;   // ms
    double to_m;     // mV per pA
    double to_g;     // mV/ms per pA
    double decay_m;  // e^(-offset / tau_m); with the next two, m at `offset` from the state at the slice's start
    double psi_ex;
    double psi_in;
    double rest_m;   // e^(-h / tau_m) over the rest of the slice, h = length - offset
    double rise_ex;  // the most that the excitatory current, as of the slice's start, can still add in that rest
};

// Those of one slice length.
class FactorTable {
public:
    FactorTable(const LifKernel& kernel, double C_m, double length)
        : x_kernel(kernel), x_per_pF(1 / C_m), x_length(length) {}

    EventFactors at(double offset, bool inhibitory) const noexcept {
        const Decay past = x_kernel.decay(offset);
        const double rest = x_length - offset;
        const Decay future = x_kernel.decay(rest);
        const Decay growth{1 / past.m, 1 / past.ex, 1 / past.in};
        EventFactors f;
        f.offset = offset;
        f.to_m = x_per_pF * (inhibitory ? x_kernel.psi_in(-offset, growth) : x_kernel.psi_ex(-offset, growth));
        f.to_g = x_per_pF * (inhibitory ? growth.in : growth.ex);
        f.decay_m = past.m;
        f.psi_ex = x_kernel.psi_ex(offset, past);
        f.psi_in = x_kernel.psi_in(offset, past);
        f.rest_m = future.m;
        f.rise_ex = past.ex * x_kernel.psi_ex_most(rest, future);
        return f;
    }

private:
    const LifKernel& x_kernel;
    double x_per_pF, x_length;
};

}  // namespace limen::lsm
