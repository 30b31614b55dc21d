// Gathers moments, chooses the penalty, predicts.
#include "train/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <span>

#include "limen/parallel.hpp"
#include "train/frame_readout.hpp"
#include "train/moments.hpp"
#include "train/penalties.hpp"
#include "train/ridge_path.hpp"
#include "train/trial_classes.hpp"

namespace limen::train {

void check_frame_options(const RidgeReadout& options) {
    if (options.windows != std::vector<double>{1})
        throw ParameterError("windows", "are for labels; targets have a sample for each frame");
    if (!options.times.empty()) throw ParameterError("times", "are for labels; targets have a sample for each frame");
}

namespace {

class Regression {
public:
    // `labels`: of each trial, where they are what is learnt; then folds are of whole trials.
    Regression(const FrameReadout& readout, const RidgeReadout& options, std::span<const std::int32_t> labels)
        : x_labels(labels),
          x_readout(readout),
          x_samples(readout.samples()),
          x_options(options),
          x_seen(readout.pieces(Part::training)),
          x_unseen(readout.pieces(Part::validation)) {
        check_options();
        check_samples();
    }

    void fit() {
        const Moments all = moments_of(x_seen);
        x_readout.check_training(all.yy);
        const RidgePath path = path_of(all, x_seen, {});
        choose_penalty(path, all);
        map = path.at(lambda);
    }

    LinearMap map;
    double lambda = 0;
    std::vector<double> lambdas, errors;

private:
    void check_options() const {
        check_frame_options(x_options);
        if (x_options.folds < 2 && x_unseen.empty() && x_options.lambdas.size() != 1 && x_options.selection != "gcv")
            throw ParameterError("folds", fmt::format("is {}; with targets there must be 2 or more, or a validation "
                                                      "trial, or a single lambda, or selection = \"gcv\"",
                                                      x_options.folds));
    }

    void check_samples() const {
        const std::size_t frames = count_frames(x_seen);
        const bool unpenalised = std::count(x_options.lambdas.begin(), x_options.lambdas.end(), 0.0) > 0;
        if (frames > 0 && unpenalised && frames <= static_cast<std::size_t>(x_samples.features()))
            throw ParameterError("lambdas", fmt::format("hold 0, which {} features and only {} frames to train on "
                                                        "leave without a single solution",
                                                        x_samples.features(), frames));
    }

    Moments moments_of(const std::vector<Piece>& pieces) const {
        Moments moments(x_samples.features(), x_samples.targets());
        for (const Piece& piece : pieces) moments.add(x_samples.read_features(piece), x_samples.read_targets(piece));
        return moments;
    }

    // Of the samples in `pieces` without those in `left_out`, which are theirs too.
    RidgePath path_of(const Moments& moments, const std::vector<Piece>& pieces,
                      const std::vector<Piece>& left_out) const {
        if (x_options.solver == "gram") return RidgePath(moments, x_options.standardise);
        return RidgePath(moments, x_options.standardise, [&](const auto& use) {
            for (const Piece& piece : without(pieces, left_out))
                use(x_samples.read_features(piece), x_samples.read_targets(piece));
        });
    }

    void choose_penalty(const RidgePath& path, const Moments& all) {
        constexpr int points = 33;
        constexpr double first_exponent = -14, last_exponent = 2;
        lambdas = x_options.lambdas.empty()
                      ? penalty_grid(path.mean_eigenvalue(), first_exponent, last_exponent, points)
                      : x_options.lambdas;
        lambda = lambdas[0];
        if (lambdas.size() == 1) return;
        errors.assign(lambdas.size(), 0.0);
        if (x_unseen.empty() && x_options.selection == "gcv")
            generalise(path, all);
        else
            try_on_others(path, all);
        lambda = lambdas[best_penalty(lambdas, errors)];
    }

    // Errors in units of the training targets' variance, the mean over channels.
    void generalise(const RidgePath& path, const Moments& all) {
        const Eigen::RowVectorXd scale = (all.yy / all.count).cwiseInverse();
        for (std::size_t l = 0; l < lambdas.size(); ++l)
            errors[l] = path.generalised_errors(lambdas[l]).dot(scale) / static_cast<double>(scale.size());
    }

    // The same on validation frames, or on those that are left out in turn.
    void try_on_others(const RidgePath& path, const Moments& all) {
        if (!x_unseen.empty())
            add_errors(path, x_unseen, all);
        else
            for (const std::vector<Piece>& fold : folds())
                add_errors(path_of(all.without(moments_of(fold)), x_seen, fold), fold, all);
        const auto frames = static_cast<double>(count_frames(x_unseen.empty() ? x_seen : x_unseen));
        for (double& error : errors) error /= frames * static_cast<double>(x_samples.targets());
    }

