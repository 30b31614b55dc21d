// What a model file says of a population of leaky integrate-and-fire neurons.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "limen/schema/parameter.hpp"

namespace limen::lsm {

inline constexpr double never = std::numeric_limits<double>::infinity();

struct Lif {
    std::int64_t size = 100;
    double inhibitory = 0;
    std::string synapse = "exponential";
    PerUnit tau_m = 10, C_m = 250, E_L = -70, V_th = -55, V_reset = -70, t_ref = 2, I_e = 0;
    std::vector<double> tau_syn_ex{2}, tau_syn_in{2};
    double q_sfa = 0, tau_sfa = 100;
    std::vector<double> V_init{};
    bool V_init_per_trial = false;
    std::vector<double> grid{};
    double tau_filter = 30;
    std::string homeostasis = "none";
    PerUnit target_rate = 10;
    std::int64_t homeostasis_passes = 20, homeostasis_trials = 50;

    static const Parameter<Lif> schema[22];
};

// The first so many; the others are inhibitory.
std::uint32_t excitatory_units(const Lif&);

// Numbers of which there is one for all neurons, or one for each.
class PerNeuron {
public:
    PerNeuron() = default;
    explicit PerNeuron(std::vector<double> values) : x_values(std::move(values)) {}
    double operator[](std::size_t neuron) const noexcept { return x_values[x_values.size() == 1 ? 0 : neuron]; }
    bool same() const noexcept { return x_values.size() == 1; }
    std::size_t bytes() const noexcept { return x_values.size() * sizeof(double); }

private:
    std::vector<double> x_values;
};

// What homeostasis leads each neuron to, in Hz. Throws ParameterError.
PerNeuron draw_target_rates(const Lif&, std::uint64_t seed, std::uint32_t id);

// The parameters of single neurons.
struct LifValues {
    PerNeuron tau_m, C_m, E_L, V_th, V_reset, t_ref, I_e;

    // Draws what has a spread, from the streams of this population. Throws ParameterError where a list has not one
    // number for each neuron, or a reset is not below its threshold.
    LifValues(const Lif&, std::uint64_t seed, std::uint32_t id);
    // Where the potential goes under I_e and this current (pA) besides.
    double rest(std::size_t i, double current) const noexcept {
        return E_L[i] + (I_e[i] + current) * tau_m[i] / C_m[i];
    }
    std::size_t bytes() const noexcept;
};

}  // namespace limen::lsm
