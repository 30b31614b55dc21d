// What plugins hand to the engine, checked where the engine takes it: a plugin that is wrong is refused by its name,
// and never believed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "limen/connect/topology.hpp"
#include "limen/neuron/drive.hpp"
#include "limen/neuron/population.hpp"

namespace limen {

// A sample that nobody has written yet: a NaN that no arithmetic makes.
template <class Real>
Real unwritten() noexcept;

// All throw PluginError with `place`, plugin_place() of the offer.

// That there is one, and what it says of itself.
void check_population(const std::string& place, const Population*);
// What it has become by learning is still of this size.
void check_same_size(const std::string& place, const Population& before, const Population& after);
[[noreturn]] void refuse_nothing(const std::string& place, const char* what);
template <class Made>
void check_made(const std::string& place, const Made& made, const char* what) {
    if (!made) refuse_nothing(place, what);
}

// The sources that a rule gives one target, of so many.
void check_sources(const std::string& place, std::uint32_t target, std::span<const std::uint32_t> sources,
                   std::uint32_t size);
// Its factors, which may be negative if they are `signed_weights`.
void check_factors(const std::string& place, std::uint32_t target, std::span<const float> factors, bool signed_weights);
// Its delays lie where the rule said that they would.
void check_delays(const std::string& place, std::uint32_t target, std::span<const float> delays, DelayRange range);
// As many factors, or delays, as sources.
void check_count(const std::string& place, std::uint32_t target, const char* what, std::size_t count,
                 std::size_t sources);

// Samples of some rows of so many units, of which the first has this number from the trial's start. Rates may be beyond
// the range of a float, and are looked after by RateState::update().
struct SampledRows {
    std::string place;
    std::string record;  // the record's table
    double period;       // ms
    std::size_t first;   // number of the first row, from 0
    std::size_t units;
    bool finite = true;  // whether all must be
};
void check_samples(const SampledRows&, std::span<const float> rows);
void check_samples(const SampledRows&, std::span<const double> rows);

// What a drive has added for a block of so many units in a slice of this length: inputs from number `first_inputs` and
// currents from number `first_currents` on.
struct DriveBounds {
    const Population& target;
    bool takes_currents;
    std::uint32_t units;
    double length;
    std::size_t first_inputs, first_currents;
};
void check_drive(const std::string& place, const DriveBounds&, const DriveBuffer&);

}  // namespace limen
