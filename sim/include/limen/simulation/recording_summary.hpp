// What a recording says about itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen {

struct RecordingSummary {
    std::string model_file, version;
    std::uint64_t seed = 0;
    double until = 0;  // ms; everything up to here is there
    std::size_t trials = 0, training = 0, validation = 0, test = 0;
    std::string missing;  // "holds 448 of 640 trials: ..."; empty if the run came to its end
    std::vector<PopulationSummary> populations;
    std::vector<bool> with_spikes;     // whose spikes are recorded; the others' counts and rates are unknown
    std::vector<std::string> damaged;  // what cannot be read, and why; the rest can
};

// Stands for the synaptic events of a population where they cannot be read.
constexpr std::uint64_t unknown_count = ~std::uint64_t{0};

// Throws DataError where the file is no recording. What is damaged of one is left out and told.
RecordingSummary summarise_recording(const h5::File&);

}  // namespace limen
