// Trainers: they see a recorded file and nothing else.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "limen/parameter.hpp"

namespace limen {

class TrainerFactory {
public:
    virtual ~TrainerFactory() = default;
    // Trains on `recording` and writes weights, predictions and metrics into the group `name` of the HDF5 file
    // `output`, which exists. Returns the metrics, such as "train_accuracy". Throws ParameterError and DataError.
    virtual std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                                const std::string& name, const std::filesystem::path& output) const = 0;
};

}  // namespace limen
