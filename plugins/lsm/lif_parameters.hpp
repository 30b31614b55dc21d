// What a model file says of a population of leaky integrate-and-fire neurons.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "limen/parameter.hpp"

namespace limen::lsm {

inline constexpr double never = std::numeric_limits<double>::infinity();

struct Lif {
    std::int64_t size = 100;
    double inhibitory = 0;
    std::string synapse = "exponential";
    double tau_m = 10, C_m = 250, E_L = -70, V_th = -55, V_reset = -70, t_ref = 2;
    double tau_syn_ex = 2, tau_syn_in = 2, I_e = 0;
    std::vector<double> V_init{};
    std::vector<double> grid{};
    double tau_filter = 30;

    static const Parameter<Lif> schema[15];
};

}  // namespace limen::lsm
