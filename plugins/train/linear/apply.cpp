// Reads the same features of another recording, and multiplies.
#include "train/linear/apply.hpp"

#include "train/linear/frame_readout.hpp"
#include "train/linear/trial_classes.hpp"

namespace limen::train {

namespace {

Eigen::MatrixXd class_outputs(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                              const RidgeReadout& options, const h5::File& readouts, const std::string& group) {
    if (input.none()) {
        const Features features = read_trial_features(recording, trial_features(options));
        const auto [weights, bias] =
            read_class_weights(readouts, group, features.values.cols(), recording.path(), trials.classes);
        return (features.values * weights).rowwise() + bias;
    }
    SampleOptions samples = frame_samples(options);
    samples.labels = true;
    const FrameReadout readout(recording, trials, input, samples, {});
    const auto [weights, bias] =
        read_class_weights(readouts, group, readout.samples().features(), recording.path(), trials.classes);
    return readout.mean_outputs({weights, bias});
}

}  // namespace

Metrics apply_linear(const h5::File& recording, RecordedTrials trials, const RecordedInput& input, bool labels,
                     const RidgeReadout& options, const Learnt& learnt, const std::string& name, h5::File& file) {
    const h5::File& readouts = learnt.readouts;
    const std::string group = "/" + learnt.name;
    Metrics metrics;
    if (labels) {
        // A recording without labels can still be told the classes of.
        if (trials.classes.empty()) trials.classes = readouts.read_texts(group + "/classes");
        const TrialClasses classes(recording.path(), trials.labels, trials.splits, trials.classes);
        const Eigen::MatrixXd outputs = class_outputs(recording, trials, input, options, readouts, group);
        const std::string to = cleared_group(file, name);
        write_classes(file, to, classes, outputs, metrics);
        write_metrics(file, to, metrics);
        return metrics;
    }
    const FrameReadout readout(recording, trials, input, frame_samples(options), options.symbols);
    const LinearMap map = read_map(readouts, group, readout.samples().features(), readout.samples().targets());
    const std::string to = cleared_group(file, name);
    readout.write(file, to, map, metrics);
    write_metrics(file, to, metrics);
    return metrics;
}

}  // namespace limen::train
