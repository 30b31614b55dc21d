// FORCE: the readout learns by recursive least squares from what the network does while it hears the readout.
#include "train/linear/eigen.hpp"
#include "train/online/online_readouts.hpp"
#include "train/online/recursive_least_squares.hpp"

namespace limen::train {

namespace {

class ForceLearner : public OnlineReadout {
public:
    ForceLearner(const ForceReadout& options, std::size_t features, std::size_t outputs)
        : x_options(options),
          x_learner(static_cast<Eigen::Index>(features), static_cast<Eigen::Index>(outputs), options.delta,
                    options.forgetting),
          x_map{options.record, "", std::vector<double>(features * outputs), std::vector<double>(outputs)} {}

    OnlineSchedule schedule() const override { return {x_options.washout, x_options.every, x_options.epochs}; }
    const LinearReadout& map() const override { return x_map; }

    void learn(std::span<const double> features, std::span<const double> outputs,
               std::span<const double> targets) override {
        const OneBlasThread one_blas_thread;
        x_learner.learn(features, outputs, targets);
        const Eigen::MatrixXd& W = x_learner.weights();
        const Eigen::Index n = W.rows() - 1;
        Eigen::Map<RowMatrix>(x_map.weights.data(), n, W.cols()) = W.topRows(n);
        Eigen::Map<Eigen::RowVectorXd>(x_map.bias.data(), W.cols()) = W.row(n);
    }

private:
    ForceReadout x_options;
    RecursiveLeastSquares x_learner;
    LinearReadout x_map;
};

}  // namespace

void ForceTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_training(run);
    check_washout(parameters.number("washout"), run.durations);
    if (!run.targets) throw ParameterError("record", "is to learn targets, but no data have targets in each frame");
}

std::unique_ptr<OnlineReadout> ForceTrainer::online(const Parameters& parameters, std::size_t features,
                                                    std::size_t outputs) const {
    return std::make_unique<ForceLearner>(from_parameters<ForceReadout>(parameters), features, outputs);
}

namespace {

class LearntForce : public Readout {
public:
    LearntForce(const h5::File& readouts, std::string name, std::vector<std::string> records)
        : x_readouts(readouts), x_name(std::move(name)), x_records(std::move(records)) {}

    Metrics apply(const h5::File&, const std::string&, h5::File&) const override {
        throw ParameterError("trainer", "is for the network that it learnt with, and not for another recording");
    }
    LinearReadout linear() const override { return read_linear_readout(x_readouts, x_name, x_records); }

private:
    const h5::File& x_readouts;
    std::string x_name;
    std::vector<std::string> x_records;
};

}  // namespace

std::unique_ptr<Readout> ForceTrainer::readout(const Parameters& parameters, const h5::File& readouts,
                                               const std::string& name) const {
    return std::make_unique<LearntForce>(readouts, name, from_parameters<ForceReadout>(parameters).record);
}

}  // namespace limen::train
