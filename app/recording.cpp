// Reads the head of a recording.
#include "recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace limen::app {

namespace {

constexpr double known_format = 1;

std::uint64_t count_attribute(const h5::File& file, const std::string& path, const std::string& name) {
    const double number = file.number_attribute(path, name);
    constexpr double most = 1e18;
    if (!(number >= 0 && number <= most)) throw DataError(file.path(), path, fmt::format("{} is {}", name, number));
    return static_cast<std::uint64_t>(number);
}

PopulationSummary population(const h5::File& file, const std::string& name, double until) {
    const std::string path = "/populations/" + name, spikes = "/spikes/" + name + "/timestamps";
    PopulationSummary summary;
    summary.name = name;
    summary.model = file.text_attribute(path, "model");
    summary.units = count_attribute(file, path, "size");
    summary.synapses = count_attribute(file, path, "synapses");
    for (const auto& [finding, value] : file.real_attributes(path)) summary.findings.push_back({finding, value});
    const auto events = file.read<std::uint64_t>(path + "/synaptic_events");
    summary.synaptic_events = std::accumulate(events.begin(), events.end(), std::uint64_t{0});
    if (!file.exists(spikes)) return summary;
    const h5::Shape shape = file.shape(spikes);
    summary.spikes = shape.empty() ? 0 : shape[0];
    constexpr double ms_per_s = 1000;
    if (until > 0 && summary.units > 0)
        summary.rate = static_cast<double>(summary.spikes) / static_cast<double>(summary.units) / until * ms_per_s;
    return summary;
}

}  // namespace

RecordingSummary summarise_recording(const h5::File& file) {
    if (!file.has_attribute("/", "limen_format")) throw DataError(file.path(), "", "is not a recording of a run");
    if (const double format = file.number_attribute("/", "limen_format"); !(format <= known_format))
        throw DataError(file.path(), "", fmt::format("has format {}; this limen reads up to {}", format, known_format));
    RecordingSummary summary;
    summary.model_file = file.text_attribute("/model", "model_file");
    summary.version = file.text_attribute("/model", "version");
    summary.seed = file.number_attribute("/model", "seed");
    const auto progress = file.read<double>("/progress");
    if (progress.size() != 2) throw DataError(file.path(), "/progress", "must hold two numbers");
    summary.until = progress[1];
    const auto splits = file.read<std::uint8_t>("/trials/split");
    summary.trials = splits.size();
    summary.training = static_cast<std::size_t>(std::count(splits.begin(), splits.end(), 0));
    summary.test = static_cast<std::size_t>(std::count(splits.begin(), splits.end(), 1));
    summary.validation = static_cast<std::size_t>(std::count(splits.begin(), splits.end(), 2));
    for (const std::string& name : file.children("/populations")) {
        summary.populations.push_back(population(file, name, summary.until));
        summary.with_spikes.push_back(file.exists("/spikes/" + name));
    }
    return summary;
}

}  // namespace limen::app
