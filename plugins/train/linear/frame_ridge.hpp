// Ridge regression of frames that are read piece by piece: the penalty is chosen, and so is the way to it that resolves
// it.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "train/features/frame_samples.hpp"
#include "train/features/moments.hpp"
#include "train/linear/linear_map.hpp"
#include "train/linear/ridge_path.hpp"
#include "train/linear/trainer.hpp"

namespace limen::train {

// Where samples come from: rows of features and targets of the same frames.
struct FrameSource {
    Eigen::Index features = 0, targets = 0;
    std::function<RowMatrix(const Piece&)> read_features, read_targets;
};

// The frames to learn from, and those to choose a penalty by; where there are none of the latter, folds of the former.
struct FramesToLearn {
    const std::vector<Piece>&seen, &unseen;
    std::span<const std::int32_t> labels{};  // of each trial, where they are what is learnt; then folds are of trials
};

// What came of it. Penalties are those that were used (RidgePath::used).
struct FrameFit {
    LinearMap map;
    double lambda = 0;
    std::vector<double> lambdas, errors;  // the candidates and what they are chosen by; no errors of a single one
};

// References must outlive it.
class FrameRidge {
public:
    // Throws ParameterError ("windows", "times", "folds", "lambdas").
    FrameRidge(FrameSource, FramesToLearn, const RidgeReadout&);

    Moments moments() const { return moments_of(x_frames.seen); }
    // One penalty for all targets: the least error, which is counted in units of the targets' variance. The Gram matrix
    // loses what is below 1e-14 of its trace; where the penalty that it chooses is as small as that, and the features
    // are few, everything is done again with a triangle, as with solver = "qr".
    FrameFit fit(const Moments& all);
    // A penalty for each target on its own, as if it were the only one; given[c], where there is one, for target c.
    // Targets that never change get the weights 0.
    LinearMap fit_each(const Moments& all, const std::vector<double>& given);

private:
    void check_options() const;
    void check_samples() const;
    RowMatrix features(const Piece& piece) const;
    RowMatrix targets(const Piece& piece) const;
    Moments moments_of(const std::vector<Piece>& pieces) const;
    RidgePath path_of(const Moments& moments) const;
    std::vector<double> candidates(const RidgePath& path) const;
    bool too_small_for_gram(const RidgePath& path, double lambda) const;
    // Of each candidate and target.
    Eigen::MatrixXd errors_of(const RidgePath& path, const Moments& all, const std::vector<double>& lambdas) const;
    std::vector<std::vector<Piece>> folds() const;
    void add_errors_of_folds(Eigen::MatrixXd& errors, const Moments& all, const std::vector<double>& lambdas,
                             const Eigen::RowVectorXd& scale) const;
    // Of all frames to learn from but those of each fold.
    void for_paths_without(const std::vector<std::vector<Piece>>& folds, const Moments& all, bool at_once,
                           const std::function<void(std::size_t fold, RidgePath)>& use) const;
    RowMatrix about_means(const Moments& all, const Piece& piece) const;
    void add_errors(Eigen::MatrixXd& errors, const RidgePath& path, const std::vector<Piece>& pieces,
                    const std::vector<double>& lambdas, const Eigen::RowVectorXd& scale) const;

    FrameSource x_source;
    mutable std::mutex x_reading;  // of a file, one thread at a time; reading must not wait for other threads
    FramesToLearn x_frames;
    const RidgeReadout& x_options;
    bool x_triangle;
};

}  // namespace limen::train
