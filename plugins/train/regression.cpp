// Gathers moments, chooses the penalty, predicts.
#include "train/regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "limen/parallel.hpp"
#include "train/frame_samples.hpp"
#include "train/moments.hpp"
#include "train/penalties.hpp"
#include "train/regression_score.hpp"
#include "train/ridge_path.hpp"

namespace limen::train {

namespace {

struct NamedPart {
    Part part;
    const char* name;
};
constexpr NamedPart parts[] = {{Part::training, "train"}, {Part::validation, "validation"}, {Part::test, "test"}};

std::vector<FrameOptions> records_of(const RidgeReadout& options) {
    std::vector<FrameOptions> records;
    for (const std::string& record : options.record) records.push_back({record, options.reduce, options.transform});
    return records;
}

class Regression {
public:
    Regression(const h5::File& file, const RecordedTrials& trials, const RecordedInput& input,
               const RidgeReadout& options)
        : x_file(file),
          x_trials(trials),
          x_input(input),
          x_options(options),
          x_samples(file, trials, input, records_of(options), options.washout, options.input) {
        for (std::size_t p = 0; p < std::size(parts); ++p) x_pieces.push_back(x_samples.pieces(parts[p].part));
        check_options();
        check_samples();
    }

    void fit() {
        const Moments all = moments_of(x_pieces[0]);
        check_targets(parts[0].name, all.yy);
        const RidgePath path = path_of(all, x_pieces[0], {});
        choose_penalty(path, all);
        x_map = path.at(x_lambda);
        for (std::size_t p = 0; p < std::size(parts); ++p) {
            x_scores.emplace_back(all.mean_y);
            x_symbol_errors.push_back(0);
            for (const Piece& piece : x_pieces[p]) {
                const RowMatrix Y = x_samples.read_targets(piece),
                                outputs = x_map.apply(x_samples.read_features(piece));
                x_scores[p].add(Y, outputs);
                if (!x_options.symbols.empty())
                    x_symbol_errors[p] += count_symbol_errors(Y, outputs, x_options.symbols);
            }
            if (!x_pieces[p].empty()) check_targets(parts[p].name, x_scores[p].target_variance());
        }
    }

    Metrics write(h5::File& output, const std::string& name) const {
        const std::string group = cleared_group(output, name);
        const double seconds = write_outputs(output, group), trials = static_cast<double>(x_trials.size());
        const double frames = static_cast<double>(x_input.offsets.back()) / trials;
        Metrics metrics{{"lambda", x_lambda},
                        {"features", static_cast<double>(x_samples.features())},
                        {"parameters", static_cast<double>(x_map.weights.size() + x_map.bias.size())},
                        {"macs", frames * static_cast<double>(x_map.weights.size())}};
        for (std::size_t p = 0; p < std::size(parts); ++p)
            if (!x_pieces[p].empty()) write_scores(output, group, p, metrics);
        write_fit(output, group);
        write_metrics(output, group, metrics);
        // Times differ from run to run, and so are no part of the file.
        metrics["inference_s"] = seconds / trials;
        return metrics;
    }

private:
    void check_options() const {
        if (x_options.windows != std::vector<double>{1})
            throw ParameterError("windows", "are for labels; targets have a sample for each frame");
        if (x_options.folds < 2 && x_pieces[1].empty() && x_options.lambdas.size() != 1)
            throw ParameterError("folds", fmt::format("is {}; with targets there must be 2 or more, or a validation "
                                                      "trial, or a single lambda",
                                                      x_options.folds));
    }

    void check_samples() const {
        const std::size_t frames = count_frames(x_pieces[0]);
        if (frames == 0) throw DataError(x_file.path(), "/trials/split", "marks no trial for training");
        const bool unpenalised = std::count(x_options.lambdas.begin(), x_options.lambdas.end(), 0.0) > 0;
        if (unpenalised && frames <= static_cast<std::size_t>(x_samples.features()))
            throw ParameterError("lambdas", fmt::format("hold 0, which {} features and only {} frames to train on "
                                                        "leave without a single solution",
                                                        x_samples.features(), frames));
    }

    void check_targets(const char* part, const Eigen::RowVectorXd& variance) const {
        for (Eigen::Index c = 0; c < variance.size(); ++c)
            if (!(variance[c] > 0))
                throw DataError(x_file.path(), x_input.group + "/targets",
                                fmt::format("channel {} never changes in the {} trials, so an error relative to its "
                                            "variance has no meaning",
                                            c, part));
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
        x_lambdas = x_options.lambdas.empty()
                        ? penalty_grid(path.mean_eigenvalue(), first_exponent, last_exponent, points)
                        : x_options.lambdas;
        x_lambda = x_lambdas[0];
        if (x_lambdas.size() == 1) return;
        x_errors.assign(x_lambdas.size(), 0.0);
        const std::vector<Piece>&seen = x_pieces[0], &unseen = x_pieces[1];
        if (!unseen.empty())
            add_errors(path, unseen, all);
        else
            for (const std::vector<Piece>& fold : folds_of(seen, folds())) {
                add_errors(path_of(all.without(moments_of(fold)), seen, fold), fold, all);
            }
        const auto frames = static_cast<double>(count_frames(unseen.empty() ? seen : unseen));
        for (double& error : x_errors) error /= frames * static_cast<double>(x_samples.targets());
        x_lambda = x_lambdas[best_penalty(x_lambdas, x_errors)];
    }

