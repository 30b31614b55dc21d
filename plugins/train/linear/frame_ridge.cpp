// Gathers moments, tries the candidates on frames that were not learnt from, and solves.
#include "train/linear/frame_ridge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "limen/core/error.hpp"
#include "limen/core/parallel.hpp"
#include "train/linear/leave_out.hpp"
#include "train/linear/penalties.hpp"
#include "train/linear/regression.hpp"
#include "train/linear/trial_classes.hpp"

namespace limen::train {

namespace {

constexpr Eigen::Index few_features = 400;

// 1 over the variance of each target; 0 where it never changes.
Eigen::RowVectorXd inverse_variances(const Moments& moments) {
    const Eigen::RowVectorXd squares = moments.target_squares();
    return (squares.array() > 0).select((squares / moments.count).cwiseInverse(), 0);
}

}  // namespace

FrameRidge::FrameRidge(FrameSource source, FramesToLearn frames, const RidgeReadout& options)
    : x_source(std::move(source)), x_frames(frames), x_options(options), x_triangle(options.solver == "qr") {
    check_options();
    check_samples();
}

void FrameRidge::check_options() const {
    check_frame_options(x_options);
    check_frame_folds(x_options, !x_frames.unseen.empty());
}

void FrameRidge::check_samples() const {
    const std::size_t frames = count_frames(x_frames.seen);
    const bool unpenalised = std::count(x_options.lambdas.begin(), x_options.lambdas.end(), 0.0) > 0;
    if (frames > 0 && unpenalised && frames <= static_cast<std::size_t>(x_source.features))
        throw ParameterError("lambdas", fmt::format("hold 0, which {} features and only {} frames to train on "
                                                    "leave without a single solution",
                                                    x_source.features, frames));
}

RowMatrix FrameRidge::features(const Piece& piece) const {
    const std::lock_guard lock(x_reading);
    return x_source.read_features(piece);
}

RowMatrix FrameRidge::targets(const Piece& piece) const {
    const std::lock_guard lock(x_reading);
    return x_source.read_targets(piece);
}

Moments FrameRidge::moments_of(const std::vector<Piece>& pieces) const {
    Moments moments(x_source.features, x_source.targets);
    for (const Piece& piece : pieces) moments.add(features(piece), targets(piece));
    return moments;
}

RidgePath FrameRidge::path_of(const Moments& moments) const {
    if (!x_triangle) return RidgePath(moments, x_options.standardise);
    return RidgePath(moments, x_options.standardise, [&](const auto& use) {
        for (const Piece& piece : x_frames.seen) use(features(piece), targets(piece));
    });
}

std::vector<double> FrameRidge::candidates(const RidgePath& path) const {
    if (!x_options.lambdas.empty()) return x_options.lambdas;
    constexpr int points = 33;
    constexpr double first_exponent = -14, last_exponent = 2;
    std::vector<double> grid = penalty_grid(path.mean_eigenvalue(), first_exponent, last_exponent, points);
    if (!x_triangle) return grid;
    // What the Gram matrix would lose, as far as the least singular value that is no rounding: with these least squares
    // is a candidate.
    constexpr int further = 17;
    constexpr double least_exponent = -22;
    std::vector<double> smaller = penalty_grid(path.mean_eigenvalue(), least_exponent, first_exponent, further);
    grid.insert(grid.begin(), smaller.begin(), smaller.end() - 1);
    return grid;
}

bool FrameRidge::too_small_for_gram(const RidgePath& path, double lambda) const {
    // With more a triangle takes minutes where the Gram matrix takes seconds.
    return !x_triangle && x_source.features < few_features && !path.resolves(lambda);
}

FrameFit FrameRidge::fit(const Moments& all) {
    const RidgePath path = path_of(all);
    FrameFit fit;
    const std::vector<double> lambdas = candidates(path);
    double chosen = lambdas[0];
    if (lambdas.size() > 1) {
        const Eigen::MatrixXd errors = errors_of(path, all, lambdas);
        fit.errors.resize(lambdas.size());
        for (std::size_t l = 0; l < lambdas.size(); ++l)
            fit.errors[l] = errors.row(static_cast<Eigen::Index>(l)).mean();
        chosen = lambdas[best_penalty(lambdas, fit.errors)];
    }
    if (too_small_for_gram(path, chosen)) {
        x_triangle = true;
        return this->fit(all);
    }
    fit.lambda = path.used(chosen);
    for (const double lambda : lambdas) fit.lambdas.push_back(path.used(lambda));
    fit.map = path.at(chosen);
    return fit;
}

LinearMap FrameRidge::fit_each(const Moments& all, const std::vector<double>& given) {
    const RidgePath path = path_of(all);
    const std::vector<double> lambdas = candidates(path);
    const Eigen::MatrixXd errors =
        lambdas.size() > 1 ? errors_of(path, all, lambdas) : Eigen::MatrixXd::Zero(1, x_source.targets);
    std::map<double, std::vector<Eigen::Index>> targets_of;  // of each penalty
    for (Eigen::Index c = 0; c < x_source.targets; ++c) {
        const Eigen::VectorXd of_target = errors.col(c);
        const std::span<const double> own(of_target.data(), static_cast<std::size_t>(of_target.size()));
        const double known = given.empty() ? -1 : given[static_cast<std::size_t>(c)];
        targets_of[known >= 0 ? known : lambdas[best_penalty(lambdas, own)]].push_back(c);
    }
    if (too_small_for_gram(path, targets_of.begin()->first)) {
        x_triangle = true;
        return fit_each(all, given);
    }
    LinearMap map{Eigen::MatrixXd(x_source.features, x_source.targets), Eigen::RowVectorXd(x_source.targets)};
    for (const auto& [lambda, targets] : targets_of) {
        const LinearMap of_lambda = path.at(lambda);
        for (const Eigen::Index c : targets) {
            map.weights.col(c) = of_lambda.weights.col(c);
            map.bias[c] = of_lambda.bias[c];
        }
    }
    return map;
}

// In units of the training targets' variance.
Eigen::MatrixXd FrameRidge::errors_of(const RidgePath& path, const Moments& all,
                                      const std::vector<double>& lambdas) const {
    const Eigen::RowVectorXd scale = inverse_variances(all);
    Eigen::MatrixXd errors = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(lambdas.size()), x_source.targets);
    if (x_frames.unseen.empty() && x_options.selection == "gcv") {
        for (std::size_t l = 0; l < lambdas.size(); ++l)
            errors.row(static_cast<Eigen::Index>(l)) = path.generalised_errors(lambdas[l]).cwiseProduct(scale);
        return errors;
    }
    if (!x_frames.unseen.empty())
        add_errors(errors, path, x_frames.unseen, lambdas, scale);
    else
        add_errors_of_folds(errors, all, lambdas, scale);
    return errors / static_cast<double>(count_frames(x_frames.unseen.empty() ? x_frames.seen : x_frames.unseen));
}

