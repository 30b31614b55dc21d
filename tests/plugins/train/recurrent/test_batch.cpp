// A packed batch has each frame once, steps in order, and knows the step before and the mirror image.
#include "train/recurrent/batch.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>

using namespace limen::train;
using namespace limen::train::recurrent;

namespace {

const std::vector<std::size_t> lengths{3, 7, 1, 7, 2, 5, 5, 9, 1, 4};

template <class F>
void for_frames(const PackedBatch& batch, F f) {
    for (const Chunk& chunk : batch.chunks())
        for (std::size_t i = 0; i < chunk.sequences; ++i)
            for (std::size_t t = 0; t < batch.length(chunk.first_sequence + i); ++t) f(chunk, i, t);
}

}  // namespace

TEST_CASE("every frame of every sequence has a row of its own") {
    const PackedBatch batch(lengths);
    std::set<std::size_t> rows, sequences;
    for_frames(batch, [&](const Chunk& chunk, std::size_t i, std::size_t t) {
        rows.insert(PackedBatch::row(chunk, i, t));
        CHECK(i < chunk.steps[t].count);
    });
    for (std::size_t i = 0; i < batch.sequences(); ++i) {
        sequences.insert(batch.order(i));
        CHECK(batch.length(i) == lengths[batch.order(i)]);
    }
    CHECK(batch.rows() == 44);
    CHECK(rows.size() == 44);
    CHECK(*rows.rbegin() == 43);
    CHECK(sequences.size() == lengths.size());
}

TEST_CASE("a row knows the frame before it and its mirror image") {
    const PackedBatch batch(lengths);
    for_frames(batch, [&](const Chunk& chunk, std::size_t i, std::size_t t) {
        const std::size_t row = PackedBatch::row(chunk, i, t), length = batch.length(chunk.first_sequence + i);
        const auto before = t == 0 ? -1 : static_cast<std::int32_t>(PackedBatch::row(chunk, i, t - 1));
        CHECK(batch.before()[row] == before);
        CHECK(batch.mirrored()[row] == static_cast<std::int32_t>(PackedBatch::row(chunk, i, length - 1 - t)));
    });
}

TEST_CASE("a batch is cut into chunks by its size alone") {
    for (const auto& [sequences, chunks] :
         {std::array<std::size_t, 2>{1, 1}, {8, 1}, {9, 2}, {32, 2}, {64, 4}, {65, 5}})
        CHECK(PackedBatch(std::vector<std::size_t>(sequences, 3)).chunks().size() == chunks);
}
