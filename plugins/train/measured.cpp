// Reads trials by class and compares pairs.
#include "train/measured.hpp"

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

Measured::Measured(const std::filesystem::path& recording, const Measure& options)
    : x_file(h5::File::open(recording)),
      x_trials(read_trials(x_file)),
      x_input(find_input(x_file, options.data, false)),
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
    if (x_input.none() || x_input.offsets.size() <= trial + 1)
        throw DataError(path(), "/inputs", fmt::format("holds no input of trial {}", trial));
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

}  // namespace

PairDistances pair_distances(const Measured& measured) {
    std::vector<std::size_t> trials = measured.trials_of("pair");
    if (trials.size() % 2 == 1) trials.pop_back();  // of a run that ended early
    if (trials.empty())
        throw DataError(measured.path(), "/trials/classes",
                        "there are no trials of the class \"pair\"; the data reader \"probes\" makes such");
    std::vector<Eigen::VectorXd> distances;
    PairDistances pairs;
    pairs.inputs.resize(static_cast<Eigen::Index>(trials.size() / 2));
    Eigen::RowVectorXd last;
    double squares = 0, states = 0, apart = 0;
    for (std::size_t i = 0; i < trials.size(); i += 2) {
        const RowMatrix u = measured.inputs(trials[i]), v = measured.inputs(trials[i + 1]);
        if (u.rows() != v.rows())
            throw DataError(
                measured.path(), "/inputs",
                fmt::format("trials {} and {} are a pair, but of different lengths", trials[i], trials[i + 1]));
        const RowMatrix x = measured.states(trials[i]), y = measured.states(trials[i + 1]);
        const Eigen::Index first = first_difference(measured, trials[i], u - v),
                           frames = std::min(x.rows(), y.rows()) - first;
        if (frames <= 0)
            throw DataError(measured.path(), "/trials",
                            fmt::format("the record ends before trials {} and {} differ", trials[i], trials[i + 1]));
        pairs.inputs[static_cast<Eigen::Index>(i / 2)] = (u - v).norm();
        distances.emplace_back((x.middleRows(first, frames) - y.middleRows(first, frames)).rowwise().norm());
        squares += x.squaredNorm();
        states += static_cast<double>(x.rows());
        if (last.size() > 0) apart += (x.row(x.rows() - 1) - last).norm();
        last = x.row(x.rows() - 1);
    }
    Eigen::Index frames = distances[0].size();
    for (const Eigen::VectorXd& d : distances) frames = std::min(frames, d.size());
    pairs.states.resize(static_cast<Eigen::Index>(distances.size()), frames);
    for (std::size_t p = 0; p < distances.size(); ++p)
        pairs.states.row(static_cast<Eigen::Index>(p)) = distances[p].head(frames).transpose();
    pairs.norm = std::sqrt(squares / states);
    pairs.unrelated = distances.size() > 1 ? apart / static_cast<double>(distances.size() - 1) : pairs.norm;
    return pairs;
}

}  // namespace limen::train
