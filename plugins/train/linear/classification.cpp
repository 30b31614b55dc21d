// Puts features of trials, ridge regression and metrics together.
#include "train/linear/classification.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "train/linear/metrics.hpp"
#include "train/linear/ridge.hpp"
#include "train/linear/trial_classes.hpp"

namespace limen::train {

Metrics train_classification(const h5::File& recording, const RidgeReadout& options, const std::string& name,
                             h5::File& output) {
    const TrialFeatureOptions wanted = trial_features(options);
    const Features features = read_trial_features(recording, wanted);
    const TrialClasses trials(recording.path(), features.labels, features.splits, features.classes);
    trials.check_training(recording.path());
    const auto labels = trials.labels_of(trials.training);
    if (std::count(options.lambdas.begin(), options.lambdas.end(), 0.0) > 0 &&
        static_cast<Eigen::Index>(labels.size()) <= features.values.cols())
        throw ParameterError("lambdas", fmt::format("hold 0, which {} features and only {} trials to train on leave "
                                                    "without a single solution",
                                                    features.values.cols(), labels.size()));
    RidgeOptions ridge{options.standardise, options.lambdas, options.selection == "gcv"};
    const RidgeFit fit = fit_ridge(features.values(trials.training, Eigen::all), one_hot(labels, trials.classes.size()),
                                   stratified_folds(labels, options.folds), ridge);
    Metrics metrics;
    if (fit.held_out.size() > 0)
        metrics.add({.name = "cv_accuracy",
                     .title = "cross-validated accuracy",
                     .value = accuracy(labels, predicted_classes(fit.held_out)),
                     .better = Better::higher,
                     .part = Split::train,
                     .share = true});
    return write_trial_classifier(
        output, name, trials, features, wanted, fit, [&] { return fit.predict(features.values); }, std::move(metrics));
}

}  // namespace limen::train
