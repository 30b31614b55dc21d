// Checks target by target.
#include "registry/checked_topology.hpp"

#include <fmt/format.h>

#include <cmath>

#include "limen/registry/host.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

CheckedTopology::CheckedTopology(std::unique_ptr<Topology> rule, std::string place, const TopologyEnds& ends)
    : x_rule(std::move(rule)),
      x_place(std::move(place)),
      x_sources(ends.source.size),
      x_signed(ends.signed_weights),
      x_weighted(false) {
    check_made(x_place, x_rule, "connection rule");
    x_weighted = x_rule->weighted();
}

// Only then are those weighted that read a file.
void CheckedTopology::prepare() {
    call_plugin(x_place, [&] { x_rule->prepare(); });
    x_weighted = x_rule->weighted();
}

void CheckedTopology::sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const {
    const std::size_t before = sources.size();
    call_running_plugin(
        x_place, [&] { return fmt::format("at the sources of target {}", target); },
        [&] { x_rule->sources_of(target, random, sources); });
    if (sources.size() < before) sources.resize(before);
    check_sources(x_place, target, std::span(sources).subspan(before), x_sources);
}

void CheckedTopology::relative_weights(std::uint32_t target, std::vector<float>& factors) const {
    const std::size_t before = factors.size();
    call_running_plugin(
        x_place, [&] { return fmt::format("at the relative weights of target {}", target); },
        [&] { x_rule->relative_weights(target, factors); });
    if (factors.size() < before) factors.resize(before);
    check_factors(x_place, target, std::span(factors).subspan(before), x_signed);
}

// Within what they lie is checked where the projection is known.
void CheckedTopology::delays(std::uint32_t target, std::vector<float>& delays) const {
    call_running_plugin(
        x_place, [&] { return fmt::format("at the delays of target {}", target); },
        [&] { x_rule->delays(target, delays); });
}

double CheckedTopology::expected_synapses() const {
    double number = 0;
    call_plugin(x_place, [&] { number = x_rule->expected_synapses(); });
    if (!(std::isfinite(number) && number >= 0))
        throw PluginError(x_place, fmt::format("expects {} synapses; it must be 0 or more", number));
    return number;
}

const std::vector<std::string>& CheckedTopology::notes() const {
    static const std::vector<std::string> none;
    const auto* noting = dynamic_cast<const HasNotes*>(x_rule.get());
    return noting != nullptr ? noting->notes() : none;
}

double CheckedTopology::temporary_bytes() const {
    double bytes = 0;
    call_plugin(x_place, [&] { bytes = x_rule->temporary_bytes(); });
    if (!(std::isfinite(bytes) && bytes >= 0))
        throw PluginError(x_place, fmt::format("keeps {} bytes; it must be 0 or more", bytes));
    return bytes;
}

std::uint64_t DrawnSources::digest(std::span<const std::uint32_t> sources) noexcept {
    // Odd numbers without a pattern, one for each place: the golden ratio's bits and their multiples.
    constexpr std::uint64_t step = 0x9e3779b97f4a7c15;
    std::uint64_t sum = sources.size(), factor = 1;
    for (const std::uint32_t source : sources) {
        factor += 2 * step;
        sum += (source + std::uint64_t{1}) * factor;
    }
    return sum;
}

}  // namespace limen