// Few features leave memory for all folds at once.
void FrameRidge::add_errors_of_folds(Eigen::MatrixXd& errors, const Moments& all, const std::vector<double>& lambdas,
                                     const Eigen::RowVectorXd& scale) const {
    const std::vector<std::vector<Piece>> folds = this->folds();
    if (x_source.features >= few_features)
        return for_paths_without(folds, all, false, [&](std::size_t i, const RidgePath& path) {
            add_errors(errors, path, folds[i], lambdas, scale);
        });
    std::vector<std::unique_ptr<const RidgePath>> paths(folds.size());
    for_paths_without(folds, all, true, [&](std::size_t i, RidgePath path) {
        paths[i] = std::make_unique<const RidgePath>(std::move(path));
    });
    for (std::size_t i = 0; i < folds.size(); ++i) add_errors(errors, *paths[i], folds[i], lambdas, scale);
}

void FrameRidge::for_paths_without(const std::vector<std::vector<Piece>>& folds, const Moments& all, bool at_once,
                                   const std::function<void(std::size_t, RidgePath)>& use) const {
    if (x_triangle) {
        const RowGroups groups{folds.size(), 1 + x_source.features + x_source.targets,
                               [&](std::size_t i, Triangle& to) {
                                   for (const Piece& piece : folds[i]) to.add(about_means(all, piece));
                               }};
        return leave_out_each(groups, at_once, [&](std::size_t i, const Eigen::MatrixXd& R) {
            const Eigen::Index columns = R.cols() - 1;
            use(i, RidgePath(all.of_part(R), x_options.standardise,
                             Eigen::MatrixXd(R.bottomRightCorner(columns, columns))));
        });
    }
    const auto without = [&](std::size_t i) {
        use(i, RidgePath(all.without(moments_of(folds[i])), x_options.standardise));
    };
    if (at_once) return parallel_for(folds.size(), without);
    for (std::size_t i = 0; i < folds.size(); ++i) without(i);
}

// [1, X - mean, Y - mean].
RowMatrix FrameRidge::about_means(const Moments& all, const Piece& piece) const {
    const RowMatrix X = features(piece), Y = targets(piece);
    RowMatrix rows(X.rows(), 1 + X.cols() + Y.cols());
    rows.col(0).setOnes();
    rows.middleCols(1, X.cols()) = X.rowwise() - all.mean_x;
    rows.rightCols(Y.cols()) = Y.rowwise() - all.mean_y;
    return rows;
}

std::vector<std::vector<Piece>> FrameRidge::folds() const {
    const std::vector<Piece>& seen = x_frames.seen;
    const auto count = std::min(static_cast<std::size_t>(x_options.folds), count_frames(seen));
    if (x_frames.labels.empty()) return folds_of(seen, count);
    std::vector<std::int32_t> labels;
    for (const Piece& piece : seen) labels.push_back(x_frames.labels[piece.trial]);
    const std::vector<int> numbers = stratified_folds(labels, x_options.folds);
    std::map<std::size_t, int> of_trial;  // long trials are in several pieces
    std::vector<std::vector<Piece>> groups(count);
    for (std::size_t i = 0; i < seen.size(); ++i)
        groups[static_cast<std::size_t>(of_trial.try_emplace(seen[i].trial, numbers[i]).first->second)].push_back(
            seen[i]);
    std::erase_if(groups, [](const auto& group) { return group.empty(); });
    if (groups.size() < 2)
        throw ParameterError("folds", "leave nothing to train on: all training trials are in the same fold");
    return groups;
}

void FrameRidge::add_errors(Eigen::MatrixXd& errors, const RidgePath& path, const std::vector<Piece>& pieces,
                            const std::vector<double>& lambdas, const Eigen::RowVectorXd& scale) const {
    // The map of a lambda costs what it costs to rotate a frame, for each target.
    const bool rotate = count_frames(pieces) < lambdas.size() * static_cast<std::size_t>(x_source.targets);
    std::vector<LinearMap> maps(lambdas.size());
    parallel_for(maps.size(),
                 [&](std::size_t l) { maps[l] = rotate ? path.of_rotated(lambdas[l]) : path.at(lambdas[l]); });
    for (const Piece& piece : pieces) {
        const RowMatrix read = features(piece), X = rotate ? path.rotated(read) : read, Y = targets(piece);
        parallel_for(maps.size(), [&](std::size_t l) {
            errors.row(static_cast<Eigen::Index>(l)) +=
                (maps[l].apply(X) - Y).cwiseAbs2().colwise().sum().cwiseProduct(scale);
        });
    }
}

}  // namespace limen::train
