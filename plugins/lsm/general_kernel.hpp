// The mathematics of one neuron with any number of synaptic time constants, of a membrane of its own and a threshold
// that its spikes may raise: the same solution as in lif_kernel.hpp, taken from event to event.
//
// The threshold is V_th + b, with b' = -b / tau_sfa, and each spike adds q_sfa to b. A crossing is a root of
//
//   m - b - (V_th - C)
//
// which is a sum of exponentials in which b only lets it rise.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lsm/lif_kernel.hpp"

namespace limen::lsm {

// What all neurons with the same membrane share.
class GeneralKernel {
public:
    // The excitatory receptors come first. `order` is that of all synapses.
    GeneralKernel(int order, double tau_m, std::span<const double> tau_syn_ex, std::span<const double> tau_syn_in,
                  double tau_sfa);

    // A neuron at one moment. Of the receptors' currents the second part is 0 where the order is 1, and there are none
    // where it is 0.
    struct State {
        double m = 0;                      // mV above C
        double b = 0;                      // mV: how far the threshold is raised, >= 0
        std::vector<Current<2>> currents;  // of the receptors
    };
    std::size_t receptors() const noexcept { return x_order == 0 ? 0 : x_kernels.size(); }

    // Takes a state to s later. A potential that is held stays as it is.
    void move(State&, double s, bool held) const;
    // What a spike of weight w adds to the current of a receptor, per w / C_m.
    Current<2> jump(std::size_t receptor) const noexcept;
    // The first s in [0, span] at which m - b reaches theta, or `never`; as certain as LifKernel::first_crossing.
    double first_crossing(const State&, double theta, double span) const;
    // At least the highest value that m - b will ever have if nothing comes.
    double highest_ever(const State&) const noexcept;

private:
    // Bounds of m - b, and of its slope, over a span.
    struct Bounds {
        double highest, slope_least, slope_most;
    };
    Bounds bounds(const State& now, const State& end, double span) const;
    double distance(const State& s, double theta) const noexcept { return s.m - s.b - theta; }
    double slope(const State&) const noexcept;
    double rising_root(const State& now, double theta, double span) const;

    int x_order;
    double x_rate_m, x_rate_sfa;
    std::size_t x_excitatory;       // how many of the receptors are
    std::vector<Kernel> x_kernels;  // of the receptors
};

}  // namespace limen::lsm
