// Writes matrices row by row, and metrics as attributes.
#include "train/output.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

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
    std::vector<Metric> sorted(metrics.begin(), metrics.end());
    std::sort(sorted.begin(), sorted.end(), [](const Metric& a, const Metric& b) { return a.name < b.name; });
    for (const Metric& metric : sorted) file.set_attribute(group, metric.name, metric.value);
}

void add_size(Metrics& metrics, Eigen::Index features, Eigen::Index outputs, double applications) {
    const auto weights = static_cast<double>(features * outputs);
    metrics.add({.name = "features", .value = static_cast<double>(features)});
    metrics.add({.name = "parameters", .value = weights + static_cast<double>(outputs), .better = Better::lower});
    metrics.add({.name = "macs",
                 .title = "multiply-accumulates of a trial",
                 .value = applications * weights,
                 .better = Better::lower});
}

void add_errors(Metrics& metrics, Split split, double nmse) {
    metrics.add(of_part(split, {.name = "nmse", .title = "NMSE", .value = nmse, .better = Better::lower}));
    metrics.add(of_part(
        split, {.name = "nrmse", .title = "NRMSE", .value = std::sqrt(nmse), .better = Better::lower, .shown = true}));
}

Metric inference_time(double seconds) {
    return {.name = "inference_s",
            .title = "inference of a trial (s)",
            .value = seconds,
            .unit = "s",
            .better = Better::lower};
}

std::string cleared_group(h5::File& file, const std::string& name) {
    const std::string group = "/" + name;
    if (file.exists(group)) file.remove(group);
    return group;
}

}  // namespace limen::train
