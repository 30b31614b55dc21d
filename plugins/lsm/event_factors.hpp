// What a synaptic event at one moment of a slice does to any target, computed once and shared by all of them.
#pragma once

#include <cstddef>
#include <span>

#include "lsm/lif_kernel.hpp"

namespace limen::lsm {

// Moments of a slice are counted from its start, and so is the state (m, g) of a neuron: the free solution from the
// slice's start that passes through its present state. An input of current w at `offset` changes that state by (w to_m,
// w to_g).
struct EventFactors {
    double offset;  // ms
    double to_m;    // mV per pA
    double to_g;    // mV/ms per pA
    // The state at `offset` is (decay_m m + psi_ex g_ex + psi_in g_in, decay_ex g_ex, decay_in g_in).
    double decay_m, psi_ex, psi_in, decay_ex, decay_in;

    Moment moment(double m, double g_ex, double g_in) const noexcept {
        return {decay_m * m + psi_ex * g_ex + psi_in * g_in, decay_ex * g_ex, decay_in * g_in};
    }
};

// Those of one slice length.
class FactorTable {
public:
    FactorTable() = default;
    FactorTable(const LifKernel& kernel, double C_m, double length);

    EventFactors at(double offset, bool inhibitory) const noexcept;
    // to_m and to_g, times `weight`, of many events.
    void fill(std::span<const double> offsets, double weight, std::span<double> to_m, std::span<double> to_g) const;

    double length() const noexcept { return x_length; }
    // A current I_ex + I_in, both counted from the slice's start, is at most that of an excitatory one of
    // I_ex + share I_in at any moment of the slice: I_in is negative, and falls no more slowly than that.
    double share() const noexcept { return x_share; }

private:
    const LifKernel* x_kernel = nullptr;
    double x_per_pF = 0, x_length = 0, x_share = 0;
};

}  // namespace limen::lsm
