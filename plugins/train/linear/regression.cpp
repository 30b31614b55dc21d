// Fits, predicts, writes.
#include "train/linear/regression.hpp"

#include <fmt/format.h>

#include <chrono>
#include <span>

#include "limen/core/wall_time.hpp"
#include "train/linear/frame_readout.hpp"
#include "train/linear/frame_ridge.hpp"
#include "train/linear/trial_classes.hpp"

namespace limen::train {

void check_frame_options(const RidgeReadout& options) {
    if (options.windows != std::vector<double>{1})
        throw ParameterError("windows", "are for labels; targets have a sample for each frame");
    if (!options.times.empty()) throw ParameterError("times", "are for labels; targets have a sample for each frame");
}

void check_frame_folds(const RidgeReadout& options, bool validated) {
    if (options.folds < 2 && !validated && options.lambdas.size() != 1 && options.selection != "gcv")
        throw ParameterError("folds", fmt::format("is {}; with a sample for each frame there must be 2 or more, or a "
                                                  "validation trial, or a single lambda, or selection = \"gcv\"",
                                                  options.folds));
}

namespace {

FrameFit fit_frames(const FrameReadout& readout, const RidgeReadout& options, std::span<const std::int32_t> labels) {
    const FrameSamples& samples = readout.samples();
    FrameRidge ridge(
        {samples.features(), samples.targets(), [&](const Piece& piece) { return samples.read_features(piece); },
         [&](const Piece& piece) { return samples.read_targets(piece); }},
        {readout.pieces(Split::train), readout.pieces(Split::validation), labels}, options);
    const Moments all = ridge.moments();
    readout.check_training(all.target_squares());
    return ridge.fit(all);
}

}  // namespace

Metrics train_regression(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                         const RidgeReadout& options, const std::string& name, h5::File& file) {
    const FrameReadout readout(recording, trials, input, frame_samples(options), options.symbols);
    const FrameFit regression = fit_frames(readout, options, {});
    Metrics metrics{{.name = "lambda", .value = regression.lambda}};
    const std::string group = cleared_group(file, name);
    const double seconds = readout.write(file, group, regression.map, metrics);
    file.write<double>(group + "/lambdas", regression.lambdas);
    file.write<double>(group + "/cv_errors", regression.errors);
    write_metrics(file, group, metrics);
    metrics.add(inference_time(seconds));
    return metrics;
}

Metrics train_frame_classification(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                                   const RidgeReadout& options, const std::string& name, h5::File& file) {
    const TrialClasses classes(recording.path(), trials.labels, trials.splits, trials.classes);
    classes.check_training(recording.path());
    SampleOptions samples = frame_samples(options);
    samples.labels = true;
    const FrameReadout readout(recording, trials, input, samples, {});
    const FrameFit regression = fit_frames(readout, options, classes.labels);
    const auto start = std::chrono::steady_clock::now();
    const Eigen::MatrixXd outputs = readout.mean_outputs(regression.map);
    const double seconds = seconds_since(start);
    const LinearMap& map = regression.map;
    Metrics metrics{{.name = "lambda", .value = regression.lambda}};
    add_size(metrics, map.weights.rows(), map.weights.cols(),
             static_cast<double>(input.offsets[trials.size()]) / static_cast<double>(trials.size()));
    const std::string group = cleared_group(file, name);
    write_matrix(file, group + "/weights", map.weights);
    file.set_text_attribute(group + "/weights", "rows", "features of a frame");
    file.set_text_attribute(group + "/weights", "columns", "classes");
    write_vector(file, group + "/bias", map.bias.transpose());
    file.write<double>(group + "/lambdas", regression.lambdas);
    file.write<double>(group + "/cv_errors", regression.errors);
    write_classes(file, group, classes, outputs, metrics);
    write_metrics(file, group, metrics);
    metrics.add(inference_time(seconds / static_cast<double>(trials.size())));
    return metrics;
}

}  // namespace limen::train
