// Sequences of different lengths, laid out so that no step computes what no sequence needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace limen::train::recurrent {

// The rows of one step: those of the sequences that are that long.
struct Step {
    std::size_t row, count;
};

// Sequences that are taken through all steps together, by one thread.
struct Chunk {
    std::size_t first_sequence, sequences;  // in the order of PackedBatch::order
    std::size_t row, rows = 0;              // of all steps
    std::vector<Step> steps{};
};

// All frames of a batch as rows of one matrix: chunk after chunk, in each step after step, in each its sequences, the
// longest first. The sequences that still run are therefore the first of the step before, and every product is dense.
// The cut depends on the lengths alone, never on threads.
class PackedBatch {
public:
    // Lengths in frames, each at least 1.
    explicit PackedBatch(std::span<const std::size_t> lengths);

    std::size_t sequences() const noexcept { return x_lengths.size(); }
    std::size_t rows() const noexcept { return x_rows; }
    const std::vector<Chunk>& chunks() const noexcept { return x_chunks; }
    // The caller's number of the i-th sequence, and its length.
    std::size_t order(std::size_t i) const noexcept { return x_order[i]; }
    std::size_t length(std::size_t i) const noexcept { return x_lengths[i]; }
    // The row of frame t of the i-th sequence of a chunk.
    static std::size_t row(const Chunk& chunk, std::size_t i, std::size_t t) noexcept { return chunk.steps[t].row + i; }
    // For each row, that of the same sequence one step before, -1 at the first.
    const std::int32_t* before() const noexcept { return x_before.data(); }
    // For each row, that of the same sequence as far from its end as this is from its start.
    const std::int32_t* mirrored() const noexcept { return x_mirrored.data(); }

private:
    void add_chunk(std::size_t first, std::size_t count);

    std::vector<std::size_t> x_order, x_lengths;
    std::vector<Chunk> x_chunks;
    std::vector<std::int32_t> x_before, x_mirrored;
    std::size_t x_rows = 0;
};

}  // namespace limen::train::recurrent
