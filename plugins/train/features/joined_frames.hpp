// The frames of several trials as if they were of one: short trials leave products of matrices too little to do.
#pragma once

#include <functional>
#include <vector>

#include "train/features/frame_samples.hpp"

namespace limen::train {

// Few are read once and kept, many again whenever they are asked for. One thread at a time.
class JoinedFrames {
public:
    using Read = std::function<RowMatrix(const Piece&)>;
    // `pieces`, of which there is one at least, in their order. `read` must outlive it.
    JoinedFrames(const Read& read, std::vector<Piece> pieces);

    Eigen::Index columns() const noexcept { return x_columns; }
    // Those from `first` on, counted through all pieces.
    RowMatrix rows(std::size_t first, std::size_t count) const;

private:
    RowMatrix gather(std::size_t first, std::size_t count) const;

    const Read& x_read;
    std::vector<Piece> x_pieces;
    Eigen::Index x_columns;
    RowMatrix x_kept;  // empty: there are too many
};

}  // namespace limen::train
