// Makes recordings of probes, and measures them.
#include "probed_recording.hpp"

namespace limen::train::test {

void add_trial(SmallRecording& recording, std::int32_t label, const std::vector<double>& inputs,
               const std::vector<float>& states) {
    recording.durations.push_back(20.0 * static_cast<double>(inputs.size()));
    recording.labels.push_back(label);
    recording.splits.push_back(0);
    recording.inputs.insert(recording.inputs.end(), inputs.begin(), inputs.end());
    recording.rows.insert(recording.rows.end(), states.begin(), states.end());
}

SmallRecording no_trials(double units) {
    SmallRecording recording;
    recording.durations.clear();
    recording.labels.clear();
    recording.splits.clear();
    recording.classes = {"different", "same_end", "pair"};
    recording.size = units;
    return recording;
}

Metrics measure_by(const Trainer& trainer, const Schema& schema, const SmallRecording& recording,
                   std::map<std::string, Value> given) {
    const TemporaryFile file("probed.h5"), output("probed_out.h5");
    recording.write(file.path);
    h5::File::create(output.path);
    given.try_emplace("record", std::string("states"));
    for (const ParameterInfo& info : schema) given.try_emplace(info.name, info.default_value);
    return train_file(trainer, file.path, Parameters(std::move(given)), "m", output.path);
}

}  // namespace limen::train::test
