// Which samples and which units a record keeps.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "limen/model/model.hpp"

namespace limen {

// Samples of a trial by their numbers: sample k is taken k periods after the trial's start, from k = 1 on.
struct SampleRange {
    std::int64_t first = 1, end = 1;
    std::int64_t count() const noexcept { return end - first; }
};
// Those of a record of states that lie within its interval, both ends included, and within so many ms.
SampleRange samples_of(const RecordSpec&, double duration);

// From a word or a range, as in "excitatory", "0:10" and "0:4000:400". Throws Error with what is wrong with it.
UnitChoice parse_units(const std::string& text);
// From a list. Throws Error.
UnitChoice listed_units(const std::vector<double>& numbers);

// The first of a population's units are excitatory.
struct PopulationParts {
    std::uint32_t size, excitatory;
};
// Why such a population has no such units, in words; empty if it has.
std::string wrong_choice(const UnitChoice&, PopulationParts);
// The numbers of the units, in order; none if all are meant.
std::vector<std::uint32_t> units_of(const UnitChoice&, PopulationParts);

}  // namespace limen
