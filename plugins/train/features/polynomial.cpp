// Bounds how many features there may be.
#include "train/features/polynomial.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "limen/core/error.hpp"

namespace limen::train {

void refuse_too_many_features(std::size_t samples, double features) {
    const double memory = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
    const double bytes = static_cast<double>(samples) * features * sizeof(double);
    constexpr double gib = 1U << 30U;
    if (bytes > memory / 2)
        throw ParameterError("record",
                             fmt::format("gives {:.6g} features of each of {} samples, which take {:.3g} GiB; this "
                                         "machine has {:.3g} GiB of memory",
                                         features, samples, bytes / gib, memory / gib));
}

void refuse_too_many_products(Eigen::Index features) {
    constexpr Eigen::Index most = 200'000;
    if (const Eigen::Index all = count_with_products(features); all > most)
        throw ParameterError("order",
                             fmt::format("is 2, which makes {} features of {}; at most {} are taken, so record "
                                         "fewer units or use fewer windows",
                                         all, features, most));
}

}  // namespace limen::train
