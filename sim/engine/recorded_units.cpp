// Compares records with populations and trials.
#include "engine/recorded_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

#include "engine/streams.hpp"
#include "model/record_choice.hpp"

namespace limen {

namespace {

PopulationParts parts_of(const Population& population) { return {population.size(), population.excitatory()}; }

// What is wrong with the interval of a record if the longest trial lasts so long; empty if nothing is.
std::string wrong_interval(const RecordSpec& record, double longest) {
    if (record.whole_trials() || record.synapses) return "";
    if (record.from >= longest)
        return fmt::format("is {} ms, but the longest trial lasts {:.6g} ms", record.from, longest);
    if (!record.observable || samples_of(record, longest).count() > 0) return "";
    return fmt::format(
        "is {} ms, from when on there is no sample: they are taken every {} ms, and the longest trial "
        "lasts {:.6g} ms",
        record.from, record.period, longest);
}

}  // namespace

void check_records(const Model& model, const std::vector<Network>& networks, const std::vector<Trials>& streams) {
    double longest = 0;
    for (std::size_t i = 0; i < trial_count(streams); ++i)
        longest = std::max(longest, trial_duration(model, streams, i));
    std::vector<Problem> problems;
    const auto refuse = [&](const RecordSpec& record, const char* key, const std::string& why) {
        if (!why.empty()) problems.push_back(model.problem(record.path, key, why));
    };
    for (const RecordSpec& record : model.records) {
        refuse(record, "units", wrong_choice(record.units, parts_of(population_of(networks, record.population))));
        refuse(record, "from", wrong_interval(record, longest));
    }
    if (!problems.empty()) throw ModelError(std::move(problems));
}

std::vector<std::uint32_t> recorded_units(const RecordSpec& record, const Population& population) {
    return units_of(record.units, parts_of(population));
}

const Population& population_of(const std::vector<Network>& networks, std::size_t model_index) {
    const auto holds = [&](const Network& network) { return network.find(model_index).has_value(); };
    const auto network = std::find_if(networks.begin(), networks.end(), holds);
    assert(network != networks.end() && "every population is in a network");
    return *network->populations[*network->find(model_index)].population;
}

}  // namespace limen
