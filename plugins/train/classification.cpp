// Puts features of trials, ridge regression and metrics together.
#include "train/classification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "train/features.hpp"
#include "train/metrics.hpp"
#include "train/ridge.hpp"

namespace limen::train {

namespace {

// The trials of one split, by number.
std::vector<Eigen::Index> trials_of(const Features& features, std::uint8_t split) {
    std::vector<Eigen::Index> trials;
    for (std::size_t i = 0; i < features.splits.size(); ++i)
        if (features.splits[i] == split) trials.push_back(static_cast<Eigen::Index>(i));
    return trials;
}

std::vector<std::int32_t> labels_of(const Features& features, std::span<const Eigen::Index> trials) {
    std::vector<std::int32_t> labels;
    for (const Eigen::Index i : trials) labels.push_back(features.labels[static_cast<std::size_t>(i)]);
    return labels;
}

void check_labels(const std::filesystem::path& recording, const Features& features,
                  std::span<const Eigen::Index> training) {
    const auto fail = [&](const std::string& message) { throw DataError(recording, "/trials/label", message); };
    const auto classes = static_cast<std::int32_t>(features.classes.size());
    for (std::size_t i = 0; i < features.labels.size(); ++i)
        if (features.labels[i] < 0 || features.labels[i] >= classes)
            fail(features.labels[i] == -1
                     ? fmt::format("trial {} has no label to train on", i)
                     : fmt::format("trial {} has label {}, but there are {} classes", i, features.labels[i], classes));
    if (training.empty()) throw DataError(recording, "/trials/split", "marks no trial for training");
    if (classes < 2) fail("has a single class; there is nothing to tell apart");
    const auto labels = labels_of(features, training);
    for (std::int32_t c = 0; c < classes; ++c)
        if (std::count(labels.begin(), labels.end(), c) == 0)
            fail(fmt::format("no training trial is of class \"{}\", so it cannot be learnt",
                             features.classes[static_cast<std::size_t>(c)]));
}

// The i-th trial of each class goes to fold i: every fold sees about the same mix of classes.
std::vector<int> fold_numbers(std::span<const std::int32_t> labels, std::int64_t folds) {
    std::vector<int> numbers;
    std::map<std::int32_t, int> seen;
    for (std::size_t i = 0; i < labels.size(); ++i)
        numbers.push_back(folds == 0 ? static_cast<int>(i) : seen[labels[i]]++ % static_cast<int>(folds));
    return numbers;
}

// Of each record, side by side.
Features read_features(const h5::File& recording, const RidgeReadout& options) {
    Features all;
    for (const std::string& record : options.record) {
        Features features = train::read_features(
            recording, {record, options.windows, options.reduce, options.transform, options.washout});
        if (all.values.size() == 0) {
            all = std::move(features);
            continue;
        }
        const Eigen::Index before = all.values.cols();
        all.values.conservativeResize(Eigen::NoChange, before + features.values.cols());
        all.values.rightCols(features.values.cols()) = features.values;
        all.units += features.units;
    }
    return all;
}

Matrix one_hot(std::span<const std::int32_t> labels, std::size_t classes) {
    Matrix targets = Matrix::Zero(static_cast<Eigen::Index>(labels.size()), static_cast<Eigen::Index>(classes));
    for (std::size_t i = 0; i < labels.size(); ++i) targets(static_cast<Eigen::Index>(i), labels[i]) = 1;
    return targets;
}

void write_confusion(h5::File& file, const std::string& path, std::span<const std::int32_t> labels,
                     std::span<const std::int32_t> predicted, std::size_t classes) {
    file.write<std::uint32_t>(path, confusion_matrix(labels, predicted, classes), {classes, classes});
    file.set_text_attribute(path, "rows", "true class");
    file.set_text_attribute(path, "columns", "predicted class");
}

void write_fit(h5::File& file, const std::string& group, const RidgeFit& fit, const Features& features,
               const RidgeReadout& options) {
    write_matrix(file, group + "/weights", fit.weights);
    file.set_text_attribute(group + "/weights", "rows",
                            "features: units within windows, of one record after the other");
    file.set_text_attribute(group + "/weights", "columns", "classes");
    file.set_attribute<double>(group + "/weights", "windows", options.windows);
    file.set_attribute(group + "/weights", "units", std::uint64_t{features.units});
    write_vector(file, group + "/bias", fit.bias.transpose());
    file.write_texts(group + "/classes", features.classes);
    file.write<double>(group + "/lambdas", fit.lambdas);
    file.write<double>(group + "/cv_errors", fit.cv_errors);
}

}  // namespace

Metrics train_classification(const h5::File& recording, const RidgeReadout& options, const std::string& name,
                             const std::filesystem::path& output) {
    const Features features = read_features(recording, options);
    const auto training = trials_of(features, 0), test = trials_of(features, 1);
    check_labels(recording.path(), features, training);
    const std::size_t classes = features.classes.size();
    const auto labels = labels_of(features, training), test_labels = labels_of(features, test);
    const RidgeFit fit = fit_ridge(features.values(training, Eigen::all), one_hot(labels, classes),
                                   fold_numbers(labels, options.folds), {options.standardise, options.lambdas});

    const auto start = std::chrono::steady_clock::now();
    const Matrix outputs = fit.predict(features.values);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const auto predicted = predicted_classes(outputs);
    const auto predicted_training = predicted_classes(outputs(training, Eigen::all)),
               predicted_test = predicted_classes(outputs(test, Eigen::all));
    Metrics metrics{{"train_accuracy", accuracy(labels, predicted_training)},
                    {"cv_accuracy", accuracy(labels, predicted_classes(fit.held_out))},
                    {"lambda", fit.lambda},
                    {"features", static_cast<double>(features.values.cols())},
                    {"parameters", static_cast<double>(fit.weights.size() + fit.bias.size())},
                    {"macs", static_cast<double>(fit.weights.size())},
                    {"train_trials", static_cast<double>(training.size())},
                    {"test_trials", static_cast<double>(test.size())}};
    if (!test.empty()) metrics["test_accuracy"] = accuracy(test_labels, predicted_test);

    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    write_fit(file, group, fit, features, options);
    write_matrix(file, group + "/outputs", outputs);
    file.write<std::int32_t>(group + "/predicted", predicted);
    write_confusion(file, group + "/confusion_train", labels, predicted_training, classes);
    write_confusion(file, group + "/confusion_test", test_labels, predicted_test, classes);
    write_metrics(file, group, metrics);
    // Times differ from run to run, and so are no part of the file.
    metrics["inference_s"] = seconds / static_cast<double>(features.values.rows());
    return metrics;
}

}  // namespace limen::train
