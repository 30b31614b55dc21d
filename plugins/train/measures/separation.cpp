// Compares the distance of states with that of inputs.
#include "train/linear/eigen.hpp"
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<Separation> Separation::schema[4] = {
    record_key<Separation>,
    data_key<Separation>,
    reduce_key<Separation>,
    transform_key<Separation>,
};

Metrics SeparationTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                                 h5::File& file) const {
    const OneBlasThread one_blas_thread;
    const PairDistances pairs = pair_distances(Measured(recording, from_parameters<Separation>(parameters)));
    const Eigen::VectorXd curve =
        (pairs.inputs.cwiseInverse().asDiagonal() * pairs.states).colwise().mean().transpose();
    const Metrics metrics{{.name = "separation", .value = curve[0], .better = Better::higher, .shown = true},
                          {.name = "separation_at_end", .value = curve[curve.size() - 1], .better = Better::higher},
                          {.name = "pairs", .value = static_cast<double>(pairs.inputs.size())}};
    const std::string group = cleared_group(file, name);
    write_vector(file, group + "/input_distances", pairs.inputs);
    write_matrix(file, group + "/state_distances", pairs.states);
    write_vector(file, group + "/separation", curve);
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