    std::size_t folds() const { return std::min(static_cast<std::size_t>(x_options.folds), count_frames(x_pieces[0])); }

    // For each penalty the squared errors in units of the training targets' variance, channels summed.
    void add_errors(const RidgePath& path, const std::vector<Piece>& pieces, const Moments& all) {
        std::vector<LinearMap> maps(x_lambdas.size());
        parallel_for(maps.size(), [&](std::size_t l) { maps[l] = path.at(x_lambdas[l]); });
        const Eigen::RowVectorXd scale = (all.yy / all.count).cwiseInverse();
        for (const Piece& piece : pieces) {
            const RowMatrix X = x_samples.read_features(piece), Y = x_samples.read_targets(piece);
            parallel_for(maps.size(), [&](std::size_t l) {
                x_errors[l] += (maps[l].apply(X) - Y).cwiseAbs2().colwise().sum().dot(scale);
            });
        }
    }

    // For all frames of all trials, those of the washout too. Returns the seconds that the products took.
    double write_outputs(h5::File& output, const std::string& group) const {
        std::chrono::duration<double> spent{};
        h5::Table table = output.make_table<double>(group + "/outputs", x_input.target_channels);
        for (std::size_t trial = 0; trial < x_trials.size(); ++trial)
            for (const Piece& piece : x_samples.pieces_of(trial)) {
                const RowMatrix features = x_samples.read_features(piece);
                const auto start = std::chrono::steady_clock::now();
                const RowMatrix outputs = x_map.apply(features);
                spent += std::chrono::steady_clock::now() - start;
                table.append<double>(std::span(outputs.data(), static_cast<std::size_t>(outputs.size())));
            }
        return spent.count();
    }

    void write_scores(h5::File& output, const std::string& group, std::size_t p, Metrics& metrics) const {
        const std::string part = parts[p].name;
        const Eigen::RowVectorXd nmse = x_scores[p].nmse(), r2 = x_scores[p].r2();
        const double frames = metrics[part + "_frames"] = x_scores[p].count();
        metrics[part + "_nmse"] = nmse.mean();
        metrics[part + "_nrmse"] = std::sqrt(nmse.mean());
        metrics[part + "_r2"] = r2.mean();
        if (r2.size() > 1) metrics[part + "_capacity"] = r2.sum();
        if (!x_options.symbols.empty())
            metrics[part + "_symbol_error"] = x_symbol_errors[p] / (frames * static_cast<double>(r2.size()));
        write_vector(output, group + "/" + part + "/nmse", nmse.transpose());
        write_vector(output, group + "/" + part + "/nrmse", nmse.cwiseSqrt().transpose());
        write_vector(output, group + "/" + part + "/r2", r2.transpose());
    }

    void write_fit(h5::File& output, const std::string& group) const {
        write_matrix(output, group + "/weights", x_map.weights);
        output.set_text_attribute(group + "/weights", "rows", "features: units, then input channels if they are used");
        output.set_text_attribute(group + "/weights", "columns", "target channels");
        output.set_text_attribute(group + "/weights", "data", x_input.group.substr(x_input.group.rfind('/') + 1));
        write_vector(output, group + "/bias", x_map.bias.transpose());
        output.write<double>(group + "/lambdas", x_lambdas);
        output.write<double>(group + "/cv_errors", x_errors);
    }

    const h5::File& x_file;
    const RecordedTrials& x_trials;
    const RecordedInput& x_input;
    const RidgeReadout& x_options;
    FrameSamples x_samples;
    std::vector<std::vector<Piece>> x_pieces;  // of each part, after the washout
    std::vector<RegressionScore> x_scores;     // of each part
    std::vector<double> x_symbol_errors;       // of each part
    double x_lambda = 0;
    std::vector<double> x_lambdas, x_errors;
    LinearMap x_map;
};

}  // namespace

Metrics train_regression(const h5::File& recording, const RecordedTrials& trials, const RecordedInput& input,
                         const RidgeReadout& options, const std::string& name, const std::filesystem::path& output) {
    Regression regression(recording, trials, input, options);
    regression.fit();
    h5::File file = h5::File::open_to_write(output);
    return regression.write(file, name);
}

}  // namespace limen::train
