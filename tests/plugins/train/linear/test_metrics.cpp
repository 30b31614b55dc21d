// Accuracy and confusion count what a person would count.
#include "train/linear/metrics.hpp"

#include <doctest/doctest.h>

using namespace limen::train;

TEST_CASE("the predicted class has the largest output, and of equals it is the first") {
    Eigen::MatrixXd outputs(4, 3);
    outputs << 0.1, 0.7, 0.2,  //
        -3, -2, -1,            //
        0.5, 0.5, 0.1,         //
        0, 0, 0;
    CHECK(predicted_classes(outputs) == std::vector<std::int32_t>{1, 2, 0, 0});
    CHECK(predicted_classes(Eigen::MatrixXd(0, 3)).empty());
}

TEST_CASE("accuracy is the share of equal entries") {
    const std::vector<std::int32_t> labels{0, 1, 2, 1}, predicted{0, 2, 2, 1};
    CHECK(accuracy(labels, predicted) == 0.75);
    CHECK(accuracy(labels, labels) == 1);
    CHECK(accuracy({}, {}) == 0);
}

TEST_CASE("the confusion matrix has true classes in rows and predicted classes in columns") {
    const std::vector<std::int32_t> labels{0, 0, 0, 1, 2}, predicted{0, 1, 1, 1, 0};
    CHECK(confusion_matrix(labels, predicted, 3) == std::vector<std::uint32_t>{1, 2, 0,  //
                                                                               0, 1, 0,  //
                                                                               1, 0, 0});
}

TEST_CASE("the confusion matrix sums to the number of trials, and its diagonal to those that are right") {
    const std::vector<std::int32_t> labels{3, 1, 0, 2, 2, 1, 3}, predicted{3, 0, 0, 2, 1, 1, 2};
    const auto counts = confusion_matrix(labels, predicted, 4);
    std::uint32_t all = 0, right = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        right += counts[i * 4 + i];
        for (std::size_t j = 0; j < 4; ++j) all += counts[i * 4 + j];
    }
    CHECK(all == labels.size());
    CHECK(right == doctest::Approx(accuracy(labels, predicted) * 7));
}
