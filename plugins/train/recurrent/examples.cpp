// Puts examples into batches, and takes what comes out apart again.
#include "train/recurrent/examples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace limen::train::recurrent {

namespace {

// How many sequences are evaluated at once: memory is bounded, and all threads have work.
constexpr std::size_t evaluated_together = 256;

// Calls f(batch position i of all, chunk, its place in the chunk).
template <class F>
void for_sequences(const PackedBatch& batch, F f) {
    for (const Chunk& chunk : batch.chunks())
        for (std::size_t i = 0; i < chunk.sequences; ++i) f(chunk.first_sequence + i, chunk, i);
}

template <class F>
void for_pieces(std::size_t n, F f) {
    std::vector<std::size_t> which(n);
    std::iota(which.begin(), which.end(), std::size_t{0});
    for (std::size_t i = 0; i < n; i += evaluated_together)
        f(std::span<const std::size_t>(which).subspan(i, std::min(evaluated_together, n - i)));
}

// Runs the network, and gives for each example the rows of what `matrix` then is: of each frame, or one alone.
template <class T, class F>
std::vector<std::vector<T>> rows_of(Network<T>& network, const Examples<T>& examples, bool every, std::size_t columns,
                                    F matrix) {
    std::vector<std::vector<T>> all(examples.size());
    for_pieces(examples.size(), [&](std::span<const std::size_t> which) {
        std::vector<std::span<const T>> views;
        for (const std::size_t i : which) views.emplace_back(examples[i].frames);
        const Batch<T> batch(views, network.architecture().inputs);
        network.run(batch);
        const Operand<const T> rows = matrix();
        for_sequences(batch.packed, [&](std::size_t position, const Chunk& chunk, std::size_t place) {
            auto& own = all[which[batch.packed.order(position)]];
            for (std::size_t t = 0; t < (every ? batch.packed.length(position) : 1); ++t) {
                const T* row = rows.data + (every ? PackedBatch::row(chunk, place, t) : position) * rows.stride;
                own.insert(own.end(), row, row + columns);
            }
        });
    });
    return all;
}

template <class T>
double norm_of_state(Network<T>& network, std::size_t layer, std::size_t row) {
    const auto dh = network.layer(layer).direction(0).dh();
    double sum = 0;
    for (std::size_t u = 0; u < network.architecture().hidden; ++u) {
        const auto x = static_cast<double>(dh.data[row * dh.stride + u]);
        sum += x * x;
    }
    return std::sqrt(sum);
}

}  // namespace

template <class T>
LabelledBatch<T> make_batch(const Architecture& a, const Examples<T>& examples, std::span<const std::size_t> which,
                            std::size_t washout) {
    std::vector<std::span<const T>> views;
    for (const std::size_t i : which) views.emplace_back(examples[i].frames);
    LabelledBatch<T> result{Batch<T>(views, a.inputs), {}};
    const PackedBatch& batch = result.batch.packed;
    Targets<T>& targets = result.targets;
    const bool every = a.read_out == ReadOut::every_step, classes = examples[which[0]].targets.empty();
    const std::size_t rows = every ? batch.rows() : batch.sequences();
    classes ? targets.classes.resize(rows) : targets.values.resize(rows * a.outputs);
    if (every && washout > 0) targets.weights.resize(rows);
    for_sequences(batch, [&](std::size_t position, const Chunk& chunk, std::size_t place) {
        const Example<T>& example = examples[which[batch.order(position)]];
        for (std::size_t t = 0; t < (every ? batch.length(position) : 1); ++t) {
            const std::size_t row = every ? PackedBatch::row(chunk, place, t) : position;
            if (classes)
                targets.classes[row] = example.label;
            else
                std::copy_n(example.targets.data() + t * a.outputs, a.outputs, targets.values.data() + row * a.outputs);
            if (!targets.weights.empty()) targets.weights[row] = t < washout ? T(0) : T(1);
        }
    });
    return result;
}

