// Predicts all frames, and counts what the predictions are wrong by.
#include "train/linear/frame_readout.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <limits>

#include "limen/core/wall_time.hpp"
#include "train/linear/regression_score.hpp"

namespace limen::train {

FrameReadout::FrameReadout(const h5::File& file, const RecordedTrials& trials, const RecordedInput& input,
                           const SampleOptions& options, std::vector<double> symbols)
    : x_file(file),
      x_trials(trials),
      x_input(input),
      x_symbols(std::move(symbols)),
      x_samples(file, trials, input, options) {
    for (std::size_t p = 0; p < split_names.size(); ++p) x_pieces.push_back(x_samples.pieces(static_cast<Split>(p)));
}

void FrameReadout::check_variance(Split split, const Eigen::RowVectorXd& variance) const {
    for (Eigen::Index c = 0; c < variance.size(); ++c)
        if (!(variance[c] > 0))
            throw DataError(x_file.path(), x_input.group + "/targets",
                            fmt::format("channel {} never changes in the {} trials, so an error relative to its "
                                        "variance has no meaning",
                                        c, name_of(split)));
}

void FrameReadout::check_training(const Eigen::RowVectorXd& variance) const {
    if (count_frames(pieces(Split::train)) == 0)
        throw DataError(x_file.path(), "/trials/split", "marks no trial for training");
    check_variance(Split::train, variance);
}

Eigen::RowVectorXd FrameReadout::training_variance() const {
    const std::vector<Piece>& seen = pieces(Split::train);
    if (seen.empty()) check_training({});
    RegressionScore score(x_samples.read_targets(seen[0]).colwise().mean());
    for (const Piece& piece : seen) {
        const RowMatrix Y = x_samples.read_targets(piece);
        score.add(Y, Y);
    }
    check_training(score.target_variance());
    return score.target_variance();
}

double FrameReadout::write(h5::File& output, const std::string& group, const LinearMap& map, Metrics& metrics) const {
    const double trials = static_cast<double>(x_trials.size());
    add_size(metrics, map.weights.rows(), map.weights.cols(),
             static_cast<double>(x_input.offsets[x_trials.size()]) / trials);
    const double seconds = write_outputs(output, group, map);
    for (std::size_t p = 0; p < x_pieces.size(); ++p)
        if (!x_pieces[p].empty()) write_scores(output, group, static_cast<Split>(p), map, metrics);
    write_matrix(output, group + "/weights", map.weights);
    output.set_text_attribute(group + "/weights", "rows",
                              "features: units, then input channels if they are used, then products if they are");
    output.set_text_attribute(group + "/weights", "columns", "target channels");
    output.set_text_attribute(group + "/weights", "data", x_input.group.substr(x_input.group.rfind('/') + 1));
    write_vector(output, group + "/bias", map.bias.transpose());
    return seconds / trials;
}

// For all frames of all trials, those of the washout too. What the records leave out at the beginning is not known.
double FrameReadout::write_outputs(h5::File& output, const std::string& group, const LinearMap& map) const {
    double seconds = 0;
    h5::Table table = output.make_table<double>(group + "/outputs", static_cast<hsize_t>(x_samples.targets()));
    const std::vector<double> unknown(x_samples.first_frame() * static_cast<std::size_t>(x_samples.targets()),
                                      std::numeric_limits<double>::quiet_NaN());
    for (std::size_t trial = 0; trial < x_trials.size(); ++trial) {
        const std::vector<Piece> pieces = x_samples.pieces_of(trial);
        if (!unknown.empty() && !pieces.empty()) table.append<double>(unknown);
        for (const Piece& piece : pieces) {
            const RowMatrix features = x_samples.read_features(piece);
            const auto start = std::chrono::steady_clock::now();
            const RowMatrix outputs = map.apply(features);
            seconds += seconds_since(start);
            table.append<double>(std::span(outputs.data(), static_cast<std::size_t>(outputs.size())));
        }
    }
    return seconds;
}

void FrameReadout::write_scores(h5::File& output, const std::string& group, Split split, const LinearMap& map,
                                Metrics& metrics) const {
    // Sums about a number near the mean lose no digits.
    RegressionScore score(x_samples.read_targets(pieces(split)[0]).colwise().mean());
    double symbol_errors = 0;
    for (const Piece& piece : pieces(split)) {
        const RowMatrix Y = x_samples.read_targets(piece), outputs = map.apply(x_samples.read_features(piece));
        score.add(Y, outputs);
        if (!x_symbols.empty()) symbol_errors += count_symbol_errors(Y, outputs, x_symbols);
    }
    const std::string part(name_of(split));
    check_variance(split, score.target_variance());
    const Eigen::RowVectorXd nmse = score.nmse(), r2 = score.r2();
    const double frames = score.count();
    metrics.add(of_part(split, {.name = "frames", .value = frames}));
    add_errors(metrics, split, nmse.mean());
    metrics.add(of_part(split, {.name = "r2", .title = "r²", .value = r2.mean(), .better = Better::higher}));
    if (r2.size() > 1)
        metrics.add(of_part(
            split, {.name = "capacity", .value = r2.sum(), .better = Better::higher, .shown = split == Split::test}));
    if (!x_symbols.empty())
        metrics.add(of_part(split, {.name = "symbol_error",
                                    .title = "symbol error",
                                    .value = symbol_errors / (frames * static_cast<double>(r2.size())),
                                    .better = Better::lower,
                                    .share = true,
                                    .shown = split == Split::test}));
    write_vector(output, group + "/" + part + "/nmse", nmse.transpose());
    write_vector(output, group + "/" + part + "/nrmse", nmse.cwiseSqrt().transpose());
    write_vector(output, group + "/" + part + "/r2", r2.transpose());
}

Eigen::MatrixXd FrameReadout::mean_outputs(const LinearMap& map) const {
    const auto trials = static_cast<Eigen::Index>(x_trials.size());
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(trials, x_samples.targets());
    Eigen::VectorXd counts = Eigen::VectorXd::Zero(trials);
    for (const std::vector<Piece>& pieces : x_pieces)
        for (const Piece& piece : pieces) {
            const auto trial = static_cast<Eigen::Index>(piece.trial);
            sums.row(trial) += map.apply(x_samples.read_features(piece)).colwise().sum();
            counts[trial] += static_cast<double>(piece.count);
        }
    return counts.cwiseMax(1).cwiseInverse().asDiagonal() * sums;
}

LinearMap read_map(const h5::File& file, const std::string& group, Eigen::Index features, Eigen::Index targets) {
    LinearMap map = read_linear_map(file, group);
    if (map.weights.rows() != features || map.weights.cols() != targets)
        throw DataError(file.path(), group + "/weights",
                        fmt::format("is of {} features and {} targets; the recording has {} and {}", map.weights.rows(),
                                    map.weights.cols(), features, targets));
    return map;
}

}  // namespace limen::train
