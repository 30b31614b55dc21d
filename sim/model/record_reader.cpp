// Records: what is kept of a population, of which units, and when.
#include <fmt/format.h>

#include <algorithm>

#include "model/model_reader.hpp"
#include "model/rate_graph.hpp"
#include "model/record_choice.hpp"

namespace limen {

namespace {

// Keys that came later are taken only where they are given: they stand in the recording's model, and the recordings of
// models from before there were these keys come out as they did then.
template <class Take>
void take_if_given(TableReader& table, const char* key, const Take& take) {
    if (table.has(key))
        take(key);
    else
        table.know(key);
}

void read_sampling(TableReader& table, RecordSpec& spec) {
    spec.period = table.take_as<double>({"period", 0.0, "ms", Range::not_negative, "between samples of a state"});
    take_if_given(table, "precision", [&](const char* key) {
        const ParameterInfo precision{key,   std::string("single"), "", Range::any, "of the recorded states",
                                      false, {"single", "double"}};
        spec.float64 = table.take_as<std::string>(precision) == "double";
    });
}

UnitChoice take_units(TableReader& table, const char* key) {
    const char* const meaning = "which units to record";
    try {
        if (table.is_text(key))
            return parse_units(table.take_as<std::string>({key, std::string{}, "", Range::any, meaning}));
        const std::size_t wrong = table.problems();
        const auto numbers = table.take_as<std::vector<double>>({key, std::vector<double>{}, "", Range::any, meaning});
        return table.problems() > wrong ? UnitChoice{} : listed_units(numbers);
    } catch (const Error& error) {
        table.problem(key, error.what());
        return {};
    }
}

void check_interval(TableReader& table, const RecordSpec& spec) {
    if (spec.until == 0) return;
    if (spec.until <= spec.from)
        table.problem("until", fmt::format("is {} ms; it must be more than \"from\", {} ms", spec.until, spec.from));
    else if (spec.period > 0 && samples_of(spec, spec.until).count() == 0)
        table.problem("until", fmt::format("is {} ms, but from {} ms to then there is no sample: they are taken every "
                                           "{} ms",
                                           spec.until, spec.from, spec.period));
}

void read_choice(TableReader& table, RecordSpec& spec) {
    take_if_given(table, "units", [&](const char* key) { spec.units = take_units(table, key); });
    take_if_given(table, "from", [&](const char* key) {
        spec.from = table.take_as<double>({key, 0.0, "ms", Range::not_negative, "when in each trial to begin"});
    });
    take_if_given(table, "until", [&](const char* key) {
        spec.until =
            table.take_as<double>({key, 0.0, "ms", Range::not_negative, "when in each trial to end; 0: with it"});
    });
    check_interval(table, spec);
}

}  // namespace

void ModelReader::read_records() {
    for (const Named& named : named_tables("record")) {
        TableReader table = reader("record", named);
        RecordSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        const auto population =
            find(table, "population", table.take_as<std::string>(required_text("population", "whose state to record")),
                 x_population_names, "population");
        const Offer* offer = population ? x_model.populations[*population].offer : nullptr;
        spec.population = population.value_or(0);
        take_state(table, spec, offer);
        if (offer != nullptr && spec.float64 && !offer->population->exact_samples())
            table.problem(
                "precision",
                fmt::format("is \"double\", but \"{}\" gives its states in single precision alone", offer->name));
        finish(table);
        x_model.records.push_back(std::move(spec));
    }
}

void ModelReader::take_state(TableReader& table, RecordSpec& spec, const Offer* offer) {
    const auto state = table.take_as<std::string>(
        required_text("state", "\"spikes\", \"synapses\", or one of the population's observables"));
    const bool sampled = state != "spikes" && state != "synapses";
    spec.synapses = state == "synapses";
    if (sampled)
        read_sampling(table, spec);
    else
        for (const char* key : {"period", "precision"}) table.know(key);
    if (spec.synapses)
        for (const char* key : {"units", "from", "until"})
            take_if_given(table, key, [&](const char* given) {
                table.know(given);
                table.problem(given, fmt::format("synapses are recorded all at once; leave \"{}\" out", given));
            });
    else
        read_choice(table, spec);
    if (offer == nullptr || state.empty()) return;
    std::vector<std::string> states;
    for (const Observable& observable : offer->population->observables()) states.push_back(observable.name);
    if (offer->population->spiking()) states.insert(states.end(), {"spikes", "synapses"});
    const auto found = find(table, "state", state, NameIndex(states), "state");
    if (found && sampled) spec.observable = static_cast<std::uint32_t>(*found);
    if (found && sampled && spec.period == 0)
        table.problem("period", "a state is sampled with a period in ms, which must be given");
    for (const char* key : {"period", "precision"})
        if (found && !sampled && table.has(key))
            table.problem(key, fmt::format("{} are not sampled; leave the {} out", state, key));
    if (found && state == "spikes") refuse_other_choice(table, spec);
}

void ModelReader::refuse_other_choice(TableReader& table, const RecordSpec& spec) {
    for (const RecordSpec& other : x_model.records) {
        if (!other.spikes() || other.population != spec.population) continue;
        const char* const key = spec.units != other.units   ? "units"
                                : spec.from != other.from   ? "from"
                                : spec.until != other.until ? "until"
                                                            : nullptr;
        if (key != nullptr)
            table.problem(key, fmt::format("is not that of [{}]; the spikes of a population are recorded once, so give "
                                           "both tables the same units, from and until, or leave one of them out",
                                           other.path));
        return;
    }
}

void ModelReader::refuse_some_units(TableReader& table, const std::string& key, const ReadoutSpec& readout) {
    for (const RecordSpec* record : records_read(x_model, readout))
        if (!record->units.all())
            table.problem(key,
                          fmt::format("reads [{}], which keeps some of its population's units; what is fed back is "
                                      "made of all of them, so leave its \"units\" out",
                                      record->path));
}

void ModelReader::check_records_of_run() {
    const double stop = x_model.stop;
    const auto fail = [&](const RecordSpec& record, const char* key, const std::string& message) {
        x_problems.push_back(x_model.problem(record.path, key, message));
    };
    for (const RecordSpec& record : x_model.records) {
        if (record.period > stop)
            fail(record, "period", fmt::format("is {} ms, longer than the run of {} ms", record.period, stop));
        else if (stop > 0 && record.from >= stop)
            fail(record, "from", fmt::format("is {} ms, but the run ends at {} ms", record.from, stop));
        else if (record.observable && record.period > 0 && record.until == 0 && samples_of(record, stop).count() == 0)
            fail(record, "from",
                 fmt::format("is {} ms, from when to the end of the run at {} ms there is no sample: "
                             "they are taken every {} ms",
                             record.from, stop, record.period));
    }
}

}  // namespace limen
