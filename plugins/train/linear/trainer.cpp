// Finds out what there is to learn.
#include "train/linear/trainer.hpp"

#include "train/linear/eigen.hpp"

#include <fmt/format.h>

#include "train/features/frame_samples.hpp"
#include "train/features/recording.hpp"
#include "train/linear/apply.hpp"
#include "train/linear/classification.hpp"
#include "train/linear/regression.hpp"
#include "train/linear/trial_classes.hpp"
#include "train/measures/memory_curve.hpp"
#include "train/online/online_readouts.hpp"

namespace limen::train {

const Parameter<RidgeReadout> RidgeReadout::schema[17] = {
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
    {"input", &RidgeReadout::input, "", Range::any,
     "whether the input of a frame is a feature too, or for labels its mean in each window"},
    {"standardise", &RidgeReadout::standardise, "", Range::any,
     "scale each feature to deviation 1 over the training trials"},
    {"lambdas", &RidgeReadout::lambdas, "", Range::not_negative,
     "penalties to choose from, of the features as they are standardised; empty: a grid around the mean eigenvalue of "
     "the Gram matrix"},
    {"folds", &RidgeReadout::folds, "", Range::not_negative,
     "of the cross-validation that chooses, if there is no validation trial; 0: leave one out, for labels"},
    {"symbols", &RidgeReadout::symbols, "", Range::any,
     "numbers that targets take; then the share of outputs that are nearest to a wrong one counts too"},
    {"solver", &RidgeReadout::solver, "", Range::any,
     "for targets: gram, by the matrix of features x features; qr, by orthogonal transformations of the samples, which "
     "takes longer and resolves penalties below 1e-14 of its trace",
     "gram qr"},
    {"samples", &RidgeReadout::samples, "", Range::any,
     "for labels: trials, each a sample; frames, each a sample of its trial's class, whose outputs are averaged",
     "trials frames"},
    {"selection", &RidgeReadout::selection, "", Range::any,
     "of the penalty, if there is no validation trial: folds, by cross-validation; gcv, by its generalised form",
     "folds gcv"},
    {"order", &RidgeReadout::order, "", Range::positive, "of the features: 1, as they are; 2, their products too"},
    {"times", &RidgeReadout::times, "ms", Range::positive,
     "for labels: moments of a trial whose states are the features, in place of windows"},
};

void RidgeTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_training(run);
    check_washout(parameters.number("washout"), run.durations);
    check_times(parameters.at<std::vector<double>>("times"), run.durations);
    const auto options = from_parameters<RidgeReadout>(parameters);
    if (options.target == "frames" && !run.targets)
        throw ParameterError("target", "is \"frames\", but no data have targets in each frame");
    check_features(options.record, options.order);
    check_windows(options.windows, options.times);
    const bool targets = options.target != "label" && run.targets, frames = options.samples == "frames";
    if (targets)
        check_frame_options(options);
    else if (frames && !options.times.empty())
        throw ParameterError("times", "say nothing with samples = \"frames\"");
    if (targets || frames)
        check_frame_folds(options, run.any(Split::validation));
    else
        check_folds(options.folds, options.lambdas.size() != 1 && options.selection == "folds", run);
}

namespace {

// What a readout is about: the targets of an input, or labels, of trials or of their frames.
struct Subject {
    RecordedTrials trials;
    RecordedInput input;  // none: labels of trials
    bool labels = true;
};

Subject find_subject(const h5::File& recording, const RidgeReadout& options) {
    Subject subject{read_trials(recording), {}};
    if (options.target != "label") {
        subject.input = find_input(recording, options.data, true, subject.trials.size());
        subject.labels = subject.input.none();
        if (subject.labels && options.target == "frames")
            throw ParameterError("target",
                                 "is \"frames\", but no data of the recording have targets: there is no "
                                 "/inputs/<data>/targets");
    }
    if (subject.labels && options.samples == "frames") {
        if (!options.times.empty()) throw ParameterError("times", "say nothing with samples = \"frames\"");
        subject.input = find_input(recording, options.data, false, subject.trials.size());
        if (subject.input.none())
            throw ParameterError("samples", "is \"frames\", but the recording has no inputs, and so no frames");
    }
    return subject;
}

}  // namespace

TrialFeatureOptions trial_features(const RidgeReadout& options) {
    return {.records = options.record,
            .windows = options.windows,
            .reduce = options.reduce,
            .transform = options.transform,
            .washout = options.washout,
            .input = options.input,
            .data = options.data,
            .order = options.order,
            .times = options.times};
}

SampleOptions frame_samples(const RidgeReadout& options) {
    return {frame_options(options.record, options.reduce, options.transform), options.washout, options.input,
            options.order};
}

bool RidgeTrainer::learns_classes(const Parameters& parameters, bool, bool targets) const {
    return !targets || parameters.text("target") == "label";
}

Metrics RidgeTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                            h5::File& output) const {
    const OneBlasThread one_blas_thread;
    const auto options = from_parameters<RidgeReadout>(parameters);
    check_features(options.record, options.order);
    const Subject subject = find_subject(recording, options);
    if (subject.input.none()) return train_classification(recording, options, name, output);
    const auto train = subject.labels ? train_frame_classification : train_regression;
    return train(recording, subject.trials, subject.input, options, name, output);
}

namespace {

class LearntRidge : public Readout {
public:
    LearntRidge(const Parameters& parameters, const h5::File& readouts, std::string name)
        : x_options(from_parameters<RidgeReadout>(parameters)), x_learnt{readouts, std::move(name)} {}

    Metrics apply(const h5::File& recording, const std::string& name, h5::File& output) const override {
        const OneBlasThread one_blas_thread;
        const Subject subject = find_subject(recording, x_options);
        return apply_linear(recording, subject.trials, subject.input, subject.labels, x_options, x_learnt, name,
                            output);
    }

    std::vector<double> memory_curve(const h5::File& recording, std::size_t lags) const override {
        const OneBlasThread one_blas_thread;
        const std::string group = "/" + x_learnt.name;
        MemoryQuestion question{lags, {}, {}};
        const bool plain = !x_options.input && x_options.order == 1;
        // Where it has learnt targets of frames, lags are learnt in the same way.
        if (x_learnt.readouts.exists(group + "/test/r2") || x_learnt.readouts.exists(group + "/train/r2")) {
            question.ridge.solver = x_options.solver;
            question.ridge.standardise = x_options.standardise;
            question.ridge.selection = x_options.selection;
            question.ridge.folds = x_options.folds;
            question.ridge.lambdas = x_options.lambdas;
            if (plain)
                question.penalties = penalties_of_targets(recording, x_options.data, lags,
                                                          x_learnt.readouts.number_attribute(group, "lambda"));
        }
        return memory_of_records(recording, {frame_samples(x_options).records, x_options.data, x_options.washout},
                                 question);
    }

    LinearReadout linear() const override {
        check_plain_states(frame_samples(x_options));
        return read_linear_readout(x_learnt.readouts, x_learnt.name, x_options.record);
    }

private:
    RidgeReadout x_options;
    Learnt x_learnt;
};

}  // namespace

std::unique_ptr<Readout> RidgeTrainer::readout(const Parameters& parameters, const h5::File& readouts,
                                               const std::string& name) const {
    return std::make_unique<LearntRidge>(parameters, readouts, name);
}

}  // namespace limen::train
