// What a synaptic event at one moment of a slice does to any target, computed once and shared by all of them.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "lsm/lif_kernel.hpp"

namespace limen::lsm {

// Moments of a slice are counted from its start, and so is the state (m, currents) of a neuron: the free solution from
// the slice's start that passes through its present state. An input of weight w at `offset` changes that state by
// w (to_m, to_current).
template <int order>
struct EventFactors {
    double offset;                    // ms
    double to_m;                      // mV per pA, or per mV
    Current<order> to_current;        // mV/ms, and mV/ms^2, per pA
    Decay decay;                      // to `offset`, from the slice's start
    Current<order> to_m_ex, to_m_in;  // what the currents of the slice's start have added to m there

    Moment<order> moment(double m, const Current<order>& ex, const Current<order>& in) const noexcept {
        return {decay.m * m + dot(ex, to_m_ex) + dot(in, to_m_in), decayed(ex, offset, decay.ex),
                decayed(in, offset, decay.in)};
    }
};

// Those of one slice length.
template <int order>
class FactorTable {
public:
    FactorTable() = default;
    FactorTable(const LifKernel<order>& kernel, double C_m, double length);

    EventFactors<order> at(double offset, bool inhibitory) const noexcept;
    // to_m and then to_current, times `weight`, of many events; each part is as long as the offsets.
    void fill(std::span<const double> offsets, double weight, std::array<std::vector<double>, order + 1>& parts) const;

    double length() const noexcept { return x_length; }
    // inhibitory_share of the whole slice.
    double share() const noexcept { return x_share; }

private:
    // What a spike of weight 1 adds to the last part of a current, or to m where there is none.
    double unit(bool inhibitory) const noexcept { return inhibitory ? x_unit_in : x_unit_ex; }

    const LifKernel<order>* x_kernel = nullptr;
    double x_unit_ex = 0, x_unit_in = 0, x_length = 0, x_share = 0;
};

}  // namespace limen::lsm
