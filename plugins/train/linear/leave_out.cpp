// Halves the groups, and adds to each half what is in the other.
#include "train/linear/leave_out.hpp"

#include <utility>

#include "limen/core/parallel.hpp"

namespace limen::train {

namespace {

struct Halving {
    const RowGroups& groups;
    bool at_once;
    const std::function<void(std::size_t, const Eigen::MatrixXd&)>& use;

    // `rest` has all rows but those of the groups from `first` to before `end`.
    void halve(std::size_t first, std::size_t end, Triangle rest) const {
        if (end - first == 1) return use(first, rest.R());
        const std::size_t middle = (first + end) / 2;
        const auto go_on = [&](std::size_t half) {
            Triangle more = rest;
            const auto [from, to] = half == 0 ? std::pair(middle, end) : std::pair(first, middle);
            for (std::size_t group = from; group < to; ++group) groups.add(group, more);
            half == 0 ? halve(first, middle, std::move(more)) : halve(middle, end, std::move(more));
        };
        if (at_once) return parallel_for(2, go_on);
        for (const std::size_t half : {0, 1}) go_on(half);
    }
};

}  // namespace

void leave_out_each(const RowGroups& groups, bool at_once,
                    const std::function<void(std::size_t, const Eigen::MatrixXd&)>& use) {
    if (groups.count > 0) Halving{groups, at_once, use}.halve(0, groups.count, Triangle(groups.columns));
}

}  // namespace limen::train
