// Writes matrices row by row, and metrics as attributes.
#include "train/output.hpp"

namespace limen::train {

void write_matrix(h5::File& file, const std::string& path, const Eigen::MatrixXd& matrix) {
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = matrix;
    file.write<double>(path, std::span(rows.data(), static_cast<std::size_t>(rows.size())),
                       {static_cast<hsize_t>(rows.rows()), static_cast<hsize_t>(rows.cols())});
}

void write_vector(h5::File& file, const std::string& path, const Eigen::VectorXd& vector) {
    file.write<double>(path, std::span(vector.data(), static_cast<std::size_t>(vector.size())));
}

void write_metrics(h5::File& file, const std::string& group, const Metrics& metrics) {
    for (const auto& [key, value] : metrics) file.set_attribute(group, key, value);
}

std::string cleared_group(h5::File& file, const std::string& name) {
    const std::string group = "/" + name;
    if (file.exists(group)) file.remove(group);
    return group;
}

}  // namespace limen::train
