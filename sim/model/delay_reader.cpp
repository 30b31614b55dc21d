// Refuses delays that no slice or no list of delay classes could hold.
#include "model/delay_reader.hpp"

#include <fmt/format.h>

#include "limen/per_unit.hpp"
#include "schedule/delay_law.hpp"

namespace limen {

namespace {

void check_continuous_delay(TableReader& table, const ProjectionSpec& spec) {
    constexpr double least = 1e-6, most = 1e30;  // ms: these are 32-bit numbers, and most is far from their end
    if (spec.delay_min < least)
        return table.problem("delay_min", fmt::format("is {} ms; with delay_resolution = 0 it must be at least {} ms",
                                                      spec.delay_min, least));
    if (spec.delay > most)
        return table.problem(
            "delay", fmt::format("is {} ms; with delay_resolution = 0 it must be at most {} ms", spec.delay, most));
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

}  // namespace limen
