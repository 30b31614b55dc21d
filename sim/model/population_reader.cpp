// Populations, and the connection rules within them.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "model/model_reader.hpp"

namespace limen {

void ModelReader::read_populations() {
    std::vector<std::vector<std::string>> inputs;
    for (const Named& named : named_tables("population")) {
        TableReader table = reader("population", named);
        PopulationSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        inputs.emplace_back();
        spec.offer = take_offer(table, "model", Kind::population, "the kind of units");
        if (spec.offer != nullptr) {
            const std::size_t problems = x_problems.size();
            if (spec.offer->population->hears_rates())
                take_sources(table, spec, inputs.back());
            else
                spec.data = take_data(table, spec.offer->population->wants_data());
            spec.parameters = table.take_all(schema_with_rules(*spec.offer));
            check_size(table, spec);
            // After a problem some values are defaults, beside which others may seem to say nothing.
            if (x_problems.size() == problems)
                for (const auto& [name, reason] : spec.offer->population->unused(spec.parameters))
                    table.refuse(name, "says nothing " + reason);
            const bool has_rules = !spec.offer->population->rule_key().empty();
            if (has_rules) table.know("rule");
            finish(table);
            if (has_rules) take_rule(named, table, spec);
        }
        x_population_names.add(named.name);
        x_model.populations.push_back(std::move(spec));
    }
    resolve_inputs(inputs);
}

// A plugin may make a smaller type of it before it looks at it.
void ModelReader::check_size(TableReader& table, const PopulationSpec& spec) {
    const auto& values = spec.parameters.values();
    const auto size = values.find("size");
    if (size == values.end() || !std::holds_alternative<std::int64_t>(size->second)) return;
    constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
    if (const auto number = std::get<std::int64_t>(size->second); number > most)
        table.problem("size", fmt::format("is {}; a population has at most {} units", number, most));
}

void ModelReader::take_sources(TableReader& table, PopulationSpec& spec, std::vector<std::string>& inputs) {
    const auto data_named = [&](const char* key, const char* meaning) {
        const auto name = table.take_as<std::string>({key, std::string{}, "", Range::any, meaning});
        return find(table, key, name, x_data_names, "data");
    };
    spec.data = data_named("data", "the [data.*] table that feeds it");
    inputs = table.take_as<std::vector<std::string>>(
        {"input", std::vector<std::string>{}, "", Range::any, "populations whose states of the same frame it hears"});
    // Like a record's precision it is taken only where it is given.
    if (table.has("input_state"))
        spec.input_state = table.take_as<std::string>(
            {"input_state", std::string{}, "", Range::any, "of inputs that spike: which of their states it hears"});
    table.know("input_state");
    spec.feedback = data_named("feedback", "the [data.*] table whose targets, a frame late, are fed back to it");
    if (!table.has("data") && inputs.empty() && !table.has("feedback"))
        table.problem("", "lacks \"data\": the [data.*] table that feeds it, unless \"input\" or \"feedback\" does");
}

void ModelReader::resolve_inputs(const std::vector<std::vector<std::string>>& inputs) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        PopulationSpec& spec = x_model.populations[i];
        const auto refuse = [&](const std::string& message) {
            x_problems.push_back(x_model.problem(spec.path, "input", message));
        };
        for (const std::string& name : inputs[i]) {
            const auto index = x_population_names.find(name);
            if (!index) {
                refuse(fmt::format("there is no population \"{}\"{}", name, suggest(name, x_population_names)));
                continue;
            }
            if (std::find(spec.inputs.begin(), spec.inputs.end(), *index) != spec.inputs.end())
                refuse(fmt::format("names \"{}\" twice", name));
            else
                spec.inputs.push_back(*index);
        }
        check_input_state(spec);
    }
}

void ModelReader::check_input_state(const PopulationSpec& spec) {
    const auto refuse = [&](const char* key, const std::string& message) {
        x_problems.push_back(x_model.problem(spec.path, key, message));
    };
    bool any_spikes = false, all_known = true;
    for (const std::size_t source : spec.inputs) {
        const PopulationSpec& heard = x_model.populations[source];
        all_known = all_known && heard.offer != nullptr;
        if (heard.offer == nullptr || !heard.offer->population->spiking()) continue;
        any_spikes = true;
        std::vector<std::string> states;
        for (const Observable& observable : heard.offer->population->observables()) states.push_back(observable.name);
        const std::string known = fmt::format("\"{}\"", fmt::join(states, "\", \""));
        if (states.empty())
            refuse("input", fmt::format("names \"{}\", whose units spike and have no state to be heard", heard.name));
        else if (!heard.offer->population->exact_samples())
            refuse("input", fmt::format("names \"{}\", whose units spike and give their states in single precision "
                                        "alone, which cannot be heard",
                                        heard.name));
        else if (spec.input_state.empty())
            refuse("input", fmt::format("names \"{}\", whose units spike; input_state must say which of their states "
                                        "it hears: {}",
                                        heard.name, known));
        else if (std::find(states.begin(), states.end(), spec.input_state) == states.end())
            refuse("input_state", fmt::format("is \"{}\", but \"{}\" has the states {}{}", spec.input_state, heard.name,
                                              known, suggestion(spec.input_state, states)));
    }
    if (!spec.input_state.empty() && !any_spikes && all_known)
        refuse("input_state", "says nothing, because none of its inputs spikes");
}

const Schema& ModelReader::schema_with_rules(const Offer& population) {
    const auto [known, is_new] = x_schemas.emplace(&population, population.schema);
    Schema& schema = known->second;
    if (!is_new) return schema;
    for (ParameterInfo& info : schema)
        if (info.name == population.population->rule_key())
            for (const std::string& rule : x_host.names(Kind::topology))
                if (std::find(info.choices.begin(), info.choices.end(), rule) == info.choices.end())
                    info.choices.push_back(rule);
    return schema;
}

void ModelReader::take_rule(const Named& named, TableReader& table, PopulationSpec& spec) {
    const std::string key = spec.offer->population->rule_key(), name = spec.parameters.text(key);
    const auto& schema = spec.offer->schema;
    const auto info = std::find_if(schema.begin(), schema.end(), [&](const auto& i) { return i.name == key; });
    const bool own = std::find(info->choices.begin(), info->choices.end(), name) != info->choices.end();
    const toml::node* node = named.table->get("rule");
    if (own) {
        if (node != nullptr)
            table.problem("rule", fmt::format("says nothing with {} = \"{}\", which is no connection rule", key, name));
        return;
    }
    if (node != nullptr && !node->is_table()) {
        table.problem("rule", fmt::format("must be a table with the parameters of the rule that {} names", key));
        return;
    }
    const toml::table none;
    TableReader rule(node != nullptr ? *node->as_table() : none, {"population", named.name, "rule"}, context());
    if (node == nullptr) x_model.places[rule.path()] = x_model.places[table.path()];
    Component component;
    component.name = name;
    component.path = rule.path();
    component.offer = x_host.find(Kind::topology, name);
    component.parameters = rule.take_all(component.offer->schema);
    finish(rule);
    spec.rule = std::move(component);
}

}  // namespace limen
