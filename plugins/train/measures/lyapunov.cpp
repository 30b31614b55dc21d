// How fast states that were pushed apart go on to part.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "train/linear/eigen.hpp"
#include "train/measures/measured.hpp"
#include "train/output.hpp"

namespace limen::train {

const Parameter<Lyapunov> Lyapunov::schema[7] = {
    record_key<Lyapunov>,
    data_key<Lyapunov>,
    reduce_key<Lyapunov>,
    transform_key<Lyapunov>,
    {"skip", &Lyapunov::skip, "", Range::not_negative,
     "frames after the difference that are left out: it has yet to turn into the direction that grows most"},
    {"floor", &Lyapunov::floor, "", Range::positive,
     "smallest distance that counts, as a share of the length of a state; rounding of those is about 1e-7"},
    {"ceiling", &Lyapunov::ceiling, "", Range::share,
     "largest distance that counts, as a share of that of states that have nothing to do with each other"},
};

namespace {

// The frames [first, first + count) after the difference.
struct Window {
    Eigen::Index first = 0, count = 0;
};

// The longest run of frames from `skip` on in which the distances lie within the bounds.
Window longest_run(const Eigen::VectorXd& logarithms, Eigen::Index skip, double low, double high) {
    Window best, now;
    for (Eigen::Index k = skip; k < logarithms.size(); ++k) {
        if (logarithms[k] >= low && logarithms[k] <= high) {
            if (now.count++ == 0) now.first = k;
            if (now.count > best.count) best = now;
        } else {
            now = {};
        }
    }
    return best;
}

// Of the line through (0, y_0), (1, y_1), ... with the least squared error.
double slope(const Eigen::VectorXd& y) {
    const auto n = static_cast<double>(y.size());
    const Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(y.size(), -(n - 1) / 2, (n - 1) / 2);
    return x.dot(y) / x.squaredNorm();
}

}  // namespace

Metrics LyapunovTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                               h5::File& file) const {
    const OneBlasThread one_blas_thread;
    const auto options = from_parameters<Lyapunov>(parameters);
    const PairDistances pairs = pair_distances(Measured(recording, options));
    const double floor = options.floor * pairs.norm, ceiling = options.ceiling * pairs.unrelated;
    // A distance of 0, as spikes may give, counts as one below the floor.
    const Eigen::MatrixXd logarithms = pairs.states.cwiseMax(floor / 2).array().log().matrix();
    const Eigen::VectorXd mean = logarithms.colwise().mean().transpose();
    const Window window = longest_run(mean, options.skip, std::log(floor), std::log(ceiling));
    constexpr Eigen::Index least_frames = 5;
    if (window.count < least_frames)
        throw ParameterError("record", fmt::format("\"{}\": states in pairs are only for {} frames between {:.3g} and "
                                                   "{:.3g} apart, and {} are needed; give the data `distances` nearer "
                                                   "to that, or more frames",
                                                   options.record, window.count, floor, ceiling, least_frames));
    Eigen::VectorXd slopes(logarithms.rows());
    for (Eigen::Index p = 0; p < logarithms.rows(); ++p)
        slopes[p] = slope(logarithms.row(p).segment(window.first, window.count).transpose());
    const auto n = static_cast<double>(slopes.size());
    Metrics metrics{
        {.name = "lyapunov", .title = "Lyapunov exponent", .value = slopes.mean(), .unit = "1/frame", .shown = true},
        {.name = "pairs", .value = n},
        {.name = "first_frame", .value = static_cast<double>(window.first)},
        {.name = "frames", .value = static_cast<double>(window.count)}};
    if (slopes.size() > 1)
        metrics.add({.name = "lyapunov_error",
                     .title = "standard error of the Lyapunov exponent",
                     .value = std::sqrt((slopes.array() - slopes.mean()).square().sum() / (n - 1) / n),
                     .unit = "1/frame",
                     .better = Better::lower});
    const std::string group = cleared_group(file, name);
    write_vector(file, group + "/log_distance", mean);
    write_metrics(file, group, metrics);
    file.set_text_attribute(group, "units", "1 per frame");
    return metrics;
}

}  // namespace limen::train
