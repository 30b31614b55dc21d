// Writes small recordings.
#include "small_recording.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace limen::train::test {

namespace {

void write_record(h5::File& file, const std::string& name, const std::string& kind, const std::string& at) {
    file.make_group("/records/" + name);
    file.set_text_attribute("/records/" + name, "kind", kind);
    file.set_text_attribute("/records/" + name, "path", at);
    file.set_text_attribute("/records/" + name, "population", "liquid");
}

}  // namespace

SmallRecording& SmallRecording::sort_spikes() {
    std::vector<std::pair<double, std::uint64_t>> spikes;
    for (std::size_t i = 0; i < times.size(); ++i) spikes.emplace_back(times[i], ids[i]);
    std::sort(spikes.begin(), spikes.end());
    for (std::size_t i = 0; i < spikes.size(); ++i) std::tie(times[i], ids[i]) = spikes[i];
    return *this;
}

void SmallRecording::write(const std::filesystem::path& path) const {
    h5::File file = h5::File::create(path);
    file.set_attribute("/", "limen_format", format);
    write_trials(file);
    file.make_group("/populations/liquid");
    file.set_attribute("/populations/liquid", "size", size);
    file.write<double>("/spikes/liquid/timestamps", times);
    file.write<std::uint64_t>("/spikes/liquid/node_ids", ids);
    write_record(file, "liquid", "spikes", "/spikes/liquid");
    if (!rows.empty()) write_report(file);
    if (!inputs.empty()) write_input(file);
    for (const std::string& name : left_out) file.remove(name);
}

void SmallRecording::write_trials(h5::File& file) const {
    std::vector<double> starts;
    double start = 0;
    for (const double duration : durations) {
        starts.push_back(start);
        start += duration;
    }
    file.write<double>("/trials/start", starts);
    file.write<double>("/trials/duration", durations);
    file.write<std::int32_t>("/trials/label", labels);
    file.write<std::uint8_t>("/trials/split", splits);
    file.write_texts("/trials/classes", classes);
    file.write<double>("/progress", std::vector<double>{static_cast<double>(durations.size()), start});
}

std::vector<std::uint64_t> SmallRecording::usual_offsets() const {
    std::vector<std::uint64_t> of_trials{0};
    for (const double duration : durations)
        of_trials.push_back(of_trials.back() + static_cast<std::uint64_t>(duration / period + 1e-9));
    return of_trials;
}

void SmallRecording::write_input(h5::File& file) const {
    file.write<double>("/inputs/u/values", inputs, {inputs.size(), 1});
    file.write<std::uint64_t>("/inputs/u/offsets", usual_offsets());
    file.set_attribute("/inputs/u", "frame", period);
    if (!targets.empty()) file.write<double>("/inputs/u/targets", targets, {targets.size(), 1});
}

void SmallRecording::write_report(h5::File& file) const {
    const auto units = static_cast<std::size_t>(size);
    const std::vector<std::uint64_t> of_trials = offsets.empty() ? usual_offsets() : offsets;
    const double samples = static_cast<double>(rows.size() / units);
    file.write<float>("/report/states/data", rows, {rows.size() / units, units});
    file.set_text_attribute("/report/states/data", "units", "mV");
    file.write<std::uint64_t>("/report/states/offsets", of_trials);
    file.write<double>("/report/states/mapping/time", std::vector<double>{period, period * (1 + samples), period});
    write_record(file, "states", "report", "/report/states");
}

Metrics train_file(const Trainer& trainer, const std::filesystem::path& recording, const Parameters& parameters,
                   const std::string& name, const std::filesystem::path& output) {
    h5::File file = h5::File::open_to_write(output);
    return trainer.train(h5::File::open(recording), parameters, name, file);
}

Metrics apply_file(const Learner& learner, const std::filesystem::path& recording, const Parameters& parameters,
                   const std::string& name, const std::filesystem::path& readouts,
                   const std::filesystem::path& output) {
    const h5::File learnt = h5::File::open(readouts);
    h5::File file = h5::File::open_to_write(output);
    return learner.readout(parameters, learnt, name)->apply(h5::File::open(recording), name, file);
}

LinearReadout linear_readout_in(const Learner& learner, const Parameters& parameters, const std::string& name,
                                const std::filesystem::path& readouts) {
    const h5::File learnt = h5::File::open(readouts);
    return learner.readout(parameters, learnt, name)->linear();
}

}  // namespace limen::train::test
