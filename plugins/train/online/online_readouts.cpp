// Takes frames one by one, and writes what came of them as the regression does.
#include "train/online/online_readouts.hpp"

#include "train/linear/eigen.hpp"

#include <fmt/format.h>

#include "train/linear/frame_readout.hpp"
#include "train/measures/memory_curve.hpp"
#include "train/online/recursive_least_squares.hpp"

namespace limen::train {

namespace {

constexpr const char* record_meaning =
    "the [record.*] table, or a list of them, whose spikes or states are the features, side by side";
constexpr const char* delta_meaning = "1 / delta is P at first; as much as a penalty of ridge regression";
constexpr const char* forgetting_meaning = "what a sample counts still when the next one comes; 1: all count the same";

SampleOptions samples_of(const OnlineOptions& options) {
    check_features(options.record, options.order);
    return {frame_options(options.record, options.reduce, options.transform), options.washout, options.input,
            options.order};
}

OnlineOptions common_options(const Parameters& parameters) {
    const auto& p = parameters;
    return {.record = p.at<std::vector<std::string>>("record"),
            .data = p.text("data"),
            .reduce = p.text("reduce"),
            .transform = p.text("transform"),
            .washout = p.number("washout"),
            .input = p.flag("input"),
            .order = p.integer("order"),
            .epochs = p.integer("epochs"),
            .symbols = p.at<std::vector<double>>("symbols")};
}

RecordedInput find_targets(const h5::File& recording, const std::string& data, std::size_t trials) {
    RecordedInput input = find_input(recording, data, true, trials);
    if (input.none())
        throw DataError(recording.path(), "/inputs",
                        "has no targets to learn: the data of the recording give none for their frames");
    return input;
}

LinearMap map_of(const Eigen::MatrixXd& weights) {
    return {weights.topRows(weights.rows() - 1), weights.row(weights.rows() - 1)};
}

// Goes through the training frames, as often as is wanted. The errors before each lesson are noted in `errors`, the
// mean over a piece of 100 frames, in units of the targets' variance.
template <class Learner>
LinearMap learn_in_turn(const FrameReadout& readout, Learner learner, std::int64_t epochs,
                        std::vector<double>& errors) {
    constexpr double piece_frames = 100;
    const auto& samples = readout.samples();
    const Eigen::RowVectorXd variance = readout.training_variance();
    double error = 0, frames = 0;
    std::vector<double> outputs(static_cast<std::size_t>(samples.targets()));
    for (std::int64_t epoch = 0; epoch < epochs; ++epoch)
        for (const Piece& piece : readout.pieces(Split::train)) {
            const RowMatrix X = samples.read_features(piece), Y = samples.read_targets(piece);
            for (Eigen::Index i = 0; i < X.rows(); ++i) {
                const Eigen::MatrixXd& W = learner.weights();
                Eigen::Map<Eigen::RowVectorXd> o(outputs.data(), samples.targets());
                o.noalias() = X.row(i) * W.topRows(X.cols());
                o += W.row(X.cols());
                error += (Y.row(i) - o).cwiseAbs2().cwiseQuotient(variance).mean();
                if (++frames == piece_frames) {
                    errors.push_back(error / frames);
                    error = frames = 0;
                }
                learner.learn({X.row(i).data(), static_cast<std::size_t>(X.cols())}, outputs,
                              {Y.row(i).data(), static_cast<std::size_t>(Y.cols())});
            }
        }
    return map_of(learner.weights());
}

template <class MakeLearner>
Metrics train_in_turn(const h5::File& file, const OnlineOptions& options, MakeLearner make_learner, const char* blamed,
                      const std::string& name, h5::File& to) {
    const OneBlasThread one_blas_thread;
    const RecordedTrials trials = read_trials(file);
    const RecordedInput input = find_targets(file, options.data, trials.size());
    const FrameReadout readout(file, trials, input, samples_of(options), options.symbols);
    std::vector<double> errors;
    const LinearMap map = learn_in_turn(
        readout, make_learner(readout.samples().features(), readout.samples().targets()), options.epochs, errors);
    if (!map.weights.allFinite())
        throw ParameterError(blamed, "lets the weights grow beyond all bounds; nothing can be learnt so");
    Metrics metrics;
    const std::string group = cleared_group(to, name);
    const double seconds = readout.write(to, group, map, metrics);
    to.write<double>(group + "/learning_curve", errors);
    to.set_text_attribute(group + "/learning_curve", "columns",
                          "mean squared error before the lesson over the targets' variance, of 100 frames each");
    write_metrics(to, group, metrics);
    metrics.add(inference_time(seconds));
    return metrics;
}

}  // namespace

namespace {

// The keys of OnlineOptions, and those of the rule itself.
template <class Readout>
std::vector<Parameter<Readout>> online_keys(std::vector<Parameter<Readout>> own) {
    std::vector<Parameter<Readout>> keys{
        {"record", &Readout::record, "", Range::any, record_meaning},
        {"data", &Readout::data, "", Range::any, "the [data.*] table with the targets; empty: the only one"},
        {"reduce", &Readout::reduce, "", Range::any, "what a frame gives for each unit, as of ridge", "mean sum last"},
        {"transform", &Readout::transform, "", Range::any, "of each feature", "none sqrt"},
        {"washout", &Readout::washout, "ms", Range::not_negative, "left out at the start of each trial"},
        {"input", &Readout::input, "", Range::any, "whether the input of a frame is a feature too"},
        {"order", &Readout::order, "", Range::positive, "of the features: 1, as they are; 2, their products too"},
        {"epochs", &Readout::epochs, "", Range::positive, "times that the training frames are gone through"},
        {"symbols", &Readout::symbols, "", Range::any, "numbers that targets take; then errors are counted too"}};
    keys.insert(keys.end(), own.begin(), own.end());
    return keys;
}

}  // namespace

const std::vector<Parameter<RlsReadout>> RlsReadout::schema =
    online_keys<RlsReadout>({{"delta", &RlsReadout::delta, "", Range::positive, delta_meaning},
                             {"forgetting", &RlsReadout::forgetting, "", Range::share, forgetting_meaning}});

const std::vector<Parameter<LmsReadout>> LmsReadout::schema =
    online_keys<LmsReadout>({{"rate", &LmsReadout::rate, "", Range::positive, "of learning; below 2 if normalised"},
                             {"normalised", &LmsReadout::normalised, "", Range::any,
                              "whether each step is divided by the features' squared norm"}});

const Parameter<ForceReadout> ForceReadout::schema[6] = {
    {"record", &ForceReadout::record, "", Range::any,
     "the [record.*] table, or a list of them, of the populations read"},
    {"washout", &ForceReadout::washout, "ms", Range::not_negative,
     "start of each trial, in which targets are fed back and nothing is learnt; a frame at least"},
    {"delta", &ForceReadout::delta, "", Range::positive, delta_meaning},
    {"forgetting", &ForceReadout::forgetting, "", Range::share, forgetting_meaning},
    {"every", &ForceReadout::every, "", Range::positive, "frames from one lesson to the next"},
    {"epochs", &ForceReadout::epochs, "", Range::positive, "times that the training trials are gone through"},
};

void FrameByFrameTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_training(run);
    check_washout(parameters.number("washout"), run.durations);
    if (!run.targets) throw ParameterError("record", "is to learn targets, but no data have targets in each frame");
    check_features(parameters.at<std::vector<std::string>>("record"), parameters.integer("order"));
}

