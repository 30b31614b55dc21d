// Calls the simulation for a readout in its loop, and counts its errors.
#include "online.hpp"

#include <cmath>
#include <optional>

#include "limen/core/channel_scale.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen::app {

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

std::map<std::string, double> learn_online(const Model& model, const ReadoutSpec& readout,
                                           const std::filesystem::path& output) {
    const OnlineResult result = train_online(model, readout);
    if (!result.diverged.empty()) throw DataError(model.file, readout.path, result.diverged);
    const std::size_t frames = result.targets.size() / result.channels;
    std::map<std::string, double> metrics{
        {"features", static_cast<double>(result.readout.weights.size() / result.channels)},
        {"parameters", static_cast<double>(result.readout.weights.size() + result.channels)}};
    if (const auto nmse = nmse_from(result, frames - (frames + 4) / 5))
        metrics.insert({{"train_nmse", *nmse}, {"train_nrmse", std::sqrt(*nmse)}});
    h5::File file = h5::File::open_to_write(output);
    const std::string group = "/" + readout.name;
    file.write<double>(group + "/weights", result.readout.weights,
                       {result.readout.weights.size() / result.channels, result.channels});
    file.set_text_attribute(group + "/weights", "rows", "features: units, of one record after the other");
    file.set_text_attribute(group + "/weights", "columns", "target channels");
    file.set_text_attribute(group + "/weights", "data", result.readout.data);
    file.write<double>(group + "/bias", result.readout.bias);
    file.write<double>(group + "/online_outputs", result.outputs, {frames, result.channels});
    file.write<double>(group + "/online_targets", result.targets, {frames, result.channels});
    for (const auto& [name, value] : metrics) file.set_attribute(group, name, value);
    return metrics;
}

}  // namespace limen::app
