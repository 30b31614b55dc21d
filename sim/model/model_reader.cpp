// What each section of a model holds, and how the sections must fit together.
#include "model/model_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/delay_law.hpp"
#include "model/delay_reader.hpp"
#include "model/plasticity_reader.hpp"
#include "model/rate_graph.hpp"

namespace limen {

namespace {

const std::vector<std::string> sections{"simulation", "data",    "population", "projection", "drive",
                                        "record",     "readout", "free_run",   "comparison"};

std::string wrong_name(const std::string& name) {
    constexpr std::size_t longest = 100;
    if (name.empty()) return "a name must not be empty";
    if (name.size() > longest) return fmt::format("a name has at most {} bytes; this one has {}", longest, name.size());
    const auto bad = [](char c) { return c == '/' || c == '.' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    if (std::any_of(name.begin(), name.end(), bad))
        return "a name becomes a path in the recording, so it must not hold \"/\", \".\" or control characters";
    return "";
}

constexpr std::string_view part_names[]{"all", "excitatory", "inhibitory"};

}  // namespace

void ModelReader::read_all() {
    check_sections();
    read_simulation();
    read_data();
    read_populations();
    read_projections();
    read_drives();
    read_records();
    read_readouts();
    read_free_runs();
    read_comparison();
    check_whole();
    std::stable_sort(x_problems.begin(), x_problems.end(),
                     [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
}

ReaderContext ModelReader::context() { return {x_model.file.parent_path(), x_problems, x_model.places}; }

void ModelReader::check_sections() {
    for (const auto& [key, node] : x_root) {
        const std::string name(key.str());
        if (std::find(sections.begin(), sections.end(), name) == sections.end())
            x_problems.push_back({place_of(node), name, "is not a part of a model" + suggestion(name, sections)});
    }
}

std::vector<ModelReader::Named> ModelReader::named_tables(const std::string& section) {
    std::vector<Named> tables;
    const toml::node* node = x_root.get(section);
    if (node == nullptr) return tables;
    if (!node->is_table()) {
        x_problems.push_back(
            {place_of(*node), section, fmt::format("must hold named tables, as in [{}.name]", section)});
        return tables;
    }
    for (const auto& [key, child] : *node->as_table()) {
        const std::string name(key.str());
        const std::string wrong = wrong_name(name);
        const std::string shown = section + "." + name.substr(0, 100);
        if (!child.is_table())
            x_problems.push_back({place_of(child), shown, fmt::format("must be a table, as in [{}.name]", section)});
        else if (!wrong.empty())
            x_problems.push_back({place_of(child), shown, wrong});
        else
            tables.push_back({name, child.as_table()});
    }
    std::stable_sort(tables.begin(), tables.end(), [](const Named& a, const Named& b) {
        return a.table->source().begin.line < b.table->source().begin.line;
    });
    return tables;
}

TableReader ModelReader::reader(const std::string& section, const Named& named) {
    return TableReader(*named.table, {section, named.name}, context());
}

void ModelReader::finish(TableReader& table) {
    table.finish();
    x_model.resolved += (x_model.resolved.empty() ? "" : "\n") + table.resolved();
}

const Offer* ModelReader::take_offer(TableReader& table, const std::string& key, Kind kind,
                                     const std::string& meaning) {
    const auto name = table.take_as<std::string>(required_text(key, meaning));
    if (name.empty()) return nullptr;
    const Offer* offer = x_host.find(kind, name);
    const std::string doubt = x_host.doubt(kind, name);
    if (offer != nullptr && doubt.empty()) return offer;
    const std::string refused = doubt.empty() ? "" : "; refused: " + doubt;
    if (offer != nullptr)
        table.problem(key, fmt::format("more than one plugin offers the {} \"{}\"{}", kind_name(kind), name, refused));
    else if (x_host.plugins().empty())
        table.problem(key, fmt::format("there is no {} \"{}\", because no plugin was found: looked for {}{}",
                                       kind_name(kind), name, x_host.search_text(), refused));
    else
        table.problem(key, fmt::format("no plugin offers the {} \"{}\"{}; looked for {}{}", kind_name(kind), name,
                                       suggestion(name, x_host.names(kind)), x_host.search_text(), refused));
    return nullptr;
}

std::optional<std::size_t> ModelReader::find(TableReader& table, const std::string& key, const std::string& name,
                                             const NameIndex& names, const std::string& what) {
    if (name.empty()) return std::nullopt;
    if (const auto found = names.find(name)) return found;
    table.problem(key, fmt::format("there is no {} \"{}\"{}", what, name, suggest(name, names)));
    return std::nullopt;
}

// Comparing a name with all others takes its time, and no one reads the hundredth suggestion.
std::string ModelReader::suggest(const std::string& name, const NameIndex& names) const {
    constexpr std::size_t most_comparisons = 1'000'000;
    return x_problems.size() * names.names().size() < most_comparisons ? suggestion(name, names.names()) : "";
}

const toml::table& ModelReader::lone_table(const std::string& section) {
    static const toml::table none;
    const toml::node* node = x_root.get(section);
    if (node == nullptr) return none;
    if (node->is_table()) return *node->as_table();
    x_problems.push_back({place_of(*node), section, "must be a table"});
    return none;
}

void ModelReader::read_simulation() {
    TableReader table(lone_table("simulation"), {"simulation"}, context());
    x_model.seed = static_cast<std::uint64_t>(table.take_as<std::int64_t>(
        {"seed", std::int64_t{1}, "", Range::not_negative, "of every random number; at most 2^63 - 1"}));
    x_model.stop = table.take_as<double>(
        {"stop", 0.0, "ms", Range::not_negative, "how long to simulate; absent where there is data"});
    x_model.slice =
        table.take_as<double>({"slice", 0.0, "ms", Range::not_negative, "longest slice of time; 0: chosen for you"});
    x_model.max_rate = table.take_as<double>(
        {"max_rate", 1e4, "Hz", Range::positive, "mean rate of a population over 10 ms beyond which the run is ended"});
    x_model.dale = table.take_as<bool>(
        {"dale", true, "", Range::any, "whether each neuron must either excite or inhibit (Dale's law)"});
    finish(table);
}

void ModelReader::read_data() {
    for (const Named& named : named_tables("data")) {
        TableReader table = reader("data", named);
        DataSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        spec.offer = take_offer(table, "reader", Kind::dataset, "what reads the files");
        spec.frame = table.take_as<double>({"frame", spec.offer == nullptr ? 1.0 : spec.offer->dataset->frame(), "ms",
                                            Range::positive, "how long one frame lasts"});
        spec.standardise =
            table.take_as<bool>({"standardise", spec.offer == nullptr || spec.offer->dataset->standardise(), "",
                                 Range::any, "scale each channel to mean 0 and deviation 1 over the training trials"});
        if (spec.offer != nullptr) {
            spec.parameters = table.take_all(spec.offer->schema);
            finish(table);
        }
        x_data_names.add(named.name);
        x_model.data.push_back(std::move(spec));
    }
}

std::optional<std::size_t> ModelReader::take_data(TableReader& table, bool wanted) {
    if (!wanted) {
        if (table.has("data")) table.problem("data", "takes no data");
        table.know("data");
        return std::nullopt;
    }
    const auto name = table.take_as<std::string>(required_text("data", "the [data.*] table that feeds it"));
    return find(table, "data", name, x_data_names, "data");
}

std::vector<std::size_t> ModelReader::take_targets(TableReader& table) {
    const ParameterInfo info{"target",   std::vector<std::string>{},          "",
                             Range::any, "the population, or a list of them", true};
    std::vector<std::size_t> targets;
    for (const std::string& name : table.take_as<std::vector<std::string>>(info))
        if (const auto index = find(table, "target", name, x_population_names, "population")) {
            if (std::find(targets.begin(), targets.end(), *index) != targets.end())
                table.problem("target", fmt::format("names \"{}\" twice", name));
            targets.push_back(*index);
        }
    return targets;
}

void ModelReader::refuse_rates(TableReader& table, const std::vector<std::size_t>& targets) {
    for (const std::size_t target : targets)
        if (const PopulationSpec& spec = x_model.populations[target];
            spec.offer != nullptr && !spec.offer->population->spiking())
            table.problem(
                "target",
                fmt::format("the units of \"{}\" do not spike; they take nothing but their \"data\"", spec.name));
}

void ModelReader::refuse_currents(TableReader& table, const std::vector<std::size_t>& targets) {
    for (const std::size_t target : targets)
        if (const PopulationSpec& spec = x_model.populations[target];
            spec.offer != nullptr && spec.offer->population->spiking() && !spec.offer->population->takes_currents())
            table.problem("target",
                          fmt::format("the units of \"{}\" take no currents, which this drive gives", spec.name));
}

std::string ModelReader::weight_unit(const std::vector<std::size_t>& targets) const {
    std::optional<std::string> common;
    for (const std::size_t target : targets) {
        const PopulationSpec& spec = x_model.populations[target];
        const std::string unit = spec.offer != nullptr ? weight_unit_of(spec) : "";
        if (common && *common != unit) return "";
        common = unit;
    }
    return common.value_or("");
}

void ModelReader::take_weight(TableReader& table, ProjectionSpec& spec, const std::string& unit) {
    spec.weight =
        table.take_as<double>({"weight", 0.0, unit, Range::any, "of each synapse; negative ones inhibit", true});
    spec.weight_spread = table.take_as<double>(
        {"weight_spread", 0.0, unit, Range::not_negative,
         "standard deviation of the weights, or half the width of a uniform law; 0: all weights are equal"});
    spec.weight_law = table.take_choice<SpreadLaw>(
        "weight_law", spread_law_names, "what the weights are drawn from; those of the other sign are drawn again");
    if (spec.weight < 0 && spec.source_part == Part::excitatory)
        table.problem("weight", fmt::format("is {}; the weight of excitatory units must not be negative", spec.weight));
    if (spec.weight > 0 && spec.source_part == Part::inhibitory)
        table.problem("weight", fmt::format("is {}; the weight of inhibitory units must not be positive", spec.weight));
    // More is a slip of the pen, and a sum of many 32-bit numbers must be one.
    constexpr double most = 1e12;
    if (std::fabs(spec.weight) + spec.weight_spread > most)
        table.problem("weight", fmt::format("is {}; with its spread it must be at most {:g}", spec.weight, most));
    if (spec.weight == 0 && spec.weight_spread > 0)
        table.problem("weight_spread", "must be 0 where the weight is 0, because its sign is the weights'");
}

void ModelReader::read_projections() {
    std::uint32_t id = 0;
    for (const Named& named : named_tables("projection")) {
        TableReader table = reader("projection", named);
        ProjectionSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        const auto source =
            find(table, "source", table.take_as<std::string>(required_text("source", "the population that sends")),
                 x_population_names, "population");
        const auto targets = take_targets(table);
        spec.source_part = table.take_choice<Part>("source_part", part_names, "which of the source's units send");
        spec.target_part = table.take_choice<Part>("target_part", part_names, "which of the target's units receive");
        spec.offer = take_offer(table, "rule", Kind::topology, "who is connected to whom");
        spec.receptor = take_receptor(table);
        take_weight(table, spec, weight_unit(targets));
        take_delay(table, spec);
        spec.short_term = take_short_term(table);
        spec.stdp = take_stdp(table, spec, weight_unit(targets));
        if (spec.offer != nullptr) {
            spec.parameters = table.take_all(spec.offer->schema);
            take_own_delays(table, spec, x_model.file.parent_path());
            finish(table);
        }
        if (source && x_model.populations[*source].offer != nullptr &&
            !x_model.populations[*source].offer->population->spiking())
            table.problem("source",
                          fmt::format("the units of \"{}\" do not spike, so nothing travels along synapses from them",
                                      x_model.populations[*source].name));
        if (!spec.dynamic_weights()) refuse_rates(table, targets);  // those are refused below
        for (const std::size_t target : targets) {
            const Offer* offer = x_model.populations[target].offer;
            if (spec.dynamic_weights() && offer != nullptr && !offer->population->dynamic_weights())
                table.problem("target",
                              fmt::format("the units of \"{}\" take no synapses with states of their own; leave "
                                          "{} out",
                                          x_model.populations[target].name, spec.stdp.on ? "stdp" : "the spreads"));
            spec.source = source.value_or(0);
            spec.target = target;
            spec.id = id++;
            x_model.projections.push_back(spec);
        }
    }
}

std::uint32_t ModelReader::take_receptor(TableReader& table) {
    const auto number = table.take_as<std::int64_t>(
        {"receptor", std::int64_t{1}, "", Range::positive, "on which of the target's receptors for its sign it acts"});
    constexpr std::int64_t most = 1 << 16;
    if (number > most) table.problem("receptor", fmt::format("is {}; it must be at most {}", number, most));
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(number, 1, most) - 1);
}

void ModelReader::take_frames(TableReader& table, DriveSpec& spec) {
    const bool wanted = spec.offer->drive->wants_data();
    if (!table.has("population")) {
        table.know("population");
        spec.data = take_data(table, wanted);
        return;
    }
    table.know("data");
    const auto name =
        table.take_as<std::string>(required_text("population", "the population of rates whose states are its frames"));
    if (!wanted) return table.problem("population", "takes no states of a population");
    if (table.has("data"))
        table.problem("population", "stands beside \"data\", but its frames come from one of the two");
    spec.population = find(table, "population", name, x_population_names, "population");
    const Offer* offer = spec.population ? x_model.populations[*spec.population].offer : nullptr;
    if (offer != nullptr && offer->population->spiking())
        table.problem("population", fmt::format("names \"{}\", whose units spike; a drive takes states of rates, and "
                                                "spikes take a [projection.*]",
                                                name));
}

void ModelReader::read_drives() {
    std::uint32_t id = 0;
    for (const Named& named : named_tables("drive")) {
        TableReader table = reader("drive", named);
        DriveSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        const auto targets = take_targets(table);
        spec.offer = take_offer(table, "model", Kind::drive, "the kind of input");
        if (spec.offer != nullptr) {
            take_frames(table, spec);
            spec.receptor = take_receptor(table);
            Schema schema = spec.offer->schema;
            for (ParameterInfo& info : schema)
                if (info.unit == unit_of_target) info.unit = weight_unit(targets);
            spec.parameters = table.take_all(schema);
            finish(table);
        }
        refuse_rates(table, targets);
        if (spec.offer != nullptr && spec.offer->drive->gives_currents()) refuse_currents(table, targets);
        for (const std::size_t target : targets) {
            spec.target = target;
            spec.id = id++;
            x_model.drives.push_back(spec);
        }
    }
}

void ModelReader::read_readouts() {
    const NameIndex records(names_of(x_model.records));
    for (const Named& named : named_tables("readout")) {
        TableReader table = reader("readout", named);
        ReadoutSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        spec.offer = take_offer(table, "trainer", Kind::trainer, "what is trained");
        if (spec.offer != nullptr) {
            Schema schema = spec.offer->schema;
            for (ParameterInfo& info : schema) info.required = info.required || info.name == "record";
            spec.parameters = table.take_all(schema);
            finish(table);
            const auto& values = spec.parameters.values();
            // Without the sections before it, the recording itself says whether it has that record.
            if (!x_model.populations.empty())
                for (const std::string& record : named_records(values))
                    find(table, "record", record, records, "record");
            const bool online = learns_online(*spec.offer->trainer);
            if (online) refuse_some_units(table, "record", spec);
            const auto fed = [](const PopulationSpec& p) { return p.feedback.has_value(); };
            if (online && !x_model.populations.empty() &&
                std::none_of(x_model.populations.begin(), x_model.populations.end(), fed))
                table.problem("trainer",
                              "learns while the network hears it, but no population has the key \"feedback\"");
        }
        x_model.readouts.push_back(std::move(spec));
    }
}

// In a recording the synapses from "a" to "b" are "a_to_b", whatever else is called so.
void ModelReader::check_edge_names() {
    std::map<std::size_t, const RecordSpec*> recorded;  // whose synapses
    for (const RecordSpec& record : x_model.records)
        if (record.synapses) recorded.emplace(record.population, &record);
    std::map<std::string, std::pair<std::size_t, std::size_t>> known;
    for (const ProjectionSpec& projection : x_model.projections) {
        const auto record = recorded.find(projection.target);
        if (record == recorded.end()) continue;
        const auto name = [&](std::size_t population) { return x_model.populations[population].name; };
        const std::pair ends{projection.source, projection.target};
        const auto& other = known.emplace(name(ends.first) + "_to_" + name(ends.second), ends).first->second;
        if (other != ends)
            x_problems.push_back(x_model.problem(
                record->second->path, "population",
                fmt::format("would have the synapses from \"{}\" to \"{}\" and those from \"{}\" to \"{}\" under one "
                            "name in the recording; rename one of these populations",
                            name(other.first), name(other.second), name(ends.first), name(ends.second))));
    }
}

void ModelReader::check_whole() {
    check_rate_graph(x_model, x_problems);
    const auto fail = [&](const std::string& path, const std::string& key, const std::string& message) {
        x_problems.push_back(x_model.problem(path, key, message));
    };
    const auto population = x_root["population"];
    if (!population || (population.is_table() && population.as_table()->empty()))
        fail("", "", "a model needs at least one [population.*]");
    if (x_model.data.empty() && x_model.stop == 0)
        fail("simulation", "stop", "must be given in ms, more than 0, because there is no data to say how long to run");
    if (!x_model.data.empty() && x_model.stop > 0)
        fail("simulation", "stop", "must be left out: each trial lasts as long as its data");
    constexpr double most_slices = 1e10;
    for (const ProjectionSpec& projection : x_model.projections)
        if (const double least = DelayLaw(projection).delay(0); x_model.stop / least > most_slices)
            fail(projection.path, shortest_delay_key(projection),
                 fmt::format("{} {} ms, of which over 10^10 fit into the {} ms to simulate; make it {:.2g} ms or more, "
                             "or the run shorter",
                             projection.own_delays ? "gives a delay of" : "is", least, x_model.stop,
                             x_model.stop / most_slices));
    check_edge_names();
    if (x_model.data.empty()) check_records_of_run();
}

}  // namespace limen
