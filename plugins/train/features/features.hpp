// From a recording to one row of features for each trial.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/schema/split.hpp"

namespace limen::train {

struct FeatureOptions {
    std::string record{};
    std::vector<double> windows{1};
    std::string reduce = "mean", transform = "none";
    double washout = 0;           // ms
    std::vector<double> times{};  // ms from the trial's start; if any, they take the windows' place
};

// All features of a trial: of each record, then of the inputs, side by side.
struct TrialFeatureOptions {
    std::vector<std::string> records;
    std::vector<double> windows{1};
    std::string reduce = "mean", transform = "none";
    double washout = 0;      // ms
    bool input = false;      // the mean of the inputs `data` in each window too
    std::string data;        // empty: the only one
    std::int64_t order = 1;  // 2: and all products of two of these features
    std::vector<double> times{};
};

// Rows are trials; columns are units within windows: all units of the first window, then of the next.
struct Features {
    Eigen::MatrixXd values;
    std::vector<std::int32_t> labels;
    std::vector<Split> splits;
    std::vector<std::string> classes;
    std::size_t units = 0;
};

// The trial from `washout` on is cut into as many equal windows as each entry of `windows` says.
// Of recorded spikes: the number in each window (sum) or their rate in Hz (mean); a spike on a border belongs to the
// later window. Of a report: the mean, sum or last of a window's samples; a sample on a border belongs to the window
// that it ends. With `times` a report's samples at these moments are the features; each must be a sample's, within
// every trial. Throws DataError, naming the dataset, and ParameterError.
Features read_features(const h5::File& recording, const FeatureOptions&);

// Throws ParameterError where windows are no whole numbers, or stand beside times.
void check_windows(const std::vector<double>& windows, const std::vector<double>& times);

// `units` counts those of all records. Throws DataError and ParameterError.
Features read_trial_features(const h5::File& recording, const TrialFeatureOptions&);

}  // namespace limen::train
