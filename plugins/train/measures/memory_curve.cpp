// Puts past inputs beside states, and fits a ridge regression for each lag.
#include "train/measures/memory_curve.hpp"

#include <algorithm>
#include <cmath>

#include "limen/core/frame_clock.hpp"
#include "train/features/joined_frames.hpp"
#include "train/linear/frame_ridge.hpp"
#include "train/linear/regression_score.hpp"

namespace limen::train {

namespace {

constexpr std::size_t fewest_frames = 20;

// The inputs of all lags in the frames of a piece, the channels of one lag side by side.
RowMatrix past(const MemorySource& source, std::size_t lags, const Piece& piece) {
    const RowMatrix u = source.inputs({piece.trial, piece.first - lags, piece.count + lags});
    const auto L = static_cast<Eigen::Index>(lags), count = static_cast<Eigen::Index>(piece.count);
    RowMatrix rows(count, u.cols() * (L + 1));
    for (Eigen::Index k = 0; k <= L; ++k) rows.middleCols(k * u.cols(), u.cols()) = u.middleRows(L - k, count);
    return rows;
}

// The frames of a split that count, of all its trials.
std::vector<Piece> frames_of(const MemorySource& source, std::size_t lags, Split split) {
    std::vector<Piece> pieces;
    const std::size_t first = std::max(lags, source.washout);
    for (std::size_t trial = 0; trial < source.splits.size(); ++trial)
        if (source.splits[trial] == split && source.frames(trial) > first)
            pieces.push_back({trial, first, source.frames(trial) - first});
    return pieces;
}

// Joined frames in pieces, as if `trial` had them all.
std::vector<Piece> cut(std::size_t trial, std::size_t frames) {
    constexpr std::size_t most_frames = 4096;
    std::vector<Piece> pieces;
    for (std::size_t first = 0; first < frames; first += most_frames)
        pieces.push_back({trial, first, std::min(most_frames, frames - first)});
    return pieces;
}

// States and past inputs of joined frames.
struct JoinedSamples {
    JoinedFrames states, inputs;
};

// r^2 of each target; not a number where it never changes.
Eigen::RowVectorXd score(const FrameSource& source, const LinearMap& map, const std::vector<Piece>& pieces) {
    const RowMatrix first = source.read_targets(pieces[0]);
    RegressionScore score(first.colwise().mean());
    for (const Piece& piece : pieces) {
        const RowMatrix Y = source.read_targets(piece);
        score.add(Y, map.apply(source.read_features(piece)));
    }
    return (score.target_variance().array() > 0).select(score.r2(), std::nan(""));
}

std::vector<double> mean_over_channels(const Eigen::RowVectorXd& r2, std::size_t lags) {
    const Eigen::Index channels = r2.size() / static_cast<Eigen::Index>(lags + 1);
    std::vector<double> curve;
    for (Eigen::Index k = 0; k <= static_cast<Eigen::Index>(lags); ++k) {
        double sum = 0, count = 0;
        for (const double one : r2.segment(k * channels, channels))
            if (!std::isnan(one)) sum += one, ++count;
        curve.push_back(count > 0 ? sum / count : 0);
    }
    return curve;
}

RowMatrix read_rows(const h5::File& file, const RecordedInput& input, const char* dataset, std::size_t columns,
                    const Piece& piece) {
    RowMatrix rows(static_cast<Eigen::Index>(piece.count), static_cast<Eigen::Index>(columns));
    if (rows.size() > 0)
        file.read_rows<double>(input.group + dataset, input.offsets[piece.trial] + piece.first,
                               std::span(rows.data(), static_cast<std::size_t>(rows.size())));
    return rows;
}

}  // namespace

std::vector<double> memory_curve(const MemorySource& source, const MemoryQuestion& question) {
    const std::size_t lags = question.lags;
    const JoinedFrames::Read past_inputs = [&](const Piece& piece) { return past(source, lags, piece); };
    std::vector<JoinedSamples> joined;
    const auto join = [&](Split split) {
        const std::vector<Piece> frames = frames_of(source, lags, split);
        if (frames.empty()) return std::vector<Piece>();
        joined.push_back({{source.states, frames}, {past_inputs, frames}});
        return cut(joined.size() - 1, count_frames(frames));
    };
    const std::vector<Piece> seen = join(Split::train), test = join(Split::test), unseen = join(Split::validation);
    const std::vector<Piece>& measured = test.empty() ? seen : test;
    if (std::min(count_frames(seen), count_frames(measured)) < fewest_frames) return {};
    const FrameSource samples{
        joined[0].states.columns(), joined[0].inputs.columns(),
        [&](const Piece& piece) { return joined[piece.trial].states.rows(piece.first, piece.count); },
        [&](const Piece& piece) { return joined[piece.trial].inputs.rows(piece.first, piece.count); }};
    FrameRidge ridge(samples, {seen, unseen}, question.ridge);
    const LinearMap map = ridge.fit_each(ridge.moments(), question.penalties);
    return mean_over_channels(score(samples, map, measured), lags);
}

std::vector<double> memory_of_records(const h5::File& file, const RecordedMemory& readout, MemoryQuestion question) {
    const RecordedTrials trials = read_trials(file);
    const RecordedInput input = find_input(file, readout.data, false, trials.size());
    if (input.none()) return {};
    std::vector<Frames> records;
    std::size_t units = 0;
    for (const FrameOptions& record : readout.records) {
        records.emplace_back(file, trials, record, input.frame);
        units += records.back().units();
    }
    MemorySource source{.splits = trials.splits};
    source.washout = static_cast<std::size_t>(FrameClock(input.frame).begun(readout.washout));
    for (const Frames& record : records) source.washout = std::max(source.washout, record.first_frame());
    source.frames = [&](std::size_t trial) {
        auto frames = static_cast<std::size_t>(input.offsets[trial + 1] - input.offsets[trial]);
        for (const Frames& record : records) frames = std::min(frames, record.count(trial));
        return frames;
    };
    source.states = [&](const Piece& piece) {
        RowMatrix all(static_cast<Eigen::Index>(piece.count), static_cast<Eigen::Index>(units));
        Eigen::Index at = 0;
        for (const Frames& record : records) {
            const auto own = static_cast<Eigen::Index>(record.units());
            all.middleCols(at, own) = record.read(piece.trial, piece.first, piece.count);
            at += own;
        }
        return all;
    };
    source.inputs = [&](const Piece& piece) { return read_rows(file, input, "/values", input.channels, piece); };
    return memory_curve(source, question);
}

std::vector<double> penalties_of_targets(const h5::File& file, const std::string& data, std::size_t lags,
                                         double lambda) {
    const RecordedTrials trials = read_trials(file);
    const RecordedInput input = find_input(file, data, false, trials.size());
    if (input.none()) return {};
    std::vector<double> penalties((lags + 1) * input.channels, -1);
    MemorySource source{.splits = trials.splits};
    source.inputs = [&](const Piece& piece) { return read_rows(file, input, "/values", input.channels, piece); };
    constexpr std::size_t enough = 1000;
    for (std::size_t trial = 0; trial < trials.size() && input.target_channels > 0; ++trial) {
        const auto frames = static_cast<std::size_t>(input.offsets[trial + 1] - input.offsets[trial]);
        if (frames < lags + fewest_frames) continue;
        const Piece piece{trial, lags, std::min(enough, frames - lags)};
        const RowMatrix inputs = past(source, lags, piece),
                        targets = read_rows(file, input, "/targets", input.target_channels, piece);
        for (Eigen::Index k = 0; k < inputs.cols(); ++k)
            for (Eigen::Index c = 0; c < targets.cols(); ++c)
                if (inputs.col(k) == targets.col(c)) penalties[static_cast<std::size_t>(k)] = lambda;
        break;
    }
    return penalties;
}

}  // namespace limen::train
