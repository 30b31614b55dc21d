// From a recording to a trained network in readouts.h5.
#include "train/recurrent/readout.hpp"

#include "train/linear/eigen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/frame_clock.hpp"
#include "limen/core/random.hpp"
#include "limen/core/shuffle.hpp"
#include "train/measures/memory_curve.hpp"
#include "train/recurrent/checkpoint.hpp"
#include "train/recurrent/readout_output.hpp"

namespace limen::train::recurrent {

namespace {

namespace fs = std::filesystem;

// Frames.
std::size_t washout_of(const RecurrentReadout& o, const RecordedSequences& sequences) {
    return sequences.has_labels() ? 0 : static_cast<std::size_t>(FrameClock(sequences.frame).begun(o.washout));
}

FitOptions fit_options(const RecurrentReadout& o, const RecordedSequences& sequences, std::uint64_t seed) {
    const std::map<std::string, Method> methods{
        {"adam", Method::adam}, {"adamw", Method::adamw}, {"rmsprop", Method::rmsprop}, {"sgd", Method::sgd}};
    const std::map<std::string, Schedule> schedules{
        {"constant", Schedule::constant}, {"cosine", Schedule::cosine}, {"exponential", Schedule::exponential}};
    FitOptions options;
    options.loss = sequences.has_labels() ? Loss::cross_entropy : Loss::squared_error;
    options.epochs = static_cast<std::size_t>(o.epochs);
    options.batch = static_cast<std::size_t>(o.batch);
    options.learning_rate = o.learning_rate;
    options.schedule = schedules.at(o.schedule);
    options.rate_decay = o.rate_decay;
    options.optimiser = {
        .method = methods.at(o.optimiser), .momentum = o.momentum, .decay = o.decay, .weight_decay = o.weight_decay};
    options.clip = o.clip;
    options.truncate = static_cast<std::size_t>(o.truncate);
    options.washout = washout_of(o, sequences);
    options.patience = static_cast<std::size_t>(o.patience);
    options.seed = seed;
    return options;
}

// Where there is nothing to validate on.
void check_patience(const RecurrentReadout& o) {
    if (o.patience > 0)
        throw ParameterError("patience",
                             "needs sequences to validate on; set validation to a share of them, such as 0.2");
}

void refuse_nonsense(const RecurrentReadout& o) {
    if (o.dropout >= 1) throw ParameterError("dropout", "is 1, which leaves no unit; it must be below 1");
    if (o.validation >= 1)
        throw ParameterError("validation", "is 1, which leaves nothing to train on; it must be below 1");
    for (const auto& [key, value] : {std::pair{"momentum", o.momentum}, {"decay", o.decay}})
        if (value >= 1) throw ParameterError(key, "is 1, so nothing new would count; it must be below 1");
    if (o.hidden > 65536) throw ParameterError("hidden", fmt::format("is {}; at most 65536 units", o.hidden));
    if (o.layers > 100) throw ParameterError("layers", fmt::format("is {}; at most 100", o.layers));
    // Of matrices from state to state, four gates at most; with them go gradients and what an optimiser keeps.
    constexpr double gates = 4, most_parameters = 1e9;
    const auto hidden = static_cast<double>(o.hidden), layers = static_cast<double>(o.layers);
    const double parameters = gates * hidden * hidden * layers * (o.bidirectional ? 2 : 1);
    if (parameters > most_parameters)
        throw ParameterError("hidden",
                             fmt::format("is {}, which with {} layers makes about {:.2g} parameters; at most {:g} "
                                         "are trained",
                                         o.hidden, o.layers, parameters, most_parameters));
}

template <class T>
Example<T> part_of(const Example<double>& trial, const RecordedSequences& sequences, std::size_t first,
                   std::size_t count) {
    const auto cut = [&](const std::vector<double>& rows, std::size_t columns) {
        if (rows.empty()) return std::vector<T>{};
        const auto from = rows.begin() + static_cast<std::ptrdiff_t>(first * columns);
        std::vector<T> part;
        std::transform(from, from + static_cast<std::ptrdiff_t>(count * columns), std::back_inserter(part),
                       [](double x) { return static_cast<T>(x); });
        return part;
    };
    return {cut(trial.frames, sequences.inputs), cut(trial.targets, sequences.outputs), trial.label};
}

// Where a piece of a trial begins.
struct Origin {
    std::size_t trial, first;
};

// Trials cut into pieces of that many frames, the last of each with what is left over; 0: whole.
template <class T>
Examples<T> pieces_of(const RecordedSequences& sequences, std::span<const std::size_t> trials, std::size_t piece,
                      std::vector<Origin>& origins) {
    Examples<T> examples;
    for (const std::size_t i : trials) {
        const std::size_t frames = sequences.trials[i].frames.size() / sequences.inputs;
        const bool whole = piece == 0 || sequences.has_labels();
        const std::size_t count = whole ? 1 : std::max<std::size_t>(1, frames / piece);
        for (std::size_t k = 0; k < count; ++k) {
            const std::size_t first = k * piece;
            origins.push_back({i, first});
            examples.push_back(
                part_of<T>(sequences.trials[i], sequences, first, k + 1 == count ? frames - first : piece));
        }
    }
    return examples;
}

// Chooses a share of the examples: of each class the ones that a shuffle puts last, or, without classes, the latest.
template <class T>
std::vector<bool> choose_held_out(const Examples<T>& training, double share, std::size_t classes, std::uint64_t seed) {
    std::vector<std::vector<std::size_t>> of_class(std::max<std::size_t>(classes, 1));
    for (std::size_t i = 0; i < training.size(); ++i)
        of_class[classes == 0 ? 0 : static_cast<std::size_t>(training[i].label)].push_back(i);
    Random random(seed, Purpose::sample_order, 0, 1);
    std::vector<bool> held(training.size(), false);
    for (auto& members : of_class) {
        if (classes > 0) shuffle(std::span(members), random);
        const auto count = static_cast<std::size_t>(std::floor(share * static_cast<double>(members.size()) + 0.5));
        for (std::size_t i =
                 members.size() - std::min(count, members.size() - std::min<std::size_t>(members.size(), 1));
             i < members.size(); ++i)
            held[members[i]] = true;
    }
    return held;
}

// Moves them out.
template <class T>
Examples<T> move_out(Examples<T>& training, const std::vector<bool>& held) {
    Examples<T> kept, out;
    for (std::size_t i = 0; i < training.size(); ++i) (held[i] ? out : kept).push_back(std::move(training[i]));
    training = std::move(kept);
    return out;
}

// The norms of gradients before training, after 1, 2, 4, ... epochs, and on the way to an end.
template <class T>
class FlowWatch {
public:
    FlowWatch(const Examples<T>& training, Loss loss, FlowRecord& record)
        : x_some(training.begin(), training.begin() + static_cast<std::ptrdiff_t>(std::min(training.size(), most))),
          x_loss(loss),
          x_record(record) {}
    void look(const Network<T>& network, std::size_t epoch) {
        if ((epoch & (epoch - 1)) != 0 || (!x_record.epochs.empty() && x_record.epochs.back() >= epoch)) return;
        x_record.epochs.push_back(epoch);
        x_record.flows.push_back(gradient_flow(network, x_some, x_loss));
    }

private:
    static constexpr std::size_t most = 32;
    Examples<T> x_some;
    Loss x_loss;
    FlowRecord& x_record;
};

// Everything but the number of epochs, which a run that goes on may raise unless the schedule depends on it.
std::string settings_of(const Parameters& parameters, std::uint64_t seed, const Architecture& a, std::size_t examples) {
    std::string text = fmt::format("seed {}\ncell {}\ninputs {}\noutputs {}\nsequences {}\n", seed,
                                   static_cast<int>(a.cell), a.inputs, a.outputs, examples);
    for (const auto& [name, value] : parameters.values())
        if (name != "checkpoint" && (name != "epochs" || parameters.text("schedule") == "cosine"))
            text += name + " = " + to_toml(value) + "\n";
    return text;
}

void refuse_divergence(const Divergence& divergence, const FitOptions& options) {
    throw ParameterError(
        "learning_rate",
        fmt::format("is {}, with which the loss was no finite number any more at update {}, in the "
                    "first epoch; lower it{}",
                    options.learning_rate, divergence.update,
                    options.clip > 0 ? " or clip" : ", or set clip (it is 0, so gradients may be any size)"));
}

template <class T>
Metrics train_as(const RecordedSequences& sequences, const Architecture& architecture, const Parameters& parameters,
                 std::uint64_t seed, const std::string& name, h5::File& output) {
    const auto o = from_parameters<RecurrentReadout>(parameters);
    const FitOptions options = fit_options(o, sequences, seed);
    std::vector<Origin> origins, whole;
    Examples<T> training =
        pieces_of<T>(sequences, sequences.of(Split::train), static_cast<std::size_t>(o.piece), origins);
    Examples<T> validation = pieces_of<T>(sequences, sequences.of(Split::validation), 0, whole);
    std::vector<std::size_t> held_from;
    for (const Example<double>& trial : sequences.trials) held_from.push_back(trial.frames.size() / sequences.inputs);
    if (validation.empty() && o.validation > 0) {
        const std::vector<bool> held = choose_held_out(training, o.validation, sequences.classes.size(), seed);
        for (std::size_t i = 0; i < held.size(); ++i)
            if (held[i]) held_from[origins[i].trial] = std::min(held_from[origins[i].trial], origins[i].first);
        validation = move_out(training, held);
    }
    if (validation.empty()) check_patience(o);
    for (const Examples<T>* examples : {&training, &validation})
        for (const Example<T>& example : *examples)
            if (example.frames.size() / sequences.inputs <= options.washout)
                throw ParameterError(
                    "washout",
                    fmt::format("is {} ms, but a sequence lasts only {} ms", o.washout,
                                static_cast<double>(example.frames.size() / sequences.inputs) * sequences.frame));

    Network<T> network(architecture);
    initialise(architecture, network.layout(), seed, 0, network.parameters().data());
    FitState<T> state;
    FlowRecord flows;
    const std::string settings = settings_of(parameters, seed, architecture, training.size());
    const fs::path checkpoint = o.checkpoint.empty() ? fs::path{} : output.path().parent_path() / o.checkpoint;
    if (!checkpoint.empty() && read_checkpoint(checkpoint, settings, state, flows) &&
        state.parameters.size() != network.parameters().size())
        throw DataError(checkpoint, "parameters",
                        fmt::format("holds {} numbers; a network of these parameters has {}", state.parameters.size(),
                                    network.parameters().size()));
    FlowWatch<T> watch(training, options.loss, flows);
    watch.look(network, 0);
    const auto divergence = fit<T>(network, training, validation, options, state, [&](const FitState<T>& now) {
        watch.look(network, now.curve.size());
        if (!checkpoint.empty()) write_checkpoint(checkpoint, settings, now, flows);
    });
    if (divergence && state.curve.empty()) refuse_divergence(*divergence, options);
    return write_readout(sequences, network,
                         {.curve = state.curve,
                          .best_epoch = state.best_epoch,
                          .divergence = divergence,
                          .flows = flows,
                          .washout = options.washout,
                          .held_from = held_from},
                         name, output);
}

template <class T>
std::vector<double> memory_of(const RecordedSequences& sequences, const Architecture& architecture,
                              const std::string& name, const h5::File& readouts, std::size_t washout,
                              std::size_t lags) {
    Network<T> network(architecture);
    read_weights(readouts, "/" + name, network);
    Examples<T> examples;
    for (std::size_t i = 0; i < sequences.trials.size(); ++i) {
        const auto& frames = sequences.trials[i].frames;
        examples.push_back({{frames.begin(), frames.end()}, {}, -1});
    }
    const auto states = states_of(network, examples);
    const auto matrix = []<class U>(const std::vector<U>& rows, std::size_t columns, const Piece& piece) {
        using Rows = Eigen::Matrix<U, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        return RowMatrix(Eigen::Map<const Rows>(rows.data() + piece.first * columns,
                                                static_cast<Eigen::Index>(piece.count),
                                                static_cast<Eigen::Index>(columns))
                             .template cast<double>());
    };
    const auto frames_of = [&](std::size_t i) {
        return std::min(states[i].size() / architecture.features(),
                        sequences.trials[i].frames.size() / sequences.inputs);
    };
    return memory_curve(
        {.splits = sequences.splits,
         .frames = frames_of,
         .states = [&](const Piece& piece) { return matrix(states[piece.trial], architecture.features(), piece); },
         .inputs =
             [&](const Piece& piece) { return matrix(sequences.trials[piece.trial].frames, sequences.inputs, piece); },
         .washout = washout},
        {lags, {}, {}});
}

}  // namespace

bool RecurrentTrainer::learns_classes(const Parameters& parameters, bool, bool targets) const {
    return !targets || parameters.text("target") == "label";
}

void RecurrentTrainer::check(const Parameters& parameters, const RunOutline& run) const {
    check_training(run);
    const auto o = from_parameters<RecurrentReadout>(parameters);
    refuse_nonsense(o);
    static_cast<void>(cell(parameters));
    if (o.target == "frames" && !run.targets)
        throw ParameterError("target", "is \"frames\", but no data have targets in each frame");
    if (o.target != "label" && run.targets) check_washout(o.washout, run.durations);
    if (!run.any(Split::validation) && o.validation == 0) check_patience(o);
}

Metrics RecurrentTrainer::train(const h5::File& file, const Parameters& parameters, const std::string& name,
                                h5::File& output) const {
    const auto o = from_parameters<RecurrentReadout>(parameters);
    refuse_nonsense(o);
    const RecordedSequences sequences = read_sequences(file, {o.data, o.target, o.standardise});
    if (sequences.of(Split::train).empty())
        throw DataError(file.path(), "/trials/split", "marks no trial for training");
    const auto seed =
        file.exists("/model") && file.has_attribute("/model", "seed") ? file.count_attribute("/model", "seed") : 1;
    const Architecture architecture = this->architecture(parameters, sequences);
    if (o.precision == "double") return train_as<double>(sequences, architecture, parameters, seed, name, output);
    return train_as<float>(sequences, architecture, parameters, seed, name, output);
}

namespace {

class LearntNetwork : public Readout {
public:
    LearntNetwork(const RecurrentTrainer& trainer, const Parameters& parameters, const h5::File& readouts,
                  std::string name)
        : x_trainer(trainer), x_parameters(parameters), x_readouts(readouts), x_name(std::move(name)) {}

