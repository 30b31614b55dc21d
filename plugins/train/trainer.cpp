// Finds out what there is to learn.
#include "train/trainer.hpp"

#include <fmt/format.h>

#include "train/classification.hpp"
#include "train/memory_curve.hpp"
#include "train/recording.hpp"
#include "train/regression.hpp"

namespace limen::train {

const Parameter<RidgeReadout> RidgeReadout::schema[13] = {
    {"record", &RidgeReadout::record, "", Range::any,
     "the [record.*] table, or a list of them, whose spikes or states are the features, side by side"},
    {"target", &RidgeReadout::target, "", Range::any,
     "what to predict: label, the class of each trial; frames, the targets of each frame; auto: those if there are any",
     "auto label frames"},
    {"data", &RidgeReadout::data, "", Range::any, "the [data.*] table with the targets; empty: the only one"},
    {"windows", &RidgeReadout::windows, "", Range::positive,
     "numbers of equal windows to cut a trial into; [1, 3]: the whole and its thirds; for labels"},
    {"reduce", &RidgeReadout::reduce, "", Range::any,
     "what a window or frame gives for each unit; of spikes: sum counts them, mean is the rate in Hz", "mean sum last"},
    {"transform", &RidgeReadout::transform, "", Range::any, "of each feature", "none sqrt"},
    {"washout", &RidgeReadout::washout, "ms", Range::not_negative, "left out at the start of each trial"},
    {"input", &RidgeReadout::input, "", Range::any, "whether the input of a frame is a feature too; for targets"},
    {"standardise", &RidgeReadout::standardise, "", Range::any,
     "scale each feature to deviation 1 over the training trials"},
    {"lambdas", &RidgeReadout::lambdas, "", Range::not_negative,
     "penalties to choose from; empty: a grid around the mean eigenvalue of the Gram matrix"},
    {"folds", &RidgeReadout::folds, "", Range::not_negative,
     "of the cross-validation that chooses, if there is no validation trial; 0: leave one out, for labels"},
    {"symbols", &RidgeReadout::symbols, "", Range::any,
     "numbers that targets take; then the share of outputs that are nearest to a wrong one counts too"},
    {"solver", &RidgeReadout::solver, "", Range::any,
     "for targets: gram, by the matrix of features x features; qr, by orthogonal transformations of the samples, which "
     "takes longer and resolves penalties below 1e-14 of its trace",
     "gram qr"},
};

std::vector<ShownMetric> RidgeTrainer::shown() const {
    std::vector<ShownMetric> metrics = TrainerFactory::shown();
    metrics.insert(metrics.end(), {{"train_nrmse", "training NRMSE"},
                                   {"test_nrmse", "test NRMSE"},
                                   {"test_symbol_error", "test symbol error", true},
                                   {"test_capacity", "test capacity"}});
    return metrics;
}

void RidgeTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_washout(parameters.number("washout"), run.durations);
    if (parameters.text("target") == "frames" && !run.targets)
        throw ParameterError("target", "is \"frames\", but no data have targets in each frame");
}

std::map<std::string, double> RidgeTrainer::train(const std::filesystem::path& recording, const Parameters& parameters,
                                                  const std::string& name, const std::filesystem::path& output) const {
    const auto options = from_parameters<RidgeReadout>(parameters);
    if (options.record.empty()) throw ParameterError("record", "must name a [record.*] table");
    const h5::File file = h5::File::open(recording);
    if (options.target != "label") {
        const RecordedTrials trials = read_trials(file);
        const RecordedInput input = find_input(file, options.data, true);
        if (!input.none()) return train_regression(file, trials, input, options, name, output);
        if (options.target == "frames")
            throw ParameterError("target",
                                 "is \"frames\", but no data of the recording have targets: there is no "
                                 "/inputs/<data>/targets");
    }
    return train_classification(file, options, name, output);
}

std::vector<double> RidgeTrainer::memory_curve(const std::filesystem::path& recording, const Parameters& parameters,
                                               const std::string&, const std::filesystem::path&,
                                               std::size_t lags) const {
    const auto options = from_parameters<RidgeReadout>(parameters);
    std::vector<FrameOptions> records;
    for (const std::string& record : options.record) records.push_back({record, options.reduce, options.transform});
    return memory_of_records(h5::File::open(recording), records, options.data, lags);
}

LinearReadout RidgeTrainer::linear_readout(const Parameters& parameters, const std::string& name,
                                           const std::filesystem::path& output) const {
    const auto options = from_parameters<RidgeReadout>(parameters);
    const auto refuse = [](const char* key, const std::string& value) {
        throw ParameterError(key, fmt::format("is {}; a readout that is fed back takes states as they are", value));
    };
    if (options.input) refuse("input", "true");
    if (options.reduce == "sum") refuse("reduce", "\"sum\"");
    if (options.transform != "none") refuse("transform", "\"" + options.transform + "\"");
    const h5::File file = h5::File::open(output);
    const std::string weights = "/" + name + "/weights";
    if (!file.has_attribute(weights, "data"))
        throw ParameterError("target", "is the label of trials; only targets of frames can be fed back");
    return {options.record, file.text_attribute(weights, "data"), file.read<double>(weights),
            file.read<double>("/" + name + "/bias")};
}

}  // namespace limen::train
