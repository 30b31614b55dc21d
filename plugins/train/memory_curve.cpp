// Gathers frames with their past, and fits one ridge regression for all lags.
#include "train/memory_curve.hpp"

#include <algorithm>
#include <utility>

#include "train/regression_score.hpp"
#include "train/ridge.hpp"
#include "train/standardise.hpp"

namespace limen::train {

namespace {

constexpr Eigen::Index most_frames = 2000, fewest_frames = 20;
constexpr int folds = 5;

struct Samples {
    Matrix X, Y;  // states; inputs of all lags, the channels of one lag side by side
};

// The frames of a part that have `lags` before them, in order, as many as are wanted.
Samples gather(std::span<const std::uint8_t> splits, Part part, std::size_t lags, const FramesOfTrial& states,
               const FramesOfTrial& inputs) {
    std::vector<std::pair<RowMatrix, RowMatrix>> pieces;
    Eigen::Index rows = 0;
    const auto L = static_cast<Eigen::Index>(lags);
    for (std::size_t i = 0; i < splits.size() && rows < most_frames; ++i) {
        if (splits[i] != static_cast<std::uint8_t>(part)) continue;
        const RowMatrix u = inputs(i);
        if (u.rows() <= L) continue;
        const RowMatrix h = states(i);
        const Eigen::Index frames = std::min(h.rows(), u.rows()) - L;
        if (frames <= 0) continue;
        const Eigen::Index count = std::min(frames, most_frames - rows);
        RowMatrix past(count, u.cols() * (L + 1));
        for (Eigen::Index k = 0; k <= L; ++k) past.middleCols(k * u.cols(), u.cols()) = u.middleRows(L - k, count);
        pieces.emplace_back(h.middleRows(L, count), std::move(past));
        rows += count;
    }
    Samples samples;
    if (pieces.empty()) return samples;
    samples.X.resize(rows, pieces[0].first.cols());
    samples.Y.resize(rows, pieces[0].second.cols());
    Eigen::Index at = 0;
    for (const auto& [X, Y] : pieces) {
        samples.X.middleRows(at, X.rows()) = X;
        samples.Y.middleRows(at, Y.rows()) = Y;
        at += X.rows();
    }
    return samples;
}

RowMatrix read_input(const h5::File& file, const RecordedInput& input, std::size_t trial) {
    const std::uint64_t first = input.offsets[trial], frames = input.offsets[trial + 1] - first;
    RowMatrix rows(static_cast<Eigen::Index>(frames), static_cast<Eigen::Index>(input.channels));
    if (rows.size() > 0)
        file.read_rows<double>(input.group + "/values", first,
                               std::span(rows.data(), static_cast<std::size_t>(rows.size())));
    return rows;
}

}  // namespace

std::vector<double> memory_curve(std::span<const std::uint8_t> splits, std::size_t lags, const FramesOfTrial& states,
                                 const FramesOfTrial& inputs) {
    Samples training = gather(splits, Part::training, lags, states, inputs);
    const Samples test = gather(splits, Part::test, lags, states, inputs);
    const Samples& measured = test.X.rows() > 0 ? test : training;
    if (std::min(training.X.rows(), measured.X.rows()) < fewest_frames) return {};
    // Channels of all sizes count the same in the choice of the penalty.
    training.Y = standardise(training.Y, true).X;
    std::vector<int> fold_of_sample(static_cast<std::size_t>(training.X.rows()));
    for (std::size_t i = 0; i < fold_of_sample.size(); ++i)
        fold_of_sample[i] = static_cast<int>(i * folds / fold_of_sample.size());
    const RidgeFit fit = fit_ridge(training.X, training.Y, fold_of_sample);
    RegressionScore score(measured.Y.colwise().mean());
    score.add(measured.Y, fit.predict(measured.X));
    const Eigen::RowVectorXd r2 = score.r2();
    const Eigen::Index channels = r2.size() / static_cast<Eigen::Index>(lags + 1);
    std::vector<double> curve;
    for (Eigen::Index k = 0; k <= static_cast<Eigen::Index>(lags); ++k) {
        double sum = 0, count = 0;
        for (Eigen::Index c = k * channels; c < (k + 1) * channels; ++c) {
            if (measured.Y.col(c).maxCoeff() == measured.Y.col(c).minCoeff()) continue;
            sum += r2[c];
            ++count;
        }
        curve.push_back(count > 0 ? sum / count : 0);
    }
    return curve;
}

std::vector<double> memory_of_records(const h5::File& recording, const std::vector<FrameOptions>& options,
                                      const std::string& data, std::size_t lags) {
    const RecordedTrials trials = read_trials(recording);
    const RecordedInput input = find_input(recording, data, false, trials.size());
    if (input.none()) return {};
    std::vector<Frames> records;
    for (const FrameOptions& record : options) records.emplace_back(recording, trials, record, input.frame);
    const auto states = [&](std::size_t trial) {
        std::size_t frames = records.at(0).count(trial), units = 0;
        for (const Frames& record : records) {
            frames = std::min(frames, record.count(trial));
            units += record.units();
        }
        RowMatrix all(static_cast<Eigen::Index>(frames), static_cast<Eigen::Index>(units));
        Eigen::Index at = 0;
        for (const Frames& record : records) {
            const auto own = static_cast<Eigen::Index>(record.units());
            all.middleCols(at, own) = record.read(trial, 0, frames);
            at += own;
        }
        return all;
    };
    return memory_curve(trials.splits, lags, states,
                        [&](std::size_t trial) { return read_input(recording, input, trial); });
}

}  // namespace limen::train
