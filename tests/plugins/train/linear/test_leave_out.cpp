// Triangles of all groups but one against the sums of squares that they stand for.
#include "train/linear/leave_out.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"
#include "limen/core/parallel.hpp"

using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("the triangle without a group has the squares of all rows but its own, on any thread, to the last bit") {
    constexpr Eigen::Index columns = 4;
    for (const std::size_t count : {1U, 2U, 3U, 7U, 10U}) {
        CAPTURE(count);
        std::vector<RowMatrix> groups;
        for (std::size_t g = 0; g < count; ++g)
            groups.push_back(random_matrix(g + 1, static_cast<Eigen::Index>(1 + g % 3 * 20), columns));
        const RowGroups source{count, columns, [&](std::size_t g, Triangle& to) { to.add(groups[g]); }};
        std::vector<Eigen::MatrixXd> first(count);
        leave_out_each(source, false, [&](std::size_t g, const Eigen::MatrixXd& R) { first[g] = R; });
        for (std::size_t left_out = 0; left_out < count; ++left_out) {
            Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(columns, columns);
            for (std::size_t g = 0; g < count; ++g)
                if (g != left_out) squares += transposed_product(groups[g], groups[g]);
            CHECK(largest_difference(transposed_product(first[left_out], first[left_out]), squares) < 1e-12);
        }
        std::vector<Eigen::MatrixXd> at_once(count);
        limen::set_threads(3);
        leave_out_each(source, true, [&](std::size_t g, const Eigen::MatrixXd& R) { at_once[g] = R; });
        limen::set_threads(0);
        for (std::size_t g = 0; g < count; ++g) CHECK(same(at_once[g], first[g]));
    }
}
