// Looks at the signs of what each part of a population sends.
#include "engine/dale_law.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace limen {

namespace {

// Of each of the model's; nullptr where it could not be made.
std::vector<const Population*> populations_of(const Model& model, const std::vector<Network>& networks) {
    std::vector<const Population*> populations(model.populations.size());
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations) populations[p.model_index] = p.population.get();
    return populations;
}

bool have_sources_in_common(const Population& population, Part a, Part b) {
    const UnitRange one = units_of(population, a), other = units_of(population, b);
    return std::max(one.first, other.first) < std::min(one.last, other.last);
}

}  // namespace

std::vector<Problem> broken_dale_law(const Model& model, const std::vector<Network>& networks) {
    std::vector<Problem> problems;
    if (!model.dale) return problems;
    const std::vector<const Population*> populations = populations_of(model, networks);
    std::vector<std::vector<std::size_t>> before(model.populations.size());  // projections of the same source
    for (std::size_t i = 0; i < model.projections.size(); ++i) {
        const ProjectionSpec& p = model.projections[i];
        const PopulationSpec& source = model.populations[p.source];
        const Population* population = populations[p.source];
        const std::vector<std::size_t> others = before[p.source];
        before[p.source].push_back(i);
        if (p.weight == 0 || population == nullptr || source.offer->population->wants_data()) continue;
        const bool excites = p.weight > 0;
        const bool both = population->excitatory() > 0 || excites;  // signs, if a part of it is inhibitory
        if (p.source_part == Part::all && population->excitatory() < population->size() && both) {
            problems.push_back(model.problem(
                p.path, "weight",
                fmt::format(
                    "is {}, but \"{}\" has {} units too; say source_part = \"{}\", or allow a neuron both signs by "
                    "dale = false in [simulation]",
                    p.weight, source.name, excites ? "inhibitory" : "excitatory",
                    excites ? "excitatory" : "inhibitory")));
            continue;
        }
        for (const std::size_t k : others)
            if (const ProjectionSpec& other = model.projections[k];
                other.weight * p.weight < 0 && have_sources_in_common(*population, other.source_part, p.source_part)) {
                problems.push_back(model.problem(
                    p.path, "weight",
                    fmt::format(
                        "is {}, but the same units of \"{}\" send {} in \"{}\"; a neuron excites or inhibits, unless "
                        "[simulation] says dale = false",
                        p.weight, source.name, other.weight, other.name)));
                break;
            }
    }
    return problems;
}

}  // namespace limen
