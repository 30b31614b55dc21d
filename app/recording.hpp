// What a recording says about itself.
#pragma once

#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/simulation.hpp"

namespace limen::app {

struct RecordingSummary {
    std::string model_file, version;
    double seed = 0;
    double until = 0;  // ms; everything up to here is there
    std::size_t trials = 0, training = 0, validation = 0, test = 0;
    std::vector<PopulationSummary> populations;
    std::vector<bool> with_spikes;  // whose spikes are recorded; the others' counts and rates are unknown
};

// Throws DataError where the file is no recording.
RecordingSummary summarise_recording(const h5::File&);

}  // namespace limen::app
