// Outputs of all trials, their metrics, and the arrays of readouts.h5.
#include "train/recurrent/readout_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <span>

#include "limen/core/channel_scale.hpp"
#include "limen/core/wall_time.hpp"
#include "train/features/frames.hpp"
#include "train/linear/trial_classes.hpp"

namespace limen::train::recurrent {

namespace {

using Outputs = std::vector<std::vector<double>>;

template <class T>
Outputs all_outputs(const RecordedSequences& sequences, Network<T>& network) {
    Examples<T> examples;
    for (const Example<double>& trial : sequences.trials)
        examples.push_back({{trial.frames.begin(), trial.frames.end()}, {}, -1});
    Outputs outputs;
    for (const auto& own : outputs_of(network, examples)) outputs.emplace_back(own.begin(), own.end());
    // Targets were scaled; these are outputs for them as they were recorded.
    for (auto& own : outputs)
        for (std::size_t k = 0; k < own.size() && !sequences.target_mean.empty(); ++k)
            own[k] =
                own[k] * sequences.target_scale[k % sequences.outputs] + sequences.target_mean[k % sequences.outputs];
    return outputs;
}

// Frames [first, last) of a trial.
struct Stretch {
    std::size_t trial, first, last;
};

// What belongs to a split from the washout on: whole trials, but for what was held out of the training.
std::vector<Stretch> stretches_of(const RecordedSequences& sequences, Split split, std::size_t washout,
                                  std::span<const std::size_t> held_from) {
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < sequences.trials.size(); ++i) {
        const std::size_t end = sequences.trials[i].frames.size() / sequences.inputs;
        const bool training = sequences.splits[i] == Split::train && !held_from.empty();
        const std::size_t border = training ? held_from[i] : end;
        Stretch stretch{i, washout, border};
        if (split == Split::validation && training) stretch = {i, std::max(washout, border), end};
        if ((sequences.splits[i] == split || (training && split == Split::validation)) && stretch.first < stretch.last)
            stretches.push_back(stretch);
    }
    return stretches;
}

// Mean squared error over the variance of the targets, both over the stretches; the mean over target channels. None
// where a target never changes, so that the measure has no meaning.
std::optional<double> normalised_error(const RecordedSequences& sequences, const Outputs& outputs,
                                       const std::vector<Stretch>& stretches) {
    const std::size_t n = sequences.outputs;
    double result = 0;
    for (std::size_t channel = 0; channel < n; ++channel) {
        const auto for_targets = [&](auto use) {
            for (const auto& [i, first, last] : stretches)
                for (std::size_t k = first * n + channel; k < last * n; k += n) {
                    double y = sequences.trials[i].targets[k];
                    if (!sequences.target_mean.empty())
                        y = y * sequences.target_scale[channel] + sequences.target_mean[channel];
                    use(y, outputs[i][k]);
                }
        };
        const ChannelScale scale = channel_scale([&](auto&& use) { for_targets([&](double y, double) { use(y); }); });
        if (scale.squares == 0) return std::nullopt;
        double errors = 0;
        for_targets([&](double y, double o) { errors += (o - y) * (o - y); });
        result += errors / scale.squares / static_cast<double>(n);
    }
    return result;
}

// Of matrices and peepholes in a sequence, the mean over all trials.
template <class T>
double multiply_accumulates(const RecordedSequences& sequences, const Network<T>& network) {
    const Architecture& a = network.architecture();
    double frames = 0, step = 0;
    for (const Example<double>& trial : sequences.trials)
        frames += static_cast<double>(trial.frames.size() / sequences.inputs);
    frames /= static_cast<double>(sequences.trials.size());
    for (std::size_t layer = 0; layer < a.layers; ++layer)
        for (std::size_t direction = 0; direction < a.directions(); ++direction) {
            const RecurrenceBlocks& blocks = network.layout().recurrence(layer, direction);
            step += static_cast<double>(blocks.U.size() + blocks.W.size() + blocks.p.size());
        }
    const double read = a.read_out == ReadOut::every_step ? frames : 1;
    return frames * step + read * static_cast<double>(network.layout().V().size());
}

template <class T>
void write_weights(h5::File& file, const std::string& group, const Network<T>& network) {
    std::string gates;
    for (const std::string& gate : gate_names(network.architecture().cell)) gates += gates.empty() ? gate : " " + gate;
    for (const Block& block : network.layout().blocks()) {
        const std::string path = group + "/" + block.name;
        const auto values = network.parameters().subspan(block.offset, block.size());
        if (block.columns == 1)
            file.write<T>(path, values);
        else
            file.write<T>(path, values, {block.rows, block.columns});
        file.set_text_attribute(path, "units", "1");
        if (block.name.starts_with("layer")) file.set_text_attribute(path, "gates", gates);
    }
}

void write_training(h5::File& file, const std::string& group, const Training& training, Metrics& metrics) {
    std::vector<double> curve, flow;
    for (const Epoch& e : training.curve)
        curve.insert(curve.end(), {e.training_loss, e.validation_loss, e.learning_rate, e.gradient_norm});
    file.write<double>(group + "/learning_curve", curve, {training.curve.size(), 4});
    file.set_text_attribute(group + "/learning_curve", "columns",
                            "training loss, validation loss, learning rate, norm of the gradient");
    for (const auto& record : training.flows.flows)
        for (const auto& layer : record) flow.insert(flow.end(), layer.begin(), layer.end());
    const auto& first = training.flows.flows.at(0);
    file.write<double>(group + "/gradient_flow", flow, {training.flows.flows.size(), first.size(), first[0].size()});
    file.set_text_attribute(group + "/gradient_flow", "axes", "epochs (gradient_flow_epochs), layers, lag in frames");
    file.write<std::uint64_t>(group + "/gradient_flow_epochs", training.flows.epochs);
    const std::size_t epochs = training.curve.size();
    metrics.add({.name = "epochs", .value = static_cast<double>(epochs)});
    metrics.add(
        {.name = "best_epoch", .value = static_cast<double>(training.best_epoch != 0 ? training.best_epoch : epochs)});
    if (training.divergence)
        metrics.add({.name = "diverged_at_update", .value = static_cast<double>(training.divergence->update)});
}

// Outputs, and what can be counted of them.
void write_results(h5::File& file, const std::string& group, const RecordedSequences& sequences, const Outputs& outputs,
                   std::size_t washout, std::span<const std::size_t> held_from, Metrics& metrics) {
    std::vector<double> rows;
    for (const auto& own : outputs) rows.insert(rows.end(), own.begin(), own.end());
    if (sequences.has_labels()) {
        std::vector<std::int32_t> labels;
        std::vector<Split> splits = sequences.splits;
        for (const Example<double>& trial : sequences.trials) labels.push_back(trial.label);
        // Of labels, whole trials are held out.
        for (std::size_t i = 0; i < held_from.size(); ++i)
            if (held_from[i] == 0 && sequences.splits[i] == Split::train) splits[i] = Split::validation;
        const TrialClasses trials(file.path(), std::move(labels), splits, sequences.classes);
        write_classes(file, group, trials,
                      Eigen::Map<const RowMatrix>(rows.data(), static_cast<Eigen::Index>(outputs.size()),
                                                  static_cast<Eigen::Index>(sequences.outputs)),
                      metrics);
        return;
    }
    file.write<double>(group + "/outputs", rows, {rows.size() / sequences.outputs, sequences.outputs});
    for (const Split split : {Split::train, Split::test, Split::validation}) {
        const std::vector<Stretch> stretches = stretches_of(sequences, split, washout, held_from);
        if (stretches.empty()) continue;
        const auto nmse = normalised_error(sequences, outputs, stretches);
        if (!nmse) continue;
        add_errors(metrics, split, *nmse);
    }
}

}  // namespace

