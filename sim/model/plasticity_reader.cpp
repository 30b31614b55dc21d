// Keys that say nothing where the plasticity they belong to is off are refused there, and left out of the resolved
// model.
#include "model/plasticity_reader.hpp"

#include <fmt/format.h>

namespace limen {

namespace {

constexpr double longest_drawn = 1e30;  // ms: what is drawn from these is still a 32-bit number

void refuse_without(TableReader& table, const std::string& wanted, const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
        if (table.has(key)) table.problem(key, fmt::format("says nothing without {}", wanted));
        table.know(key);
    }
}

double take_time_spread(TableReader& table, const std::string& name, double mean) {
    const std::string key = name + "_spread";
    const auto spread = table.take_as<double>(
        {key, 0.0, "ms", Range::not_negative, "standard deviation of " + name + "; a synapse's is above 0"});
    if (spread > 0 && mean + spread > longest_drawn)
        table.problem(key, fmt::format("is {} ms; with {} it must be at most {:g} ms", spread, name, longest_drawn));
    return spread;
}

}  // namespace

ShortTermSpec take_short_term(TableReader& table) {
    ShortTermSpec spec;
    spec.U = table.take_as<double>({"U", 0.0, "", Range::fraction,
                                    "share of a synapse's resources that a spike after a long silence uses; 0: no "
                                    "short-term plasticity"});
    if (!spec.on()) {
        refuse_without(table, "U, the share of its resources that a synapse uses (above 0, at most 1)",
                       {"U_spread", "tau_rec", "tau_rec_spread", "tau_facil", "tau_facil_spread"});
        return spec;
    }
    spec.tau_rec = table.take_as<double>({"tau_rec", 800.0, "ms", Range::positive, "recovery of the resources"});
    spec.tau_facil = table.take_as<double>(
        {"tau_facil", 0.0, "ms", Range::not_negative, "how long spikes raise the share that is used; 0: not at all"});
    spec.U_spread = table.take_as<double>(
        {"U_spread", 0.0, "", Range::fraction, "standard deviation of U; a synapse's is above 0 and at most 1"});
    spec.tau_rec_spread = take_time_spread(table, "tau_rec", spec.tau_rec);
    spec.tau_facil_spread = take_time_spread(table, "tau_facil", spec.tau_facil);
    return spec;
}

StdpSpec take_stdp(TableReader& table, const ProjectionSpec& projection, const std::string& unit) {
    StdpSpec spec;
    spec.on = table.take_as<bool>({"stdp", false, "", Range::any, "spike-timing-dependent plasticity"});
    if (!spec.on) {
        refuse_without(table, "stdp = true",
                       {"w_max", "A_plus", "A_minus", "tau_plus", "tau_minus", "mu_plus", "mu_minus"});
        return spec;
    }
    const auto number = [&](const char* key, double initial, const char* unit, Range range, const char* meaning) {
        return table.take_as<double>({key, initial, unit, range, meaning});
    };
    spec.w_max = table.take_as<double>({"w_max", 0.0, unit, Range::positive, "the largest weight", true});
    spec.A_plus = number("A_plus", spec.A_plus, "", Range::fraction, "largest step up, as a share of w_max");
    spec.A_minus = number("A_minus", spec.A_minus, "", Range::fraction, "largest step down, as a share of w_max");
    spec.tau_plus = number("tau_plus", spec.tau_plus, "ms", Range::positive, "window of arrivals before spikes");
    spec.tau_minus = number("tau_minus", spec.tau_minus, "ms", Range::positive, "window of arrivals after spikes");
    spec.mu_plus = number("mu_plus", 0, "", Range::not_negative, "steps up go as (1 - w / w_max) to this power");
    spec.mu_minus = number("mu_minus", 0, "", Range::not_negative, "steps down go as w / w_max to this power");
    constexpr double most = 1e12;  // as of any weight
    if (spec.w_max > most)
        table.problem("w_max", fmt::format("is {} pA; it must be at most {:g} pA", spec.w_max, most));
    if (projection.weight < 0)
        table.problem("stdp", fmt::format("is for excitatory synapses; the weight is {}", projection.weight));
    else if (spec.w_max > 0 && projection.weight > spec.w_max)
        table.problem("w_max", fmt::format("is {0}{2}, below the weight of {1}{2}", spec.w_max, projection.weight,
                                           unit.empty() ? "" : " " + unit));
    if (projection.short_term.differs())
        table.problem("stdp",
                      "cannot be joined with short-term plasticity that differs from synapse to synapse; "
                      "leave the spreads of U, tau_rec and tau_facil out");
    return spec;
}

}  // namespace limen
