// Sorts by length, cuts into chunks, and numbers the rows.
#include "train/recurrent/batch.hpp"

#include <algorithm>
#include <numeric>

namespace limen::train::recurrent {

namespace {

// Enough rows for the kernel of the products, and enough chunks for the threads.
std::size_t chunk_size(std::size_t sequences) {
    constexpr std::size_t small = 8, large = 16;
    return sequences >= 2 * large ? large : small;
}

}  // namespace

PackedBatch::PackedBatch(std::span<const std::size_t> lengths) : x_order(lengths.size()) {
    std::iota(x_order.begin(), x_order.end(), std::size_t{0});
    std::stable_sort(x_order.begin(), x_order.end(),
                     [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
    for (const std::size_t i : x_order) x_lengths.push_back(lengths[i]);
    const std::size_t size = chunk_size(lengths.size());
    for (std::size_t i = 0; i < lengths.size(); i += size) add_chunk(i, std::min(size, lengths.size() - i));
}

void PackedBatch::add_chunk(std::size_t first, std::size_t count) {
    Chunk chunk{.first_sequence = first, .sequences = count, .row = x_rows};
    for (std::size_t t = 0, running = count; t < x_lengths[first]; ++t) {
        while (x_lengths[first + running - 1] <= t) --running;
        chunk.steps.push_back({x_rows, running});
        x_rows += running;
    }
    chunk.rows = x_rows - chunk.row;
    x_before.resize(x_rows);
    x_mirrored.resize(x_rows);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t length = x_lengths[first + i];
        for (std::size_t t = 0; t < length; ++t) {
            x_before[row(chunk, i, t)] = t == 0 ? -1 : static_cast<std::int32_t>(row(chunk, i, t - 1));
            x_mirrored[row(chunk, i, t)] = static_cast<std::int32_t>(row(chunk, i, length - 1 - t));
        }
    }
    x_chunks.push_back(std::move(chunk));
}

}  // namespace limen::train::recurrent
