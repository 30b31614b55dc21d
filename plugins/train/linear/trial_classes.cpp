// Sorts trials by part, counts what is right, and writes it down.
#include "train/linear/trial_classes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "limen/core/wall_time.hpp"
#include "train/features/recording.hpp"
#include "train/linear/metrics.hpp"

namespace limen::train {

TrialClasses::TrialClasses(const std::filesystem::path& recording, std::vector<std::int32_t> of_trials,
                           std::span<const Split> splits, std::vector<std::string> names)
    : classes(std::move(names)), labels(std::move(of_trials)) {
    const auto count = static_cast<std::int32_t>(classes.size());
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i] < -1 || labels[i] >= count)
            throw DataError(recording, "/trials/label",
                            fmt::format("trial {} has label {}, but there are {} classes", i, labels[i], count));
        auto& part = splits[i] == Split::train ? training : splits[i] == Split::test ? test : validation;
        part.push_back(static_cast<Eigen::Index>(i));
    }
}

std::vector<std::int32_t> TrialClasses::labels_of(std::span<const Eigen::Index> trials) const {
    std::vector<std::int32_t> result;
    for (const Eigen::Index i : trials) result.push_back(labels[static_cast<std::size_t>(i)]);
    return result;
}

void TrialClasses::check_training(const std::filesystem::path& recording) const {
    const auto fail = [&](const std::string& message) { throw DataError(recording, "/trials/label", message); };
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (labels[i] == -1) fail(fmt::format("trial {} has no label to train on", i));
    if (training.empty()) throw DataError(recording, "/trials/split", "marks no trial for training");
    if (classes.size() < 2) fail("has a single class; there is nothing to tell apart");
    const auto learnt = labels_of(training);
    for (std::size_t c = 0; c < classes.size(); ++c)
        if (std::count(learnt.begin(), learnt.end(), static_cast<std::int32_t>(c)) == 0)
            fail(fmt::format("no training trial is of class \"{}\", so it cannot be learnt", classes[c]));
}

std::vector<int> stratified_folds(std::span<const std::int32_t> labels, std::int64_t folds) {
    std::vector<int> numbers;
    std::map<std::int32_t, int> seen;
    for (std::size_t i = 0; i < labels.size(); ++i)
        numbers.push_back(folds == 0 ? static_cast<int>(i) : static_cast<int>(std::int64_t{seen[labels[i]]++} % folds));
    return numbers;
}

void check_folds(std::int64_t folds, bool wanted) {
    if (wanted && folds == 1)
        throw ParameterError(
            "folds", "is 1, which leaves nothing to train on; give 2 or more, 0 to leave one out, or one lambda");
}

void check_folds(std::int64_t folds, bool wanted, const RunOutline& run) {
    check_folds(folds, wanted);
    if (!wanted || run.labels.empty()) return;
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < run.labels.size(); ++i)
        if (split_of(run.splits, i) == Split::train) labels.push_back(run.labels[i]);
    const std::vector<int> numbers = stratified_folds(labels, folds);
    if (std::set<int>(numbers.begin(), numbers.end()).size() < 2)
        throw ParameterError("folds", fmt::format("is {}, which leaves nothing to train on, because no class has two "
                                                  "training trials; give 0 to leave one out, or one lambda",
                                                  folds));
}

Matrix one_hot(std::span<const std::int32_t> labels, std::size_t classes) {
    Matrix targets = Matrix::Zero(static_cast<Eigen::Index>(labels.size()), static_cast<Eigen::Index>(classes));
    for (std::size_t i = 0; i < labels.size(); ++i) targets(static_cast<Eigen::Index>(i), labels[i]) = 1;
    return targets;
}

namespace {

// The share of test trials that whoever always says the commonest class of the training trials gets right.
std::optional<double> guess_accuracy(const TrialClasses& trials) {
    std::vector<std::size_t> counts(trials.classes.size());
    for (const std::int32_t label : trials.labels_of(trials.training))
        if (label >= 0) ++counts[static_cast<std::size_t>(label)];
    const auto commonest = std::max_element(counts.begin(), counts.end()) - counts.begin();
    double right = 0, count = 0;
    for (const std::int32_t label : trials.labels_of(trials.test))
        if (label >= 0) right += label == commonest ? 1 : 0, count += 1;
    if (trials.training.empty() || count == 0) return std::nullopt;
    return right / count;
}

}  // namespace

