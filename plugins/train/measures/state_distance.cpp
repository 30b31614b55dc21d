// Distances of states over time, class by class.
#include <algorithm>

#include "train/linear/eigen.hpp"
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<StateDistance> StateDistance::schema[4] = {
    record_key<StateDistance>,
    data_key<StateDistance>,
    reduce_key<StateDistance>,
    transform_key<StateDistance>,
};

namespace {

// How far apart the states of each pair of trials are, frame by frame.
std::vector<Eigen::VectorXd> distances_of(const Measured& measured, const std::vector<std::size_t>& trials) {
    std::vector<Eigen::VectorXd> distances;
    for (std::size_t i = 0; i + 1 < trials.size(); i += 2) {  // of a run that ended early the last may be alone
        const RowMatrix x = measured.states(trials[i]), y = measured.states(trials[i + 1]);
        const Eigen::Index frames = std::min(x.rows(), y.rows());
        distances.emplace_back((x.topRows(frames) - y.topRows(frames)).rowwise().norm());
    }
    return distances;
}

}  // namespace

Metrics StateDistanceTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                                    h5::File& file) const {
    const OneBlasThread one_blas_thread;
    const Measured measured(recording, from_parameters<StateDistance>(parameters));
    std::vector<std::string> classes;
    std::vector<Eigen::VectorXd> curves;
    for (const std::string& label : measured.trials().classes) {
        const std::vector<Eigen::VectorXd> pairs = distances_of(measured, measured.trials_of(label));
        if (pairs.empty()) continue;
        classes.push_back(label);
        curves.emplace_back(rows_of(pairs).colwise().mean().transpose());
    }
    if (curves.empty())
        throw DataError(recording.path(), "/trials/classes",
                        "no class has two trials to compare; the data reader \"spike_pairs\" makes such");
    const Eigen::MatrixXd distances = rows_of(curves);
    Metrics metrics;
    for (std::size_t c = 0; c < curves.size(); ++c)
        metrics.add({.name = "distance_" + classes[c], .value = curves[c].mean()});
    metrics.add({.name = "distance_first",
                 .title = "distance of the first class",
                 .value = curves.front().mean(),
                 .shown = true});
    metrics.add(
        {.name = "distance_last", .title = "distance of the last class", .value = curves.back().mean(), .shown = true});
    const std::string group = cleared_group(file, name);
    write_matrix(file, group + "/distances", distances);
    file.write_texts(group + "/classes", classes);
    file.set_attribute(group, "frame", measured.frames().frame());
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
