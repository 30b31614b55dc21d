// Joined frames against the trials that they are of.
#include "train/features/joined_frames.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("frames of several trials are had in one row, whether they are kept or read each time") {
    for (const Eigen::Index columns : {3, 25'000}) {  // the larger ones are too many to be kept
        std::vector<RowMatrix> trials;
        for (const Eigen::Index rows : {100, 1, 90, 120}) trials.push_back(random_matrix(7, rows, columns));
        std::size_t reads = 0;
        const JoinedFrames::Read read = [&](const Piece& piece) {
            ++reads;
            return RowMatrix(trials[piece.trial].middleRows(static_cast<Eigen::Index>(piece.first),
                                                            static_cast<Eigen::Index>(piece.count)));
        };
        const std::vector<Piece> pieces{{0, 10, 90}, {1, 0, 1}, {3, 5, 115}};
        const JoinedFrames joined(read, pieces);
        CHECK(joined.columns() == columns);
        const RowMatrix all = joined.rows(0, 206);
        CHECK(same(all.topRows(90), trials[0].bottomRows(90)));
        CHECK(same(all.middleRows(90, 1), trials[1]));
        CHECK(same(all.bottomRows(115), trials[3].bottomRows(115)));
        const std::size_t before = reads;
        for (const auto& [first, count] : {std::pair{0, 1}, {89, 3}, {50, 100}, {205, 1}})
            CHECK(same(joined.rows(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                       all.middleRows(first, count)));
        CHECK((reads > before) == (columns > 3));
    }
}
