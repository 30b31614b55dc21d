// How good predictions are.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

namespace limen::train {

// The class with the largest output in each row; the first of equals.
std::vector<std::int32_t> predicted_classes(const Eigen::MatrixXd& outputs);

// Share of equal entries; 0 for empty lists.
double accuracy(std::span<const std::int32_t> labels, std::span<const std::int32_t> predicted);

// counts[true * classes + predicted].
std::vector<std::uint32_t> confusion_matrix(std::span<const std::int32_t> labels,
                                            std::span<const std::int32_t> predicted, std::size_t classes);

}  // namespace limen::train
