// Refuses delays that no slice or no list of delay classes could hold, be they drawn or given by a rule.
#include "model/delay_reader.hpp"

#include <fmt/format.h>

#include "limen/registry/host.hpp"
#include "limen/schema/per_unit.hpp"
#include "model/delay_law.hpp"

namespace limen {

namespace {

constexpr double least_own_delay = 1e-6, most_own_delay = 1e30;  // ms: 32-bit numbers, far from their ends

void check_continuous_delay(TableReader& table, const ProjectionSpec& spec) {
    if (spec.delay_min < least_own_delay)
        return table.problem("delay_min", fmt::format("is {} ms; with delay_resolution = 0 it must be at least {} ms",
                                                      spec.delay_min, least_own_delay));
    if (spec.delay > most_own_delay)
        return table.problem("delay", fmt::format("is {} ms; with delay_resolution = 0 it must be at most {} ms",
                                                  spec.delay, most_own_delay));
    const DelayLaw law(spec);
    if (const double times = law.longest() / law.shortest(); !(times <= DelayLaw::most_slices))
        table.problem("delay_min",
                      fmt::format("is {} ms, so that delays go from {:.6g} to {:.6g} ms; with delay_resolution = 0 the "
                                  "longest may be at most {} times the shortest",
                                  spec.delay_min, law.shortest(), law.longest(), DelayLaw::most_slices));
}

}  // namespace

void take_delay(TableReader& table, ProjectionSpec& spec) {
    spec.delay = table.take_as<double>({"delay", 1.0, "ms", Range::positive, "of each synapse"});
    spec.delay_spread = table.take_as<double>(
        {"delay_spread", 0.0, "ms", Range::not_negative,
         "standard deviation of the delays, or half the width of a uniform law; 0: all delays are equal"});
    spec.delay_law = table.take_choice<SpreadLaw>("delay_law", spread_law_names, "what the delays are drawn from");
    spec.delay_min = table.take_as<double>({"delay_min", 0.1, "ms", Range::positive, "smaller delays are drawn again"});
    spec.delay_resolution = table.take_as<double>(
        {"delay_resolution", 0.1, "ms", Range::not_negative,
         "drawn delays are rounded to a multiple of it, at least one; 0: each synapse keeps its own, which is slower"});
    const double most_spread = 10 * spec.delay;  // of a log-normal law with more, hardly a draw is near the mean
    if (spec.delay_spread > most_spread)
        table.problem("delay_spread", fmt::format("is {} ms; it must be at most ten times the delay, which is {} ms",
                                                  spec.delay_spread, spec.delay));
    const bool drawn = spec.delay_spread > 0;
    if ((drawn || table.has("delay_min")) && spec.delay < spec.delay_min)
        table.problem("delay", fmt::format("is {} ms; it must not be below delay_min, which is {} ms", spec.delay,
                                           spec.delay_min));
    if (drawn && spec.delay < spec.delay_resolution)
        table.problem("delay_resolution", fmt::format("is {} ms; it must not be above the delay, which is {} ms",
                                                      spec.delay_resolution, spec.delay));
    else if (drawn && spec.delay_resolution == 0)
        check_continuous_delay(table, spec);
    else if (const DelayLaw law(spec); !(law.count() <= DelayLaw::most_delays))
        table.problem("delay_resolution",
                      fmt::format("is {} ms, which makes {:.6g} delays; a projection has at most {}",
                                  spec.delay_resolution, law.count(), DelayLaw::most_delays));
}

void take_own_delays(TableReader& table, ProjectionSpec& spec, const std::filesystem::path& folder) {
    try {
        call_plugin(plugin_place(*spec.offer, spec.path),
                    [&] { spec.own_delays = spec.offer->topology->delay_range(spec.parameters, folder); });
    } catch (const ParameterError& error) {
        return table.problem(error.key(), error.what());
    } catch (const DataError& error) {
        return table.problem("", error.what());
    }
    if (!spec.own_delays) return;
    for (const char* key : {"delay", "delay_spread", "delay_law", "delay_min", "delay_resolution"})
        table.refuse(key, fmt::format("must be left out, because the rule \"{}\" gives each synapse its delay",
                                      spec.offer->name));
    const auto [shortest, longest] = *spec.own_delays;
    if (!(shortest >= least_own_delay && longest <= most_own_delay && shortest <= longest &&
          longest / shortest <= DelayLaw::most_slices)) {
        table.problem("rule", fmt::format("gives delays from {} to {} ms; they must be {} ms or more, and the longest "
                                          "at most {} times the shortest",
                                          shortest, longest, least_own_delay, DelayLaw::most_slices));
        spec.own_delays.reset();
    }
}

}  // namespace limen
