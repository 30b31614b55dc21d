// Features of trials, softmax regression, and what is written of it.
#include "train/linear/softmax_readout.hpp"

#include "train/linear/eigen.hpp"

#include <fmt/format.h>

#include "train/features/frame_samples.hpp"
#include "train/features/recording.hpp"
#include "train/linear/softmax.hpp"
#include "train/linear/trial_classes.hpp"
#include "train/measures/memory_curve.hpp"

namespace limen::train {

const Parameter<SoftmaxReadout> SoftmaxReadout::schema[14] = {
    {"record", &SoftmaxReadout::record, "", Range::any,
     "the [record.*] table, or a list of them, whose spikes or states are the features, side by side"},
    {"windows", &SoftmaxReadout::windows, "", Range::positive,
     "numbers of equal windows to cut a trial into; [1, 3]: the whole and its thirds"},
    {"reduce", &SoftmaxReadout::reduce, "", Range::any,
     "what a window gives for each unit; of spikes: sum counts them, mean is the rate in Hz", "mean sum last"},
    {"transform", &SoftmaxReadout::transform, "", Range::any, "of each feature", "none sqrt"},
    {"washout", &SoftmaxReadout::washout, "ms", Range::not_negative, "left out at the start of each trial"},
    {"input", &SoftmaxReadout::input, "", Range::any, "whether the mean input in each window is a feature too"},
    {"data", &SoftmaxReadout::data, "", Range::any, "the [data.*] table whose inputs those are; empty: the only one"},
    {"order", &SoftmaxReadout::order, "", Range::positive, "of the features: 1, as they are; 2, their products too"},
    {"standardise", &SoftmaxReadout::standardise, "", Range::any,
     "scale each feature to deviation 1 over the training trials"},
    {"lambdas", &SoftmaxReadout::lambdas, "", Range::not_negative,
     "penalties to choose from, by cross-validation; empty: a grid from 1e-6 to 100"},
    {"folds", &SoftmaxReadout::folds, "", Range::not_negative, "of the cross-validation; 0: leave one out"},
    {"class_weights", &SoftmaxReadout::class_weights, "", Range::any,
     "how much a trial counts: none, as any other; balanced, so that all classes count the same", "none balanced"},
    {"iterations", &SoftmaxReadout::iterations, "", Range::positive, "of the minimisation, at most"},
    {"times", &SoftmaxReadout::times, "ms", Range::positive,
     "moments of a trial whose states are the features, in place of windows"},
};

namespace {

TrialFeatureOptions features_of(const SoftmaxReadout& o) {
    return {.records = o.record,
            .windows = o.windows,
            .reduce = o.reduce,
            .transform = o.transform,
            .washout = o.washout,
            .input = o.input,
            .data = o.data,
            .order = o.order,
            .times = o.times};
}

// A minimum need not exist: classes that can be told apart without an error drive the weights to infinity.
void check_penalties(const SoftmaxReadout& options) {
    for (const double lambda : options.lambdas)
        if (lambda == 0)
            throw ParameterError("lambdas",
                                 "hold 0, with which the weights of classes that can be told apart without "
                                 "an error have no limit; the smallest penalties, such as 1e-6, do the same");
}

}  // namespace

void SoftmaxTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_training(run);
    check_washout(parameters.number("washout"), run.durations);
    check_times(parameters.at<std::vector<double>>("times"), run.durations);
    const auto options = from_parameters<SoftmaxReadout>(parameters);
    check_features(options.record, options.order);
    check_windows(options.windows, options.times);
    check_penalties(options);
    check_folds(options.folds, options.lambdas.size() != 1, run);
}

Metrics SoftmaxTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                              h5::File& output) const {
    const OneBlasThread one_blas_thread;
    const auto options = from_parameters<SoftmaxReadout>(parameters);
    check_features(options.record, options.order);
    check_penalties(options);
    const TrialFeatureOptions wanted = features_of(options);
    const Features features = read_trial_features(recording, wanted);
    const TrialClasses trials(recording.path(), features.labels, features.splits, features.classes);
    trials.check_training(recording.path());
    const auto labels = trials.labels_of(trials.training);
    const SoftmaxFit fit = fit_softmax(features.values(trials.training, Eigen::all), labels, trials.classes.size(),
                                       stratified_folds(labels, options.folds),
                                       {options.standardise, options.class_weights == "balanced", options.lambdas,
                                        static_cast<std::size_t>(checked<int>(options.iterations, "iterations"))});
    if (!fit.converged)
        throw ParameterError("iterations", fmt::format("is {}, in which the minimisation did not come to its end; take "
                                                       "more, or larger lambdas (the chosen one is {})",
                                                       options.iterations, fit.lambda));
    return write_trial_classifier(output, name, trials, features, wanted, fit,
                                  [&] { return fit.predict(features.values); });
}

namespace {

class LearntSoftmax : public Readout {
public:
    LearntSoftmax(const Parameters& parameters, const h5::File& readouts, std::string name)
        : x_options(from_parameters<SoftmaxReadout>(parameters)), x_readouts(readouts), x_name(std::move(name)) {}

    Metrics apply(const h5::File& recording, const std::string& name, h5::File& output) const override {
        const OneBlasThread one_blas_thread;
        const std::string learnt = "/" + x_name;
        const Features features = read_trial_features(recording, features_of(x_options));
        // A recording without labels can still be told the classes of.
        const auto classes = features.classes.empty() ? x_readouts.read_texts(learnt + "/classes") : features.classes;
        const LinearMap map = read_class_weights(x_readouts, learnt, features.values.cols(), recording.path(), classes);
        const TrialClasses trials(recording.path(), features.labels, features.splits, classes);
        Metrics metrics;
        const std::string group = cleared_group(output, name);
        write_classes(output, group, trials, SoftmaxFit{{map.weights, map.bias}}.predict(features.values), metrics);
        write_metrics(output, group, metrics);
        return metrics;
    }

    std::vector<double> memory_curve(const h5::File& recording, std::size_t lags) const override {
        const OneBlasThread one_blas_thread;
        return memory_of_records(
            recording,
            {frame_options(x_options.record, x_options.reduce, x_options.transform), x_options.data, x_options.washout},
            {lags, {}, {}});
    }

private:
    SoftmaxReadout x_options;
    const h5::File& x_readouts;
    std::string x_name;
};

}  // namespace

std::unique_ptr<Readout> SoftmaxTrainer::readout(const Parameters& parameters, const h5::File& readouts,
                                                 const std::string& name) const {
    return std::make_unique<LearntSoftmax>(parameters, readouts, name);
}

}  // namespace limen::train
