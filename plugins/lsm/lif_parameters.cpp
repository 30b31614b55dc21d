// The schema of the population `lif`.
#include "lsm/lif_parameters.hpp"

namespace limen::lsm {

const Parameter<Lif> Lif::schema[15] = {
    {"size", &Lif::size, "", Range::positive, "number of neurons"},
    {"inhibitory", &Lif::inhibitory, "", Range::fraction,
     "share of the neurons that are inhibitory; they are the last ones"},
    {"synapse", &Lif::synapse, "", Range::any,
     "what a spike of weight w does: V jumps by w (delta, w in mV); a current jumps by w and decays (exponential, w in "
     "pA); a current rises to w at tau_syn and decays (alpha, w in pA)",
     "delta exponential alpha"},
    {"tau_m", &Lif::tau_m, "ms", Range::positive, "membrane time constant"},
    {"C_m", &Lif::C_m, "pF", Range::positive, "membrane capacitance"},
    {"E_L", &Lif::E_L, "mV", Range::any, "resting potential"},
    {"V_th", &Lif::V_th, "mV", Range::any, "threshold"},
    {"V_reset", &Lif::V_reset, "mV", Range::any, "potential after a spike, below the threshold"},
    {"t_ref", &Lif::t_ref, "ms", Range::not_negative,
     "refractory period: the potential is held, the currents go on, jumps are lost"},
    {"tau_syn_ex", &Lif::tau_syn_ex, "ms", Range::positive, "time constant of excitatory synaptic currents"},
    {"tau_syn_in", &Lif::tau_syn_in, "ms", Range::positive, "time constant of inhibitory synaptic currents"},
    {"I_e", &Lif::I_e, "pA", Range::any, "constant input current"},
    {"V_init", &Lif::V_init, "mV", Range::any,
     "potential at the start: one value, or [low, high] to draw from; empty: E_L"},
    {"grid", &Lif::grid, "", Range::positive,
     "places the neurons on a grid of this many columns, rows and layers; their product is size"},
    {"tau_filter", &Lif::tau_filter, "ms", Range::positive, "time constant of the observable \"filtered\""},
};

}  // namespace limen::lsm
