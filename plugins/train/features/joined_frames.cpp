// Finds the parts of the pieces that are asked for, and puts them together.
#include "train/features/joined_frames.hpp"

#include <algorithm>

namespace limen::train {

JoinedFrames::JoinedFrames(const Read& read, std::vector<Piece> pieces)
    : x_read(read), x_pieces(std::move(pieces)), x_columns(read({x_pieces.at(0).trial, x_pieces[0].first, 1}).cols()) {
    constexpr std::size_t most_numbers = 1U << 22U;  // 32 MiB
    const std::size_t frames = count_frames(x_pieces);
    if (frames * static_cast<std::size_t>(x_columns) <= most_numbers) x_kept = gather(0, frames);
}

RowMatrix JoinedFrames::rows(std::size_t first, std::size_t count) const {
    if (x_kept.rows() == 0) return gather(first, count);
    return x_kept.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count));
}

RowMatrix JoinedFrames::gather(std::size_t first, std::size_t count) const {
    RowMatrix all(static_cast<Eigen::Index>(count), x_columns);
    const std::size_t end = first + count;
    std::size_t begin = 0;  // of a piece, counted through all
    for (const Piece& piece : x_pieces) {
        const std::size_t from = std::max(first, begin), to = std::min(end, begin + piece.count);
        if (from < to)
            all.middleRows(static_cast<Eigen::Index>(from - first), static_cast<Eigen::Index>(to - from)) =
                x_read({piece.trial, piece.first + from - begin, to - from});
        begin += piece.count;
    }
    return all;
}

}  // namespace limen::train
