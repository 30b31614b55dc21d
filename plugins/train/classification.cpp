// Puts features of trials, ridge regression and metrics together.
#include "train/classification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "train/metrics.hpp"
#include "train/ridge.hpp"
#include "train/trial_classes.hpp"

namespace limen::train {

Metrics train_classification(const h5::File& recording, const RidgeReadout& options, const std::string& name,
                             const std::filesystem::path& output) {
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

    const auto start = std::chrono::steady_clock::now();
    const Matrix outputs = fit.predict(features.values);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    Metrics metrics{{"lambda", fit.lambda},
                    {"features", static_cast<double>(features.values.cols())},
                    {"parameters", static_cast<double>(fit.weights.size() + fit.bias.size())},
                    {"macs", static_cast<double>(fit.weights.size())}};
    if (fit.held_out.size() > 0) metrics["cv_accuracy"] = accuracy(labels, predicted_classes(fit.held_out));

    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    write_class_weights(file, group, fit.weights, fit.bias, wanted, features.units);
    file.write<double>(group + "/lambdas", fit.lambdas);
    file.write<double>(group + "/cv_errors", fit.cv_errors);
    write_classes(file, group, trials, outputs, metrics);
    write_metrics(file, group, metrics);
    // Times differ from run to run, and so are no part of the file.
    metrics["inference_s"] = seconds / static_cast<double>(features.values.rows());
    return metrics;
}

}  // namespace limen::train
