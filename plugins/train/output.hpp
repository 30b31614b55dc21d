// What trainers write into readouts.h5 in the same way.
#pragma once

#include <Eigen/Core>
#include <map>
#include <string>

#include "limen/hdf5.hpp"

namespace limen::train {

using Metrics = std::map<std::string, double>;

void write_matrix(h5::File&, const std::string& path, const Eigen::MatrixXd&);
void write_vector(h5::File&, const std::string& path, const Eigen::VectorXd&);
// As attributes of the group.
void write_metrics(h5::File&, const std::string& group, const Metrics&);
// The path of a readout's group, of which an earlier training has left nothing; the first dataset makes it.
std::string cleared_group(h5::File&, const std::string& name);

}  // namespace limen::train
