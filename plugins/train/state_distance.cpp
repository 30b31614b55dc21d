// Distances of states over time, class by class.
#include <algorithm>

#include "train/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<StateDistance> StateDistance::schema[4] = {
    record_key<StateDistance>,
    data_key<StateDistance>,
    reduce_key<StateDistance>,
    transform_key<StateDistance>,
};

namespace {

// The mean over pairs of trials of how far apart their states are in each frame that all of them have.
Eigen::VectorXd mean_distance(const Measured& measured, const std::vector<std::size_t>& trials) {
    const std::size_t pairs = trials.size() / 2;  // of a run that ended early the last may be alone
    Eigen::VectorXd sum;
    for (std::size_t p = 0; p < pairs; ++p) {
        const RowMatrix x = measured.states(trials[2 * p]), y = measured.states(trials[2 * p + 1]);
        const Eigen::Index frames = std::min({x.rows(), y.rows(), p == 0 ? x.rows() : sum.size()});
        const Eigen::VectorXd distance = (x.topRows(frames) - y.topRows(frames)).rowwise().norm();
        sum = p == 0 ? distance : Eigen::VectorXd(sum.head(frames) + distance);
    }
    return sum / static_cast<double>(std::max<std::size_t>(pairs, 1));
}

}  // namespace

std::map<std::string, double> StateDistanceTrainer::train(const std::filesystem::path& recording,
                                                          const Parameters& parameters, const std::string& name,
                                                          const std::filesystem::path& output) const {
    const Measured measured(recording, from_parameters<StateDistance>(parameters));
    std::vector<std::string> classes;
    std::vector<Eigen::VectorXd> curves;
    Eigen::Index frames = 0;
    for (const std::string& label : measured.trials().classes) {
        Eigen::VectorXd curve = mean_distance(measured, measured.trials_of(label));
        if (curve.size() == 0) continue;
        frames = curves.empty() ? curve.size() : std::min(frames, curve.size());
        classes.push_back(label);
        curves.push_back(std::move(curve));
    }
    if (curves.empty())
        throw DataError(recording, "/trials/classes",
                        "no class has two trials to compare; the data reader \"spike_pairs\" makes such");
    Eigen::MatrixXd distances(static_cast<Eigen::Index>(curves.size()), frames);
    Metrics metrics;
    for (std::size_t c = 0; c < curves.size(); ++c) {
        distances.row(static_cast<Eigen::Index>(c)) = curves[c].head(frames).transpose();
        metrics["distance_" + classes[c]] = curves[c].mean();
    }
    metrics["distance_first"] = curves.front().mean();
    metrics["distance_last"] = curves.back().mean();
    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    write_matrix(file, group + "/distances", distances);
    file.write_texts(group + "/classes", classes);
    file.set_attribute(group, "frame", measured.frames().frame());
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
