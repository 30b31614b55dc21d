// Reads trials by class and compares pairs.
#include "train/measures/measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace limen::train {

namespace {

const std::string& named(const std::string& record) {
    if (record.empty()) throw ParameterError("record", "must name a [record.*] table");
    return record;
}

}  // namespace

Measured::Measured(const h5::File& recording, const MeasureOptions& options)
    : x_file(recording),
      x_trials(read_trials(x_file)),
      x_input(find_input(x_file, options.data, false, x_trials.size())),
      x_frames(x_file, x_trials, {named(options.record), options.reduce, options.transform},
               x_input.none() ? 0 : x_input.frame) {}

std::vector<std::size_t> Measured::trials_of(const std::string& name) const {
    const auto found = std::find(x_trials.classes.begin(), x_trials.classes.end(), name);
    std::vector<std::size_t> trials;
    for (std::size_t i = 0; found != x_trials.classes.end() && i < x_trials.size(); ++i)
        if (x_trials.labels[i] == found - x_trials.classes.begin() && x_frames.count(i) > 0) trials.push_back(i);
    return trials;
}

RowMatrix Measured::inputs(std::size_t trial) const {
    if (x_input.none()) throw DataError(path(), "/inputs", fmt::format("holds no input of trial {}", trial));
    RowMatrix rows(static_cast<Eigen::Index>(x_input.offsets[trial + 1] - x_input.offsets[trial]),
                   static_cast<Eigen::Index>(x_input.channels));
    x_file.read_rows<double>(x_input.group + "/values", x_input.offsets[trial],
                             std::span(rows.data(), static_cast<std::size_t>(rows.size())));
    return rows;
}

namespace {

// The first frame in which the inputs differ. Throws DataError if there is none.
Eigen::Index first_difference(const Measured& measured, std::size_t trial, const RowMatrix& difference) {
    for (Eigen::Index k = 0; k < difference.rows(); ++k)
        if ((difference.row(k).array() != 0).any()) return k;
    throw DataError(measured.path(), "/inputs",
                    fmt::format("trials {} and {} are a pair, but their inputs are the same", trial, trial + 1));
}

// What a pair gives: the distance of its inputs, those of its states, and the states of its first trial.
struct ComparedPair {
    double input;
    Eigen::VectorXd states;
    RowMatrix first_states;
};

ComparedPair compare(const Measured& measured, std::size_t one, std::size_t other) {
    const RowMatrix u = measured.inputs(one), v = measured.inputs(other);
    if (u.rows() != v.rows())
        throw DataError(measured.path(), "/inputs",
                        fmt::format("trials {} and {} are a pair, but of different lengths", one, other));
    RowMatrix x = measured.states(one);
    const RowMatrix y = measured.states(other);
    const Eigen::Index first = first_difference(measured, one, u - v), frames = std::min(x.rows(), y.rows()) - first;
    if (frames <= 0)
        throw DataError(measured.path(), "/trials",
                        fmt::format("the record ends before trials {} and {} differ", one, other));
    const Eigen::VectorXd distances = (x.middleRows(first, frames) - y.middleRows(first, frames)).rowwise().norm();
    return {(u - v).norm(), distances, std::move(x)};
}

}  // namespace

Eigen::MatrixXd rows_of(const std::vector<Eigen::VectorXd>& curves) {
    Eigen::Index length = curves[0].size();
    for (const Eigen::VectorXd& curve : curves) length = std::min(length, curve.size());
    Eigen::MatrixXd rows(static_cast<Eigen::Index>(curves.size()), length);
    for (std::size_t i = 0; i < curves.size(); ++i)
        rows.row(static_cast<Eigen::Index>(i)) = curves[i].head(length).transpose();
    return rows;
}

PairDistances pair_distances(const Measured& measured) {
    const std::vector<std::size_t> trials = measured.trials_of("pair");
    const std::size_t count = trials.size() / 2;  // of a run that ended early the last may be alone
    if (count == 0)
        throw DataError(measured.path(), "/trials/classes",
                        "there are no trials of the class \"pair\"; the data reader \"probes\" makes such");
    PairDistances pairs;
    pairs.inputs.resize(static_cast<Eigen::Index>(count));
    std::vector<Eigen::VectorXd> distances;
    Eigen::RowVectorXd last;
    double squares = 0, states = 0, apart = 0;
    for (std::size_t p = 0; p < count; ++p) {
        ComparedPair pair = compare(measured, trials[2 * p], trials[2 * p + 1]);
        pairs.inputs[static_cast<Eigen::Index>(p)] = pair.input;
        distances.push_back(std::move(pair.states));
        squares += pair.first_states.squaredNorm();
        states += static_cast<double>(pair.first_states.rows());
        const Eigen::RowVectorXd end = pair.first_states.row(pair.first_states.rows() - 1);
        if (p > 0) apart += (end - last).norm();
        last = end;
    }
    pairs.states = rows_of(distances);
    pairs.norm = std::sqrt(squares / states);
    pairs.unrelated = count > 1 ? apart / static_cast<double>(count - 1) : pairs.norm;
    return pairs;
}

}  // namespace limen::train