void write_classes(h5::File& file, const std::string& group, const TrialClasses& trials, const Matrix& outputs,
                   Metrics& metrics) {
    const std::size_t n = trials.classes.size();
    const std::vector<std::int32_t> predicted = predicted_classes(outputs);
    write_matrix(file, group + "/outputs", outputs);
    file.write<std::int32_t>(group + "/predicted", predicted);
    file.write_texts(group + "/classes", trials.classes);
    for (const auto& [split, part] : {std::pair{Split::train, &trials.training}, std::pair{Split::test, &trials.test},
                                      std::pair{Split::validation, &trials.validation}}) {
        std::vector<std::int32_t> right, given;
        for (const Eigen::Index i : *part)
            if (const auto place = static_cast<std::size_t>(i); trials.labels[place] >= 0) {
                right.push_back(trials.labels[place]);
                given.push_back(predicted[place]);
            }
        if (right.empty()) continue;
        metrics.add(of_part(split, {.name = "trials", .value = static_cast<double>(right.size())}));
        metrics.add(of_part(split, {.name = "accuracy",
                                    .value = accuracy(right, given),
                                    .better = Better::higher,
                                    .share = true,
                                    .shown = true}));
        const std::string path = fmt::format("{}/confusion_{}", group, name_of(split));
        file.write<std::uint32_t>(path, confusion_matrix(right, given, n), {n, n});
        file.set_text_attribute(path, "rows", "true class");
        file.set_text_attribute(path, "columns", "predicted class");
    }
    if (const auto guess = guess_accuracy(trials))
        metrics.add({.name = "guess_accuracy",
                     .title = "accuracy of guessing",
                     .value = *guess,
                     .part = Split::test,
                     .share = true});
}

Metrics write_trial_classifier(h5::File& file, const std::string& name, const TrialClasses& trials,
                               const Features& features, const TrialFeatureOptions& options, const PenalisedFit& fit,
                               const std::function<Matrix()>& predict, Metrics metrics) {
    const auto start = std::chrono::steady_clock::now();
    const Matrix outputs = predict();
    const double seconds = seconds_since(start);
    metrics.add({.name = "lambda", .value = fit.lambda});
    add_size(metrics, fit.weights.rows(), fit.weights.cols(), 1);
    const std::string group = cleared_group(file, name), weights = group + "/weights";
    write_matrix(file, weights, fit.weights);
    file.set_text_attribute(weights, "rows",
                            options.order == 2 ? "features: units within windows, of one record after the other, then "
                                                 "inputs; then the products of two"
                                               : "features: units within windows, of one record after the other, then "
                                                 "inputs");
    file.set_text_attribute(weights, "columns", "classes");
    if (options.times.empty())
        file.set_attribute<double>(weights, "windows", options.windows);
    else
        file.set_attribute<double>(weights, "times", options.times);
    file.set_attribute(weights, "units", std::uint64_t{features.units});
    write_vector(file, group + "/bias", fit.bias.transpose());
    file.write<double>(group + "/lambdas", fit.lambdas);
    file.write<double>(group + "/cv_errors", fit.cv_errors);
    write_classes(file, group, trials, outputs, metrics);
    write_metrics(file, group, metrics);
    metrics.add(inference_time(seconds / static_cast<double>(features.values.rows())));
    return metrics;
}

LinearMap read_class_weights(const h5::File& file, const std::string& group, Eigen::Index features,
                             const std::filesystem::path& recording, const std::vector<std::string>& classes) {
    const std::vector<std::string> learnt = file.read_texts(group + "/classes");
    LinearMap map = read_linear_map(file, group);
    if (map.weights.rows() != features || map.weights.cols() != static_cast<Eigen::Index>(learnt.size()))
        throw DataError(
            file.path(), group + "/weights",
            fmt::format("is of {} features and {} classes; {} gives {} features for {} classes", map.weights.rows(),
                        map.weights.cols(), recording.string(), features, learnt.size()));
    if (learnt != classes)
        throw DataError(recording, "/trials/classes",
                        fmt::format("are not those that {} has learnt ({} in {})", group.substr(1), learnt.size(),
                                    file.path().string()));
    return map;
}

}  // namespace limen::train