namespace {

class LearntInTurn : public Readout {
public:
    LearntInTurn(const Parameters& parameters, const h5::File& readouts, std::string name)
        : x_options(common_options(parameters)), x_readouts(readouts), x_name(std::move(name)) {}

    Metrics apply(const h5::File& recording, const std::string& name, h5::File& output) const override {
        const OneBlasThread one_blas_thread;
        const RecordedTrials trials = read_trials(recording);
        const RecordedInput input = find_targets(recording, x_options.data, trials.size());
        const FrameReadout readout(recording, trials, input, samples_of(x_options), x_options.symbols);
        const LinearMap map =
            read_map(x_readouts, "/" + x_name, readout.samples().features(), readout.samples().targets());
        Metrics metrics;
        const std::string group = cleared_group(output, name);
        readout.write(output, group, map, metrics);
        write_metrics(output, group, metrics);
        return metrics;
    }

    std::vector<double> memory_curve(const h5::File& recording, std::size_t lags) const override {
        const OneBlasThread one_blas_thread;
        return memory_of_records(recording, {samples_of(x_options).records, x_options.data, x_options.washout},
                                 {lags, {}, {}});
    }

    LinearReadout linear() const override {
        check_plain_states(samples_of(x_options));
        return read_linear_readout(x_readouts, x_name, x_options.record);
    }

private:
    OnlineOptions x_options;
    const h5::File& x_readouts;
    std::string x_name;
};

}  // namespace

std::unique_ptr<Readout> FrameByFrameTrainer::readout(const Parameters& parameters, const h5::File& readouts,
                                                      const std::string& name) const {
    return std::make_unique<LearntInTurn>(parameters, readouts, name);
}

Metrics RlsTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                          h5::File& output) const {
    const auto options = from_parameters<RlsReadout>(parameters);
    const auto make = [&](Eigen::Index features, Eigen::Index targets) {
        return RecursiveLeastSquares(features, targets, options.delta, options.forgetting);
    };
    return train_in_turn(recording, options, make, "forgetting", name, output);
}

Metrics LmsTrainer::train(const h5::File& recording, const Parameters& parameters, const std::string& name,
                          h5::File& output) const {
    const auto options = from_parameters<LmsReadout>(parameters);
    const auto make = [&](Eigen::Index features, Eigen::Index targets) {
        return LeastMeanSquares(features, targets, options.rate, options.normalised);
    };
    return train_in_turn(recording, options, make, "rate", name, output);
}

LinearReadout read_linear_readout(const h5::File& file, const std::string& name,
                                  const std::vector<std::string>& records) {
    const std::string weights = "/" + name + "/weights";
    if (!file.has_attribute(weights, "data"))
        throw ParameterError("target", "is the label of trials; only targets of frames can be fed back");
    const LinearMap map = read_linear_map(file, "/" + name);
    const RowMatrix rows = map.weights;
    return {records,
            file.text_attribute(weights, "data"),
            {rows.data(), rows.data() + rows.size()},
            {map.bias.data(), map.bias.data() + map.bias.size()}};
}

}  // namespace limen::train
