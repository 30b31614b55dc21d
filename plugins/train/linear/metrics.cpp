// Counts right and wrong predictions.
#include "train/linear/metrics.hpp"

namespace limen::train {

std::vector<std::int32_t> predicted_classes(const Eigen::MatrixXd& outputs) {
    std::vector<std::int32_t> classes;
    for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
        Eigen::Index best = 0;
        outputs.row(i).maxCoeff(&best);
        classes.push_back(static_cast<std::int32_t>(best));
    }
    return classes;
}

double accuracy(std::span<const std::int32_t> labels, std::span<const std::int32_t> predicted) {
    if (labels.empty()) return 0;
    std::size_t right = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) right += labels[i] == predicted[i];
    return static_cast<double>(right) / static_cast<double>(labels.size());
}

std::vector<std::uint32_t> confusion_matrix(std::span<const std::int32_t> labels,
                                            std::span<const std::int32_t> predicted, std::size_t classes) {
    std::vector<std::uint32_t> counts(classes * classes, 0);
    for (std::size_t i = 0; i < labels.size(); ++i)
        ++counts[static_cast<std::size_t>(labels[i]) * classes + static_cast<std::size_t>(predicted[i])];
    return counts;
}

}  // namespace limen::train