    std::vector<std::vector<Piece>> folds() const {
        const auto count = std::min(static_cast<std::size_t>(x_options.folds), count_frames(x_seen));
        if (x_labels.empty()) return folds_of(x_seen, count);
        std::vector<std::int32_t> labels;
        for (const Piece& piece : x_seen) labels.push_back(x_labels[piece.trial]);
        const std::vector<int> numbers = stratified_folds(labels, x_options.folds);
        std::map<std::size_t, int> of_trial;  // long trials are in several pieces
        std::vector<std::vector<Piece>> groups(count);
        for (std::size_t i = 0; i < x_seen.size(); ++i)
            groups[static_cast<std::size_t>(of_trial.try_emplace(x_seen[i].trial, numbers[i]).first->second)].push_back(
                x_seen[i]);
        std::erase_if(groups, [](const auto& group) { return group.empty(); });
        if (groups.size() < 2)
            throw ParameterError("folds", "leave nothing to train on: all training trials are in the same fold");
        return groups;
    }

    // For each penalty the squared errors in units of the training targets' variance, channels summed.
    void add_errors(const RidgePath& path, const std::vector<Piece>& pieces, const Moments& all) {
        std::vector<LinearMap> maps(lambdas.size());
        parallel_for(maps.size(), [&](std::size_t l) { maps[l] = path.at(lambdas[l]); });
        const Eigen::RowVectorXd scale = (all.yy / all.count).cwiseInverse();
        for (const Piece& piece : pieces) {
            const RowMatrix X = x_samples.read_features(piece), Y = x_samples.read_targets(piece);
            parallel_for(maps.size(), [&](std::size_t l) {
                errors[l] += (maps[l].apply(X) - Y).cwiseAbs2().colwise().sum().dot(scale);
            });
        }
    }

    std::span<const std::int32_t> x_labels;
    const FrameReadout& x_readout;
    const FrameSamples& x_samples;
    const RidgeReadout& x_options;
    const std::vector<Piece>&x_seen, &x_unseen;
};

}  // namespace

Metrics train_regression(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                         const RidgeReadout& options, const std::string& name, const std::filesystem::path& output) {
    const FrameReadout readout(recording, trials, input, frame_samples(options), options.symbols);
    Regression regression(readout, options, {});
    regression.fit();
    Metrics metrics{{"lambda", regression.lambda}};
    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    const double seconds = readout.write(file, group, regression.map, metrics);
    file.write<double>(group + "/lambdas", regression.lambdas);
    file.write<double>(group + "/cv_errors", regression.errors);
    write_metrics(file, group, metrics);
    // Times differ from run to run, and so are no part of the file.
    metrics["inference_s"] = seconds;
    return metrics;
}

Metrics train_frame_classification(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                                   const RidgeReadout& options, const std::string& name,
                                   const std::filesystem::path& output) {
    const TrialClasses classes(recording.path(), trials.labels, trials.splits, trials.classes);
    classes.check_training(recording.path());
    SampleOptions samples = frame_samples(options);
    samples.labels = true;
    const FrameReadout readout(recording, trials, input, samples, {});
    Regression regression(readout, options, classes.labels);
    regression.fit();
    const auto start = std::chrono::steady_clock::now();
    const Eigen::MatrixXd outputs = readout.mean_outputs(regression.map);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const LinearMap& map = regression.map;
    Metrics metrics{{"lambda", regression.lambda},
                    {"features", static_cast<double>(map.weights.rows())},
                    {"parameters", static_cast<double>(map.weights.size() + map.bias.size())},
                    {"macs", static_cast<double>(input.offsets[trials.size()]) / static_cast<double>(trials.size()) *
                                 static_cast<double>(map.weights.size())}};
    h5::File file = h5::File::open_to_write(output);
    const std::string group = cleared_group(file, name);
    write_matrix(file, group + "/weights", map.weights);
    file.set_text_attribute(group + "/weights", "rows", "features of a frame");
    file.set_text_attribute(group + "/weights", "columns", "classes");
    write_vector(file, group + "/bias", map.bias.transpose());
    file.write<double>(group + "/lambdas", regression.lambdas);
    file.write<double>(group + "/cv_errors", regression.errors);
    write_classes(file, group, classes, outputs, metrics);
    write_metrics(file, group, metrics);
    metrics["inference_s"] = seconds / static_cast<double>(trials.size());
    return metrics;
}

}  // namespace limen::train