template <class T>
std::vector<std::vector<T>> outputs_of(Network<T>& network, const Examples<T>& examples) {
    const Architecture& a = network.architecture();
    return rows_of(network, examples, a.read_out == ReadOut::every_step, a.outputs, [&] { return network.outputs(); });
}

template <class T>
std::vector<std::vector<T>> states_of(Network<T>& network, const Examples<T>& examples) {
    const Architecture& a = network.architecture();
    return rows_of(network, examples, true, a.features(), [&] { return network.layer(a.layers - 1).output(); });
}

template <class T>
double loss_of(Network<T>& network, const Examples<T>& examples, Loss loss, std::size_t washout) {
    double sum = 0, weights = 0;
    for_pieces(examples.size(), [&](std::span<const std::size_t> which) {
        const auto piece = make_batch(network.architecture(), examples, which, washout);
        double weight = static_cast<double>(network.output_rows(piece.batch));
        if (!piece.targets.weights.empty())
            weight = std::accumulate(piece.targets.weights.begin(), piece.targets.weights.end(), 0.0);
        sum += weight * network.evaluate(piece.batch, loss, piece.targets);
        weights += weight;
    });
    return sum / weights;
}

template <class T>
std::vector<std::vector<double>> gradient_flow(const Network<T>& network, const Examples<T>& examples, Loss loss) {
    // The same parameters, read from the last state.
    Architecture a = network.architecture();
    if (a.read_out == ReadOut::mean) a.read_out = ReadOut::last;
    Network<T> probe(a);
    std::copy(network.parameters().begin(), network.parameters().end(), probe.parameters().begin());
    std::vector<std::size_t> all(examples.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    auto [batch, targets] = make_batch(a, examples, std::span<const std::size_t>(all), 0);
    if (a.read_out == ReadOut::every_step) {
        targets.weights.assign(batch.packed.rows(), T(0));
        for_sequences(batch.packed, [&](std::size_t position, const Chunk& chunk, std::size_t place) {
            targets.weights[PackedBatch::row(chunk, place, batch.packed.length(position) - 1)] = T(1);
        });
    }
    probe.differentiate(batch, targets, {loss});
    const std::size_t lags = batch.packed.chunks()[0].steps.size();
    std::vector<std::vector<double>> flow(a.layers, std::vector<double>(lags));
    for (std::size_t layer = 0; layer < a.layers; ++layer) {
        std::vector<double> sequences(lags);
        for_sequences(batch.packed, [&](std::size_t position, const Chunk& chunk, std::size_t place) {
            const std::size_t length = batch.packed.length(position);
            for (std::size_t lag = 0; lag < length; ++lag) {
                flow[layer][lag] += norm_of_state(probe, layer, PackedBatch::row(chunk, place, length - 1 - lag));
                ++sequences[lag];
            }
        });
        // The loss is a mean over sequences.
        for (std::size_t lag = 0; lag < lags; ++lag)
            flow[layer][lag] *= static_cast<double>(examples.size()) / sequences[lag];
    }
    return flow;
}

template LabelledBatch<float> make_batch(const Architecture&, const Examples<float>&, std::span<const std::size_t>,
                                         std::size_t);
template LabelledBatch<double> make_batch(const Architecture&, const Examples<double>&, std::span<const std::size_t>,
                                          std::size_t);
template std::vector<std::vector<float>> outputs_of(Network<float>&, const Examples<float>&);
template std::vector<std::vector<double>> outputs_of(Network<double>&, const Examples<double>&);
template std::vector<std::vector<float>> states_of(Network<float>&, const Examples<float>&);
template std::vector<std::vector<double>> states_of(Network<double>&, const Examples<double>&);
template double loss_of(Network<float>&, const Examples<float>&, Loss, std::size_t);
template double loss_of(Network<double>&, const Examples<double>&, Loss, std::size_t);
template std::vector<std::vector<double>> gradient_flow(const Network<float>&, const Examples<float>&, Loss);
template std::vector<std::vector<double>> gradient_flow(const Network<double>&, const Examples<double>&, Loss);

}  // namespace limen::train::recurrent
