// Counts the directions that states at the end of trials span.
#include <fmt/format.h>

#include <tuple>
#include <utility>

#include "train/linear/eigen.hpp"
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<KernelRank> KernelRank::schema[5] = {
    record_key<KernelRank>,
    data_key<KernelRank>,
    reduce_key<KernelRank>,
    transform_key<KernelRank>,
    {"tolerance", &KernelRank::tolerance, "", Range::share,
     "a singular value counts if it is above this times the largest; rounding of the recorded states is about 1e-7"},
};

namespace {

Eigen::VectorXd spectrum_of(const Measured& measured, const std::vector<std::size_t>& trials) {
    Eigen::MatrixXd states(static_cast<Eigen::Index>(trials.size()),
                           static_cast<Eigen::Index>(measured.frames().units()));
    for (std::size_t i = 0; i < trials.size(); ++i)
        states.row(static_cast<Eigen::Index>(i)) =
            measured.frames().read(trials[i], measured.frames().count(trials[i]) - 1, 1);
    return singular_values(std::move(states));
}

double rank_of(const Eigen::VectorXd& singular, double tolerance) {
    return static_cast<double>((singular.array() > tolerance * singular[0]).count());
}

}  // namespace

Metrics KernelRankTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                                 h5::File& file) const {
    const auto options = from_parameters<KernelRank>(parameters);
    const Measured measured(recording, options);
    const OneBlasThread one_blas_thread;
    Metrics metrics;
    std::map<std::string, Eigen::VectorXd> found;
    for (const auto& [label, metric, better] :
         {std::tuple("different", "kernel_rank", Better::higher), {"same_end", "generalisation_rank", Better::lower}}) {
        const std::vector<std::size_t> trials = measured.trials_of(label);
        if (trials.empty()) continue;
        found[label] = spectrum_of(measured, trials);
        metrics.add(
            {.name = metric, .value = rank_of(found[label], options.tolerance), .better = better, .shown = true});
        metrics.add({.name = std::string(label) + "_trials", .value = static_cast<double>(trials.size())});
    }
    if (found.empty())
        throw DataError(recording.path(), "/trials/classes",
                        "there are no trials of the classes \"different\" and \"same_end\"; the data reader \"probes\" "
                        "makes such");
    const std::string group = cleared_group(file, name);
    for (const auto& [label, singular] : found) write_vector(file, group + "/singular_values_" + label, singular);
    file.set_attribute(group, "tolerance", options.tolerance);
    write_metrics(file, group, metrics);
    return metrics;
}

}  // namespace limen::train
