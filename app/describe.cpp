// `limen describe`: what models can name, and the parameters of each, from the schemas alone.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <map>
#include <memory>

#include "commands.hpp"
#include "limen/registry/host.hpp"
#include "output.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

constexpr std::array kinds{Kind::dataset, Kind::population, Kind::topology, Kind::drive, Kind::trainer};

// The table of a model that names an offer of this kind, and the key in it.
const char* where_named(Kind kind) {
    switch (kind) {
        case Kind::population:
            return "[population.<name>] model";
        case Kind::topology:
            return "[projection.<name>] rule";
        case Kind::drive:
            return "[drive.<name>] model";
        case Kind::dataset:
            return "[data.<name>] reader";
        case Kind::trainer:
            return "[readout.<name>] trainer";
    }
    return "";
}

std::string allowed(const ParameterInfo& info) {
    if (!info.choices.empty()) return fmt::format("{}", fmt::join(info.choices, ", "));
    const bool number = info.default_value.index() == Value(std::int64_t{}).index() ||
                        info.default_value.index() == Value(0.0).index() ||
                        info.default_value.index() == Value(std::vector<double>{}).index();
    if (std::holds_alternative<PerUnit>(info.default_value)) {
        ParameterInfo one = info;
        one.default_value = 0.0;
        return allowed(one) + ", or per unit";
    }
    if (!number) return type_name(info.default_value);
    switch (info.range) {
        case Range::any:
            return type_name(info.default_value);
        case Range::positive:
            return type_name(info.default_value) + " > 0";
        case Range::not_negative:
            return type_name(info.default_value) + " >= 0";
        case Range::fraction:
            return type_name(info.default_value) + " from 0 to 1";
        case Range::share:
            return type_name(info.default_value) + " > 0, <= 1";
    }
    return "";
}

// Of the weights of its synapses, with the parameters that it has by default.
std::string weight_unit(const Offer& offer) {
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : offer.schema) values[info.name] = info.default_value;
    std::string unit;
    call_plugin(plugin_place(offer, ""), [&] { unit = offer.population->weight_unit(Parameters(values)); });
    return unit;
}

std::string offer_text(const Offer& offer, const PluginHost& host) {
    std::string text =
        fmt::format("{} ({}, plugin {}): {}\nin a model: {} = \"{}\"\n\n", offer.name, kind_name(offer.kind),
                    host.plugin_of(offer).name, offer.summary, where_named(offer.kind), offer.name);
    Table parameters({{"parameter", ""}, {"default", ""}, {"unit", ""}, {"value", ""}, {"meaning", ""}});
    for (const ParameterInfo& info : offer.schema)
        parameters.add({text_cell(info.name), text_cell(info.required ? "(required)" : to_toml(info.default_value)),
                        text_cell(info.unit), text_cell(allowed(info)), text_cell(info.meaning)});
    if (!parameters.empty()) text += parameters.text();
    const bool wants_data =
        (offer.population && offer.population->wants_data()) || (offer.drive && offer.drive->wants_data());
    if (wants_data) text += "\nIt is fed by a [data.<name>] table, which the key `data` names.\n";
    if (!offer.population) return text;
    const std::string unit = weight_unit(offer);
    Table states({{"state to record", ""}, {"unit", ""}, {"meaning", ""}});
    if (offer.population->spiking()) {
        states.add({text_cell("spikes"), text_cell("ms"), text_cell("the time of each spike")});
        states.add({text_cell("synapses"), text_cell(unit.empty() ? "-, ms" : unit + ", ms"),
                    text_cell("weights and delays of the synapses that arrive")});
    }
    for (const Observable& o : offer.population->observables())
        states.add({text_cell(o.name), text_cell(o.unit), text_cell(o.meaning)});
    return states.empty() ? text : text + "\n" + states.text();
}

std::string list_text(const PluginHost& host) {
    std::string text;
    for (const Kind kind : kinds) {
        Table table({{fmt::format("{}", where_named(kind)), ""}, {"plugin", ""}, {"what it is", ""}});
        for (const std::string& name : host.names(kind)) {
            const Offer& offer = *host.find(kind, name);
            table.add({text_cell(name), text_cell(host.plugin_of(offer).name), text_cell(offer.summary)});
        }
        if (!table.empty()) text += table.text() + "\n";
    }
    if (text.empty()) return "no plugin was found; limen plugins says where plugins are looked for\n";
    return text + "limen describe NAME lists the parameters of one\n";
}

// What may have the rest.
std::string refused_text(const PluginHost& host) {
    std::string text;
    for (const RefusedLibrary& library : host.refused()) text += "; refused: " + library.reason;
    return text;
}

Exit describe_offers(const std::string& name) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    if (name.empty()) {
        print(list_text(host));
        return exit_ok;
    }
    std::string text;
    std::vector<std::string> names;
    for (const Kind kind : kinds) {
        for (std::string& known : host.names(kind)) names.push_back(std::move(known));
        if (const Offer* offer = host.find(kind, name)) text += (text.empty() ? "" : "\n") + offer_text(*offer, host);
    }
    if (text.empty())
        throw Error(fmt::format("no plugin offers \"{}\"{}; looked for {}{}", name, suggestion(name, names),
                                host.search_text(), refused_text(host)));
    print(text);
    return exit_ok;
}

}  // namespace

void add_describe(CommandLine& line) {
    const auto name = std::make_shared<std::string>();
    Arguments words = line.add("describe", "list what models can name, or the parameters of one",
                               [name] { return describe_offers(*name); });
    words.optional("name", "NAME", name.get(), "such as lif, ridge or fixed_in_degree");
}

}  // namespace limen::app
