// Calls the simulation for a readout in its loop, and counts its errors.
#include "simulation/learn_online.hpp"

#include <cmath>
#include <optional>

#include "limen/core/channel_scale.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen {

namespace {

// Mean squared error over the variance of the targets, the mean over channels, of the frames from `first` on; none
// where a target never changes in them.
std::optional<double> nmse_from(const OnlineResult& result, std::size_t first) {
    const std::size_t frames = result.targets.size() / result.channels;
    const auto count = static_cast<double>(frames - first);
    double sum = 0;
    for (std::size_t c = 0; c < result.channels; ++c) {
        double mean = 0, variance = 0, error = 0;
        Extent extent;
        for (std::size_t k = first; k < frames; ++k) extent.add(result.targets[k * result.channels + c]);
        if (extent.constant()) return std::nullopt;
        for (std::size_t k = first; k < frames; ++k) mean += result.targets[k * result.channels + c] / count;
        for (std::size_t k = first; k < frames; ++k) {
            const double y = result.targets[k * result.channels + c], o = result.outputs[k * result.channels + c];
            variance += (y - mean) * (y - mean);
            error += (o - y) * (o - y);
        }
        sum += error / variance;
    }
    return sum / static_cast<double>(result.channels);
}

}  // namespace

Metrics learn_online(const Model& model, const ReadoutSpec& readout, h5::File& file) {
    const OnlineResult result = train_online(model, readout);
    if (!result.diverged.empty()) throw DataError(model.file, readout.path, result.diverged);
    const std::size_t frames = result.targets.size() / result.channels;
    Metrics metrics{{.name = "features", .value = static_cast<double>(result.readout.weights.size() / result.channels)},
                    {.name = "parameters",
                     .value = static_cast<double>(result.readout.weights.size() + result.channels),
                     .better = Better::lower}};
    if (const auto nmse = nmse_from(result, frames - (frames + 4) / 5)) {
        metrics.add(of_part(Split::train, {.name = "nmse", .title = "NMSE", .value = *nmse, .better = Better::lower}));
        metrics.add(of_part(
            Split::train,
            {.name = "nrmse", .title = "NRMSE", .value = std::sqrt(*nmse), .better = Better::lower, .shown = true}));
    }
    const std::string group = "/" + readout.name;
    file.write<double>(group + "/weights", result.readout.weights,
                       {result.readout.weights.size() / result.channels, result.channels});
    file.set_text_attribute(group + "/weights", "rows", "features: units, of one record after the other");
    file.set_text_attribute(group + "/weights", "columns", "target channels");
    file.set_text_attribute(group + "/weights", "data", result.readout.data);
    file.write<double>(group + "/bias", result.readout.bias);
    file.write<double>(group + "/online_outputs", result.outputs, {frames, result.channels});
    file.write<double>(group + "/online_targets", result.targets, {frames, result.channels});
    for (const Metric& metric : metrics) file.set_attribute(group, metric.name, metric.value);
    return metrics;
}

}  // namespace limen