    Metrics apply(const h5::File& recording, const std::string& name, h5::File& output) const override {
        RecordedSequences sequences = read_sequences(recording, {x_options.data, x_options.target, false});
        scale_as_trained(sequences, x_readouts, "/" + x_name, recording.path());
        const auto use = [&]<class T>(Network<T> network) {
            read_weights(x_readouts, "/" + x_name, network);
            return write_applied(sequences, network, washout_of(x_options, sequences), name, output);
        };
        const Architecture architecture = x_trainer.architecture(x_parameters, sequences);
        if (x_options.precision == "double") return use(Network<double>(architecture));
        return use(Network<float>(architecture));
    }

    std::vector<double> memory_curve(const h5::File& recording, std::size_t lags) const override {
        const OneBlasThread one_blas_thread;
        const RecordedSequences sequences =
            read_sequences(recording, {x_options.data, x_options.target, x_options.standardise});
        const Architecture architecture = x_trainer.architecture(x_parameters, sequences);
        const std::size_t washout = washout_of(x_options, sequences);
        if (x_options.precision == "double")
            return memory_of<double>(sequences, architecture, x_name, x_readouts, washout, lags);
        return memory_of<float>(sequences, architecture, x_name, x_readouts, washout, lags);
    }

private:
    const RecurrentTrainer& x_trainer;
    Parameters x_parameters;
    RecurrentReadout x_options = from_parameters<RecurrentReadout>(x_parameters);
    const h5::File& x_readouts;
    std::string x_name;
};

}  // namespace

std::unique_ptr<Readout> RecurrentTrainer::readout(const Parameters& parameters, const h5::File& readouts,
                                                   const std::string& name) const {
    return std::make_unique<LearntNetwork>(*this, parameters, readouts, name);
}

Architecture RecurrentTrainer::architecture(const Parameters& parameters, const RecordedSequences& sequences) const {
    const auto o = from_parameters<RecurrentReadout>(parameters);
    Architecture architecture{.cell = cell(parameters),
                              .inputs = sequences.inputs,
                              .hidden = static_cast<std::size_t>(o.hidden),
                              .layers = static_cast<std::size_t>(o.layers),
                              .outputs = sequences.outputs,
                              .bidirectional = o.bidirectional,
                              .dropout = o.dropout};
    if (sequences.has_labels()) architecture.read_out = o.read_out == "last" ? ReadOut::last : ReadOut::mean;
    return architecture;
}

}  // namespace limen::train::recurrent
