// Bounds how many features there may be.
#include "train/polynomial.hpp"

#include <fmt/format.h>

#include "limen/error.hpp"

namespace limen::train {

void refuse_too_many_products(Eigen::Index features) {
    constexpr Eigen::Index most = 200'000;
    if (const Eigen::Index all = count_with_products(features); all > most)
        throw ParameterError("order",
                             fmt::format("is 2, which makes {} features of {}; at most {} are taken, so record "
                                         "fewer units or use fewer windows",
                                         all, features, most));
}

}  // namespace limen::train
