// Calls trainers that open their files themselves.
#include "limen/learn/trainer.hpp"

#include "limen/hdf5.hpp"

namespace limen {

Metrics TrainerFactory::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                              h5::File& output) const {
    Metrics metrics;
    for (const auto& [metric, value] : train(recording.path(), parameters, name, output.path()))
        metrics.add({.name = metric, .value = value, .shown = true});
    return metrics;
}

}  // namespace limen
