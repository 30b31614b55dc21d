// Compares the distance of states with that of inputs.
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<Separation> Separation::schema[4] = {
    record_key<Separation>,
    data_key<Separation>,
    reduce_key<Separation>,
    transform_key<Separation>,
};

std::map<std::string, double> SeparationTrainer::train(const std::filesystem::path& recording,
                                                       const Parameters& parameters, const std::string& name,
                                                       const std::filesystem::path& output) const {
    const PairDistances pairs = pair_distances(Measured(recording, from_parameters<Separation>(parameters)));
    const Eigen::VectorXd curve =
        (pairs.inputs.cwiseInverse().asDiagonal() * pairs.states).colwise().mean().transpose();
    const Metrics metrics{{"separation", curve[0]},
                          {"separation_at_end", curve[curve.size() - 1]},
                          {"pairs", static_cast<double>(pairs.inputs.size())}};
    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    write_vector(file, group + "/input_distances", pairs.inputs);
    write_matrix(file, group + "/state_distances", pairs.states);
    write_vector(file, group + "/separation", curve);
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
