// The participation ratio of the covariance of states, gathered piece by piece.
#include <algorithm>

#include "train/features/moments.hpp"
#include "train/linear/eigen.hpp"
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<EffectiveDimension> EffectiveDimension::schema[5] = {
    record_key<EffectiveDimension>,
    data_key<EffectiveDimension>,
    reduce_key<EffectiveDimension>,
    transform_key<EffectiveDimension>,
    {"washout", &EffectiveDimension::washout, "ms", Range::not_negative, "left out at the start of each trial"},
};

namespace {

Moments moments_of_states(const Measured& measured, double washout) {
    constexpr std::size_t piece = 1024;  // frames
    const Frames& frames = measured.frames();
    Moments moments(static_cast<Eigen::Index>(frames.units()), 0);
    for (std::size_t trial = 0; trial < measured.trials().size(); ++trial)
        for (std::size_t k = frames.washout_frames(trial, washout), end = frames.count(trial); k < end; k += piece) {
            const RowMatrix states = frames.read(trial, k, std::min(piece, end - k));
            moments.add(states, RowMatrix(states.rows(), 0));
        }
    return moments;
}

}  // namespace

void EffectiveDimensionTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_washout(parameters.number("washout"), run.durations);
}

Metrics EffectiveDimensionTrainer::train(const h5::File& recording, const Parameters& parameters,
                                         const std::string& name, h5::File& file) const {
    const auto options = from_parameters<EffectiveDimension>(parameters);
    const Measured measured(recording, options);
    const OneBlasThread one_blas_thread;
    const Moments moments = moments_of_states(measured, options.washout);
    Eigen::MatrixXd covariance = moments.xx / moments.count;
    const Eigen::VectorXd variances = decompose(covariance).cwiseMax(0).reverse();
    const auto constant = [](const Extent& extent) { return extent.constant(); };
    if (std::all_of(moments.x_extents.begin(), moments.x_extents.end(), constant))
        throw DataError(recording.path(), "/records/" + options.record,
                        "the states never change, so they fill no dimension");
    const Metrics metrics{{.name = "effective_dimension",
                           .value = variances.sum() * variances.sum() / variances.squaredNorm(),
                           .better = Better::higher,
                           .shown = true},
                          {.name = "frames", .value = moments.count}};
    const std::string group = cleared_group(file, name);
    write_vector(file, group + "/variances", variances);
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
