// The schema of the population `lif`, and the numbers of its single neurons.
#include "lsm/lif_parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lsm/drive_limits.hpp"

namespace limen::lsm {

const Parameter<Lif> Lif::schema[22] = {
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
    {"tau_syn_ex", &Lif::tau_syn_ex, "ms", Range::positive,
     "time constant of excitatory synaptic currents; a list has one for each receptor"},
    {"tau_syn_in", &Lif::tau_syn_in, "ms", Range::positive,
     "time constant of inhibitory synaptic currents; a list has one for each receptor"},
    {"I_e", &Lif::I_e, "pA", Range::any, "constant input current"},
    {"q_sfa", &Lif::q_sfa, "mV", Range::not_negative, "by which a spike raises the threshold; 0: it is fixed"},
    {"tau_sfa", &Lif::tau_sfa, "ms", Range::positive, "time constant with which a raised threshold falls back to V_th"},
    {"V_init", &Lif::V_init, "mV", Range::any,
     "potential at the start: one value, or [low, high] to draw from; empty: E_L"},
    {"grid", &Lif::grid, "", Range::positive,
     "places the neurons on a grid of this many columns, rows and layers; their product is size"},
    {"tau_filter", &Lif::tau_filter, "ms", Range::positive, "time constant of the observable \"filtered\""},
    {"homeostasis", &Lif::homeostasis, "", Range::any,
     "what brings each neuron to its target rate before the run: its threshold (intrinsic plasticity), or the scaling "
     "of the excitatory synapses that arrive at it",
     "none threshold scaling"},
    {"target_rate", &Lif::target_rate, "Hz", Range::positive,
     "of each neuron; a gamma law whose spread is its mean is exponential"},
    {"homeostasis_passes", &Lif::homeostasis_passes, "", Range::positive,
     "through the training trials that homeostasis takes"},
    {"homeostasis_trials", &Lif::homeostasis_trials, "", Range::positive,
     "so many training trials, evenly spread, are a pass"},
    {"V_init_per_trial", &Lif::V_init_per_trial, "", Range::any, "whether potentials are drawn anew for each trial"},
};

std::uint32_t excitatory_units(const Lif& p) {
    return static_cast<std::uint32_t>(p.size - std::llround(p.inhibitory * static_cast<double>(p.size)));
}

namespace {

// Every value is above the least that its parameter may have.
PerNeuron draw_values(const Lif& p, PerUnit Lif::*member, std::uint64_t seed, std::uint32_t id) {
    const auto* const known =
        std::find_if(std::begin(Lif::schema), std::end(Lif::schema), [&](const Parameter<Lif>& parameter) {
            return std::holds_alternative<PerUnit Lif::*>(parameter.member) &&
                   std::get<PerUnit Lif::*>(parameter.member) == member;
        });
    const PerUnit& given = p.*member;
    const auto n = static_cast<std::size_t>(p.size);
    if (!given.by_part && given.values.size() != 1 && given.values.size() != n)
        throw ParameterError(
            known->name,
            fmt::format("lists {} numbers; it must be one, or one for each of the {} units", given.values.size(), n));
    const double least = known->range == Range::any ? -never : 0;
    const auto index = static_cast<std::uint32_t>(known - std::begin(Lif::schema));
    return PerNeuron(draw(given, n, excitatory_units(p), least, Random(seed, Purpose::unit_parameters, id, index)));
}

// Potentials and currents beyond these are a slip of the pen, and sums of them no numbers.
constexpr double most_potential = 1e9;  // mV
constexpr double most_tau = 1e15;       // ms

void refuse_outside(const PerNeuron& values, std::size_t units, const char* key, const char* unit, double least,
                    double most) {
    for (std::size_t i = 0; i < (values.same() ? 1 : units); ++i)
        if (!(values[i] >= least && values[i] <= most))
            throw ParameterError(key,
                                 fmt::format("is {} {}{}; it must be from {:g} to {:g} {}", values[i], unit,
                                             values.same() ? "" : fmt::format(" for unit {}", i), least, most, unit));
}

// What a current of most_current does to the potential must still be a number that means something.
void refuse_slips(const LifValues& values, std::size_t units) {
    constexpr double least_capacitance = 1e-9, most_capacitance = 1e15;  // pF
    refuse_outside(values.C_m, units, "C_m", "pF", least_capacitance, most_capacitance);
    refuse_outside(values.tau_m, units, "tau_m", "ms", 0, most_tau);
    refuse_outside(values.E_L, units, "E_L", "mV", -most_potential, most_potential);
    refuse_outside(values.V_th, units, "V_th", "mV", -most_potential, most_potential);
    refuse_outside(values.V_reset, units, "V_reset", "mV", -most_potential, most_potential);
    refuse_outside(values.I_e, units, "I_e", "pA", -most_current, most_current);
}

}  // namespace

PerNeuron draw_target_rates(const Lif& p, std::uint64_t seed, std::uint32_t id) {
    return draw_values(p, &Lif::target_rate, seed, id);
}

LifValues::LifValues(const Lif& p, std::uint64_t seed, std::uint32_t id)
    : tau_m(draw_values(p, &Lif::tau_m, seed, id)),
      C_m(draw_values(p, &Lif::C_m, seed, id)),
      E_L(draw_values(p, &Lif::E_L, seed, id)),
      V_th(draw_values(p, &Lif::V_th, seed, id)),
      V_reset(draw_values(p, &Lif::V_reset, seed, id)),
      t_ref(draw_values(p, &Lif::t_ref, seed, id)),
      I_e(draw_values(p, &Lif::I_e, seed, id)) {
    refuse_slips(*this, static_cast<std::size_t>(p.size));
    for (const double V : p.V_init)
        if (std::fabs(V) > most_potential)
            throw ParameterError("V_init", fmt::format("holds {} mV; it must be at most {:g} mV", V, most_potential));
    if (p.q_sfa > most_potential)
        throw ParameterError("q_sfa", fmt::format("is {} mV; it must be at most {:g} mV", p.q_sfa, most_potential));
    constexpr double least_distance = 1e-9;  // mV; nearer ones would spike again at once, by rounding
    const std::size_t different = V_th.same() && V_reset.same() ? 1 : static_cast<std::size_t>(p.size);
    for (std::size_t i = 0; i < different; ++i)
        if (!(V_th[i] - V_reset[i] >= least_distance))
            throw ParameterError("V_reset", fmt::format("is {} mV{}; it must be below V_th, which is {} mV", V_reset[i],
                                                        different == 1 ? "" : fmt::format(" for unit {}", i), V_th[i]));
}

std::size_t LifValues::bytes() const noexcept {
    std::size_t sum = 0;
    for (const PerNeuron* values : {&tau_m, &C_m, &E_L, &V_th, &V_reset, &t_ref, &I_e}) sum += values->bytes();
    return sum;
}

}  // namespace limen::lsm
