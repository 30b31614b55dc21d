// Classifiers of trials, whatever trains them: which trials there are, how good outputs are, and what is written.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"
#include "train/features/features.hpp"
#include "train/linear/linear_map.hpp"
#include "train/linear/ridge.hpp"
#include "train/output.hpp"

namespace limen::train {

// The trials of a classifier, by number.
struct TrialClasses {
    std::vector<std::string> classes;
    std::vector<std::int32_t> labels;  // of all trials; -1: none
    std::vector<Eigen::Index> training, test, validation;

    // Throws DataError where a label is no class.
    TrialClasses(const std::filesystem::path& recording, std::vector<std::int32_t> labels,
                 std::span<const Split> splits, std::vector<std::string> classes);

    std::vector<std::int32_t> labels_of(std::span<const Eigen::Index> trials) const;
    // Throws DataError where a training trial has no label, a class no training trial, or there is nothing to tell
    // apart.
    void check_training(const std::filesystem::path& recording) const;
};

// The i-th sample of each class goes to fold i: every fold sees about the same mix of classes. `folds` = 0: each sample
// has a fold of its own.
std::vector<int> stratified_folds(std::span<const std::int32_t> labels, std::int64_t folds);

// Throws ParameterError where there is one fold alone, though it is wanted.
void check_folds(std::int64_t folds, bool wanted);
// The same of a run that is to come: its training trials must come to lie in more than one fold.
void check_folds(std::int64_t folds, bool wanted, const RunOutline&);

// 1 in the column of each label, 0 elsewhere.
Matrix one_hot(std::span<const std::int32_t> labels, std::size_t classes);

// Writes outputs [trials x classes], predictions, and for each part that has labelled trials the confusion matrix; adds
// the accuracies and numbers of trials to the metrics.
void write_classes(h5::File&, const std::string& group, const TrialClasses&, const Matrix& outputs, Metrics&);

// Writes a classifier of whole trials into its group of `file`: its fit with what it is of, and what it
// gives for all trials, which `predict` says and is timed by. Returns `metrics` with those of the fit and of the
// classes.
Metrics write_trial_classifier(h5::File& file, const std::string& name, const TrialClasses&, const Features&,
                               const TrialFeatureOptions&, const PenalisedFit&, const std::function<Matrix()>& predict,
                               Metrics metrics = {});

// Weights and bias of a classifier, for that many features and these classes. Throws DataError where they are of
// others.
LinearMap read_class_weights(const h5::File&, const std::string& group, Eigen::Index features,
                             const std::filesystem::path& recording, const std::vector<std::string>& classes);

}  // namespace limen::train
