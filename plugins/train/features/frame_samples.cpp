// Reads features and targets of the same frames.
#include "train/features/frame_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "train/features/polynomial.hpp"

namespace limen::train {

void check_features(const std::vector<std::string>& records, std::int64_t order) {
    if (records.empty()) throw ParameterError("record", "must name a [record.*] table");
    if (order > 2) throw ParameterError("order", fmt::format("is {}; it must be 1 or 2", order));
}

void check_plain_states(const SampleOptions& options) {
    const auto refuse = [](const char* key, const std::string& value) {
        throw ParameterError(key, fmt::format("is {}; a readout that is fed back takes states as they are", value));
    };
    if (options.with_input) refuse("input", "true");
    for (const FrameOptions& record : options.records) {
        if (record.reduce == "sum") refuse("reduce", "\"sum\"");
        if (record.transform != "none") refuse("transform", "\"" + record.transform + "\"");
    }
    if (options.order != 1) refuse("order", "2");
}

FrameSamples::FrameSamples(const h5::File& file, const RecordedTrials& trials, const RecordedInput& input,
                           const SampleOptions& options)
    : x_file(file),
      x_trials(trials),
      x_input(input),
      x_options(options),
      x_columns(static_cast<Eigen::Index>(options.with_input ? input.channels : 0)) {
    for (const FrameOptions& record : options.records) {
        x_frames.emplace_back(file, trials, record, input.frame);
        x_columns += static_cast<Eigen::Index>(x_frames.back().units());
    }
    if (options.order == 2) refuse_too_many_products(x_columns);
    x_features = options.order == 2 ? count_with_products(x_columns) : x_columns;
    // As many numbers as a quarter of the moments, so that reading those again and again costs little, or 8 MiB.
    constexpr std::size_t least_numbers = 1U << 20U, most_frames = 4096, least_frames = 64;
    const auto columns = std::max<std::size_t>(static_cast<std::size_t>(x_features + targets()), 1);
    refuse_too_many_features(least_frames, static_cast<double>(columns));
    x_piece = std::clamp(std::max(least_numbers, columns * columns / 4) / columns, least_frames, most_frames);
}

std::size_t FrameSamples::count(std::size_t trial) const {
    auto frames = static_cast<std::size_t>(x_input.offsets[trial + 1] - x_input.offsets[trial]);
    for (const Frames& record : x_frames) frames = std::min(frames, record.count(trial));
    return frames;
}

void FrameSamples::cut(std::vector<Piece>& pieces, std::size_t trial, std::size_t first) const {
    for (const std::size_t end = count(trial); first < end; first += x_piece)
        pieces.push_back({trial, first, std::min(x_piece, end - first)});
}

std::vector<Piece> FrameSamples::pieces(Split split) const {
    std::vector<Piece> pieces;
    for (std::size_t trial = 0; trial < x_trials.size(); ++trial)
        if (x_trials.splits[trial] == split) cut(pieces, trial, washout_frames(trial));
    return pieces;
}

// Those that any of the records leaves out.
std::size_t FrameSamples::washout_frames(std::size_t trial) const {
    std::size_t frames = 0;
    for (const Frames& record : x_frames) frames = std::max(frames, record.washout_frames(trial, x_options.washout));
    return frames;
}

std::size_t FrameSamples::first_frame() const {
    std::size_t first = 0;
    for (const Frames& record : x_frames) first = std::max(first, record.first_frame());
    return first;
}

std::vector<Piece> FrameSamples::pieces_of(std::size_t trial) const {
    std::vector<Piece> pieces;
    cut(pieces, trial, first_frame());
    return pieces;
}

RowMatrix FrameSamples::read_rows(const std::string& dataset, std::size_t columns, const Piece& piece) const {
    RowMatrix rows(static_cast<Eigen::Index>(piece.count), static_cast<Eigen::Index>(columns));
    x_file.read_rows<double>(dataset, x_input.offsets[piece.trial] + piece.first,
                             std::span(rows.data(), static_cast<std::size_t>(rows.size())));
    for (Eigen::Index i = 0; i < rows.size(); ++i)
        if (!std::isfinite(rows.data()[i]))
            throw DataError(x_file.path(), dataset,
                            fmt::format("is {} in frame {} of trial {}, channel {}; it must be finite", rows.data()[i],
                                        piece.first + static_cast<std::size_t>(i) / columns, piece.trial,
                                        static_cast<std::size_t>(i) % columns));
    return rows;
}

RowMatrix FrameSamples::read_features(const Piece& piece) const {
    if (x_options.order == 2) return with_products(read_columns(piece));
    return read_columns(piece);
}

RowMatrix FrameSamples::read_columns(const Piece& piece) const {
    if (x_frames.size() == 1 && !x_options.with_input) return x_frames[0].read(piece.trial, piece.first, piece.count);
    RowMatrix features(static_cast<Eigen::Index>(piece.count), x_columns);
    Eigen::Index column = 0;
    const auto add = [&](const RowMatrix& block) {
        features.middleCols(column, block.cols()) = block;
        column += block.cols();
    };
    for (const Frames& record : x_frames) add(record.read(piece.trial, piece.first, piece.count));
    if (x_options.with_input) add(read_rows(x_input.group + "/values", x_input.channels, piece));
    return features;
}

RowMatrix FrameSamples::read_targets(const Piece& piece) const {
    if (!x_options.labels) return read_rows(x_input.group + "/targets", x_input.target_channels, piece);
    RowMatrix rows = RowMatrix::Zero(static_cast<Eigen::Index>(piece.count), targets());
    rows.col(x_trials.labels[piece.trial]).setOnes();
    return rows;
}

std::size_t count_frames(const std::vector<Piece>& pieces) {
    std::size_t frames = 0;
    for (const Piece& piece : pieces) frames += piece.count;
    return frames;
}

std::vector<Piece> without(const std::vector<Piece>& pieces, const std::vector<Piece>& left_out) {
    std::vector<Piece> rest = pieces;
    for (const Piece& gap : left_out) {
        std::vector<Piece> cut;
        for (const Piece& piece : rest) {
            const std::size_t end = piece.first + piece.count;
            const std::size_t from = std::clamp(gap.first, piece.first, end),
                              to = std::clamp(gap.first + gap.count, piece.first, end);
            if (piece.trial != gap.trial || from == to) {
                cut.push_back(piece);
                continue;
            }
            if (from > piece.first) cut.push_back({piece.trial, piece.first, from - piece.first});
            if (end > to) cut.push_back({piece.trial, to, end - to});
        }
        rest = std::move(cut);
    }
    return rest;
}

std::vector<std::vector<Piece>> folds_of(const std::vector<Piece>& pieces, std::size_t folds) {
    const std::size_t frames = count_frames(pieces);
    std::vector<std::vector<Piece>> groups(folds);
    std::size_t done = 0;
    for (const Piece& piece : pieces)
        for (std::size_t first = piece.first, end = piece.first + piece.count; first < end;) {
            // The fold of frame number `done`, and where the next one begins.
            const std::size_t fold = std::min(((done + 1) * folds - 1) / frames, folds - 1);
            const std::size_t border = frames * (fold + 1) / folds;
            const std::size_t count = std::min(end - first, border - done);
            groups[fold].push_back({piece.trial, first, count});
            first += count;
            done += count;
        }
    return groups;
}

}  // namespace limen::train
