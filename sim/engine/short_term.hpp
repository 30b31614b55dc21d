// Short-term plasticity of one synapse: resources that each spike uses up and that recover, and the share of them that
// a spike uses, which earlier spikes raise (Markram, Wang and Tsodyks 1998, PNAS 95:5323).
#pragma once

#include "limen/core/math.hpp"

namespace limen {

struct ShortTermParameters {
    double U;          // share of the resources that a spike after a long silence uses; above 0, at most 1
    double tau_rec;    // ms, of their recovery; above 0
    double tau_facil;  // ms, with which the share decays to U again; 0: it is always U
};

// As the last spike found it; before the first one, rested. A value.
struct ShortTermState {
    double u = 0, x = 1;  // the share that it used, of the resources that were there; both in [0, 1]

    // The part u x of its full amplitude with which the synapse transmits a spike `interval` ms after the last one:
    //     u <- U + u (1 - U) e^(-interval / tau_facil),    x <- 1 + (x - x u - 1) e^(-interval / tau_rec)
    // with the u of the last spike in x (equations 4 and 5 of Maass and Markram 2002, Neural Networks 15:155). NEST's
    // tsodyks2_synapse does the same since its pull request 3384; before, it took the interval before the last one.
    double transmit(const ShortTermParameters& p, double interval) noexcept {
        x = 1 + (x - x * u - 1) * math::exp(-interval / p.tau_rec);
        u = p.tau_facil > 0 ? p.U + u * (1 - p.U) * math::exp(-interval / p.tau_facil) : p.U;
        return u * x;
    }
};

}  // namespace limen
