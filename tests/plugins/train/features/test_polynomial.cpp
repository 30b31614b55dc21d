// All products of two features, each once.
#include "train/features/polynomial.hpp"

#include <doctest/doctest.h>

#include "limen/core/error.hpp"

using namespace limen::train;

TEST_CASE("features are followed by each product of two of them, once") {
    Eigen::MatrixXd features(2, 3);
    features << 2, 3, 5, -1, 4, 0;
    const Eigen::MatrixXd all = with_products(features);
    Eigen::MatrixXd expected(2, 9);
    expected << 2, 3, 5, 4, 6, 10, 9, 15, 25, -1, 4, 0, 1, -4, 0, 16, 0, 0;
    CHECK(all == expected);
    CHECK(count_with_products(3) == 9);
    CHECK(count_with_products(1) == 2);
}

TEST_CASE("more products than can be learnt from are refused with their number") {
    CHECK_NOTHROW(refuse_too_many_products(600));
    CHECK_THROWS_WITH_AS(refuse_too_many_products(5000), doctest::Contains("12507500 features of 5000"),
                         limen::ParameterError);
}
