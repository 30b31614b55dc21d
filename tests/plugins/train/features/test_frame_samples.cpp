// Pieces and folds of frames: none is lost, none is there twice.
#include "train/features/frame_samples.hpp"

#include <doctest/doctest.h>

using namespace limen::train;

namespace {

// The frames of pieces as (trial, frame), in order.
std::vector<std::pair<std::size_t, std::size_t>> frames_of(const std::vector<Piece>& pieces) {
    std::vector<std::pair<std::size_t, std::size_t>> frames;
    for (const Piece& piece : pieces)
        for (std::size_t k = 0; k < piece.count; ++k) frames.emplace_back(piece.trial, piece.first + k);
    return frames;
}

}  // namespace

TEST_CASE("folds hold all frames in order, and their sizes differ by one at most") {
    const std::vector<Piece> pieces{{0, 5, 10}, {0, 15, 1}, {2, 0, 12}};
    for (const std::size_t folds : {1UL, 2UL, 3UL, 7UL, 23UL}) {
        CAPTURE(folds);
        const auto groups = folds_of(pieces, folds);
        REQUIRE(groups.size() == folds);
        std::vector<Piece> all;
        for (const auto& group : groups) {
            CHECK(count_frames(group) >= 23 / folds);
            CHECK(count_frames(group) <= 23 / folds + 1);
            all.insert(all.end(), group.begin(), group.end());
        }
        CHECK(frames_of(all) == frames_of(pieces));
    }
}

TEST_CASE("pieces without others hold the frames that are in no other, in order") {
    const std::vector<Piece> pieces{{0, 5, 10}, {0, 15, 1}, {2, 0, 12}};
    CHECK(frames_of(without(pieces, {})) == frames_of(pieces));
    CHECK(frames_of(without(pieces, {{0, 7, 3}, {0, 14, 2}, {2, 0, 12}})) == frames_of({{0, 5, 2}, {0, 10, 4}}));
    for (const auto& fold : folds_of(pieces, 4))
        CHECK(count_frames(without(pieces, fold)) == count_frames(pieces) - count_frames(fold));
}