template <class T>
Metrics write_readout(const RecordedSequences& sequences, Network<T>& network, const Training& training,
                      const std::string& name, h5::File& file) {
    const std::string group = cleared_group(file, name);
    const std::vector<std::size_t> training_trials = sequences.of(Split::train);
    const auto learnt = std::count_if(training_trials.begin(), training_trials.end(),
                                      [&](std::size_t i) { return training.held_from[i] > 0; });
    Metrics metrics{
        {.name = "parameters", .value = static_cast<double>(network.parameters().size()), .better = Better::lower},
        {.name = "macs",
         .title = "multiply-accumulates of a trial",
         .value = multiply_accumulates(sequences, network),
         .better = Better::lower},
        of_part(Split::train, {.name = "trials", .value = static_cast<double>(learnt)}),
        of_part(Split::test, {.name = "trials", .value = static_cast<double>(sequences.of(Split::test).size())})};
    const auto start = std::chrono::steady_clock::now();
    const Outputs outputs = all_outputs(sequences, network);
    const double seconds = seconds_since(start);
    write_weights(file, group, network);
    write_training(file, group, training, metrics);
    for (const auto& [values, path] :
         {std::pair{&sequences.input_mean, "/input_mean"}, std::pair{&sequences.input_scale, "/input_scale"},
          std::pair{&sequences.target_mean, "/target_mean"}, std::pair{&sequences.target_scale, "/target_scale"}})
        if (!values->empty()) file.write<double>(group + path, *values);
    write_results(file, group, sequences, outputs, training.washout, training.held_from, metrics);
    write_metrics(file, group, metrics);
    metrics.add(inference_time(seconds / static_cast<double>(sequences.trials.size())));
    return metrics;
}

template <class T>
Metrics write_applied(const RecordedSequences& sequences, Network<T>& network, std::size_t washout,
                      const std::string& name, h5::File& file) {
    const std::string group = cleared_group(file, name);
    Metrics metrics;
    write_results(file, group, sequences, all_outputs(sequences, network), washout, {}, metrics);
    write_metrics(file, group, metrics);
    return metrics;
}

template <class T>
void read_weights(const h5::File& file, const std::string& group, Network<T>& network) {
    for (const Block& block : network.layout().blocks()) {
        const std::string path = group + "/" + block.name;
        const auto values = file.read<T>(path);
        if (values.size() != block.size())
            throw DataError(
                file.path(), path,
                fmt::format("holds {} numbers; a network of these parameters has {}", values.size(), block.size()));
        std::copy(values.begin(), values.end(),
                  network.parameters().begin() + static_cast<std::ptrdiff_t>(block.offset));
    }
}

template Metrics write_applied(const RecordedSequences&, Network<float>&, std::size_t, const std::string&, h5::File&);
template Metrics write_applied(const RecordedSequences&, Network<double>&, std::size_t, const std::string&, h5::File&);
template void read_weights(const h5::File&, const std::string&, Network<float>&);
template void read_weights(const h5::File&, const std::string&, Network<double>&);
template Metrics write_readout(const RecordedSequences&, Network<float>&, const Training&, const std::string&,
                               h5::File&);
template Metrics write_readout(const RecordedSequences&, Network<double>&, const Training&, const std::string&,
                               h5::File&);

}  // namespace limen::train::recurrent
