// What trainers write into readouts.h5 in the same way.
#pragma once

#include <Eigen/Core>
#include <string>

#include "limen/hdf5.hpp"
#include "limen/learn/metric.hpp"

namespace limen::train {

void write_matrix(h5::File&, const std::string& path, const Eigen::MatrixXd&);
void write_vector(h5::File&, const std::string& path, const Eigen::VectorXd&);
// As attributes of the group, in the order of their names.
void write_metrics(h5::File&, const std::string& group, const Metrics&);
// Of a linear map of so many features and outputs: these, its parameters, and the multiply-accumulates of a trial in
// which it is applied so many times.
void add_size(Metrics&, Eigen::Index features, Eigen::Index outputs, double applications);
// The mean squared error of the trials of a part, over the variance of their targets, and its root.
void add_errors(Metrics&, Split, double nmse);
// What a readout itself takes for a trial. It differs from run to run, and so is no part of a file.
Metric inference_time(double seconds);
// The path of a readout's group, of which an earlier training has left nothing; the first dataset makes it.
std::string cleared_group(h5::File&, const std::string& name);

}  // namespace limen::train
