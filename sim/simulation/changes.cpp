// Plans the networks once more, as they would be with the other value, and takes what has changed.
#include "simulation/changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/build.hpp"
#include "limen/registry/host.hpp"
#include "model/name_index.hpp"
#include "schema/value_types.hpp"

namespace limen {

namespace {

// "population.liquid.I_e" in its three parts. Throws Error.
struct Key {
    std::string section, name, parameter;
};

Key parts_of(const std::string& key) {
    const std::size_t first = key.find('.'), second = first == key.npos ? key.npos : key.find('.', first + 1);
    if (second == key.npos || key.find('.', second + 1) != key.npos)
        throw Error(fmt::format("\"{}\" names no parameter; a key has three parts, as in population.liquid.I_e", key));
    return {key.substr(0, first), key.substr(first + 1, second - first - 1), key.substr(second + 1)};
}

// The components of that name, of which a drive has one for each target.
template <class Spec>
std::vector<Spec*> named(std::vector<Spec>& specs, const Key& key) {
    std::vector<Spec*> found;
    NameIndex names;
    for (Spec& spec : specs) {
        if (spec.name == key.name) found.push_back(&spec);
        names.add(spec.name);
    }
    if (found.empty())
        throw Error(fmt::format("there is no {} \"{}\"{}", key.section, key.name, suggestion(key.name, names.names())));
    return found;
}

void set_in(const Model& model, Component& component, const std::string& parameter, const Value& given) {
    const Schema& schema = component.offer->schema;
    const auto info =
        std::find_if(schema.begin(), schema.end(), [&](const ParameterInfo& entry) { return entry.name == parameter; });
    std::vector<std::string> names;
    for (const ParameterInfo& entry : schema) names.push_back(entry.name);
    if (info == schema.end())
        throw ModelError(
            {model.problem(component.path, parameter, "is not a key of this table" + suggestion(parameter, names))});
    const Value value = as_type_of(info->default_value, given);
    if (const std::string wrong = check(*info, value); !wrong.empty())
        throw ModelError({model.problem(component.path, parameter, wrong)});
    std::map<std::string, Value> values = component.parameters.values();
    values[parameter] = value;
    component.parameters = Parameters(std::move(values));
}

bool same_positions(std::span<const Position> a, std::span<const Position> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool same_structure(const Population& a, const Population& b) {
    return a.size() == b.size() && a.excitatory() == b.excitatory() && a.block_size() == b.block_size() &&
           a.receptors(false) == b.receptors(false) && a.receptors(true) == b.receptors(true) &&
           same_positions(a.positions(), b.positions());
}

[[noreturn]] void refuse(const std::string& key, const std::string& why) {
    throw Error(fmt::format("{} cannot change while the simulation is there: {}; make a new Simulation", key, why));
}

void change_population(const Changeable& all, const Key& key, const std::string& whole_key, const Value& value) {
    Model changed = all.model;
    PopulationSpec& spec = *named(changed.populations, key)[0];
    if (!spec.offer->population->spiking()) refuse(whole_key, "units that do not spike keep what they were built with");
    set_in(all.model, spec, key.parameter, value);
    const auto index = static_cast<std::size_t>(&spec - changed.populations.data());
    const std::vector<Network> planned = plan_networks(changed, channels_of(all.streams));
    for (std::size_t n = 0; n < all.networks.size(); ++n) {
        const auto place = all.networks[n].find(index);
        if (!place) continue;
        std::shared_ptr<const Population>& present = all.networks[n].populations[*place].population;
        const std::shared_ptr<const Population>& next = planned[n].populations[*place].population;
        if (present->homeostasis().passes > 0) refuse(whole_key, "the population has come to its rates before the run");
        if (!same_structure(*present, *next)) refuse(whole_key, "other units would be joined by other synapses");
        if (next->longest_slice() < all.networks[n].slices.length())
            refuse(whole_key, fmt::format("it would take slices of {:.3g} ms at most, but the network's last {:.3g} ms",
                                          next->longest_slice(), all.networks[n].slices.length()));
        if (!all.run.change(n, *place, *next)) refuse(whole_key, "its units keep it in another form");
        if (all.run.going()) all.replaced.push_back(present);
        present = next;
    }
    all.model.populations[index].parameters = spec.parameters;
}

void change_drive(const Changeable& all, const Key& key, const Value& value) {
    Model changed = all.model;
    for (DriveSpec* spec : named(changed.drives, key)) set_in(all.model, *spec, key.parameter, value);
    std::vector<Network> planned = plan_networks(changed, channels_of(all.streams));
    // Those of a network are in the order of the model.
    std::vector<std::size_t> before(all.networks.size());
    for (const DriveSpec& spec : changed.drives)
        for (std::size_t n = 0; n < all.networks.size(); ++n) {
            if (!all.networks[n].find(spec.target)) continue;
            const std::size_t d = before[n]++;
            if (spec.name != key.name) continue;
            all.networks[n].drives[d].drive = std::move(planned[n].drives[d].drive);
            all.run.resume(n, d);
        }
    all.model.drives = std::move(changed.drives);
}

}  // namespace

void change_parameter(const Changeable& all, const std::string& whole_key, const Value& value) {
    const Key key = parts_of(whole_key);
    if (key.section == "population") return change_population(all, key, whole_key, value);
    if (key.section == "drive") return change_drive(all, key, value);
    if (key.section == "projection") refuse(whole_key, "synapses are drawn when it is built");
    throw Error(fmt::format(
        "{} cannot change while the simulation is there: parameters of [population.*] and [drive.*] can", whole_key));
}

}  // namespace limen
