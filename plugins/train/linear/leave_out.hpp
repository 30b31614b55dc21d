// Triangles of all rows but those of one group, for each group.
#pragma once

#include <cstddef>
#include <functional>

#include "train/linear/triangle.hpp"

namespace limen::train {

struct RowGroups {
    std::size_t count = 0;
    Eigen::Index columns = 0;
    std::function<void(std::size_t group, Triangle& to)> add;  // the rows of a group
};

// Calls use(group, R of all other groups) for each group in turn, or if `at_once` on any thread, as `add` is then too.
// The groups are halved again and again, and what is outside of a half is added once for all groups in it: log2(count)
// times all rows instead of count times.
void leave_out_each(const RowGroups&, bool at_once,
                    const std::function<void(std::size_t, const Eigen::MatrixXd&)>& use);

}  // namespace limen::train
