// What records keep of the populations that were built.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.hpp"
#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// Throws ModelError where a record names units that its population has not, or a time that no trial reaches.
void check_records(const Model&, const std::vector<Network>&, const std::vector<Trials>& streams);

// The units that a record keeps, in order; none if it keeps all.
std::vector<std::uint32_t> recorded_units(const RecordSpec&, const Population&);

// How many numbers a row of it has.
inline std::size_t row_width(const RecordSpec& record, const Population& population) {
    return record.units.all() ? population.size() : recorded_units(record, population).size();
}

// Of a population that is in one of the networks.
const Population& population_of(const std::vector<Network>&, std::size_t model_index);

}  // namespace limen
