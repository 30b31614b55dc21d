// Takes chunks through all layers and back, then sums the gradients of weights over all chunks.
#include "train/recurrent/network.hpp"

#include <algorithm>
#include <numeric>

#include "limen/core/parallel.hpp"

namespace limen::train::recurrent {

namespace {

template <class T>
std::vector<std::size_t> lengths_of(std::span<const std::span<const T>> sequences, std::size_t inputs) {
    std::vector<std::size_t> lengths;
    for (const auto& sequence : sequences) lengths.push_back(sequence.size() / inputs);
    return lengths;
}

}  // namespace

template <class T>
Batch<T>::Batch(std::span<const std::span<const T>> sequences, std::size_t n)
    : packed(lengths_of(sequences, n)), x(packed.rows() * padded<T>(n)), inputs(n) {
    for (const Chunk& chunk : packed.chunks())
        for (std::size_t i = 0; i < chunk.sequences; ++i) {
            const T* frames = sequences[packed.order(chunk.first_sequence + i)].data();
            for (std::size_t t = 0; t < packed.length(chunk.first_sequence + i); ++t)
                std::copy_n(frames + t * n, n, x.data() + PackedBatch::row(chunk, i, t) * padded<T>(n));
        }
}

template <class T>
Network<T>::Network(const Architecture& a)
    : x_architecture(a),
      x_layout(a),
      x_parameters(x_layout.size()),
      x_gradient(x_layout.size()),
      x_output(a, x_layout) {
    for (std::size_t i = 0; i < a.layers; ++i) x_layers.emplace_back(a, x_layout, i);
}

template <class T>
void Network<T>::prepare(const Batch<T>& batch) {
    for (Layer<T>& layer : x_layers) {
        layer.take_weights(x_parameters.data());
        layer.resize(batch.packed);
    }
    x_output.take_weights(x_parameters.data());
    x_output.resize(batch.packed);
}

template <class T>
Operand<const T> Network<T>::input(const Batch<T>& batch, std::size_t layer) const {
    if (layer == 0) return {batch.x.data(), padded<T>(batch.inputs)};
    return x_layers[layer - 1].output();
}

template <class T>
void Network<T>::forward(const Batch<T>& batch, std::size_t chunk, const Dropout& dropout) {
    for (std::size_t i = 0; i < x_layers.size(); ++i)
        x_layers[i].forward(batch.packed, chunk, input(batch, i), dropout);
    x_output.forward(batch.packed, chunk, x_layers.back());
}

template <class T>
void Network<T>::backward(const Batch<T>& batch, std::size_t chunk, std::size_t truncate) {
    x_output.backward(batch.packed, chunk, x_layers.back());
    for (std::size_t i = x_layers.size(); i-- > 0;) {
        x_layers[i].backward(batch.packed, chunk, truncate);
        if (i > 0) x_layers[i].input_gradient(batch.packed, chunk, x_layers[i - 1].output_gradient());
    }
}

template <class T>
void Network<T>::run(const Batch<T>& batch) {
    prepare(batch);
    parallel_for(batch.packed.chunks().size(), [&](std::size_t chunk) { forward(batch, chunk, {}); });
}

template <class T>
double Network<T>::loss(const Batch<T>& batch, Loss kind, const Targets<T>& targets, const Pass* pass) {
    prepare(batch);
    double weights = static_cast<double>(output_rows(batch));
    if (!targets.weights.empty()) weights = std::accumulate(targets.weights.begin(), targets.weights.end(), 0.0);
    std::vector<double> losses(batch.packed.chunks().size());
    parallel_for(losses.size(), [&](std::size_t chunk) {
        forward(batch, chunk, pass == nullptr ? Dropout{} : pass->dropout);
        losses[chunk] = x_output.loss(batch.packed, chunk, kind, targets, 1 / weights);
        if (pass != nullptr) backward(batch, chunk, pass->truncate);
    });
    return std::accumulate(losses.begin(), losses.end(), 0.0);
}

template <class T>
double Network<T>::evaluate(const Batch<T>& batch, Loss kind, const Targets<T>& targets) {
    return loss(batch, kind, targets, nullptr);
}

template <class T>
double Network<T>::differentiate(const Batch<T>& batch, const Targets<T>& targets, const Pass& pass) {
    const double result = loss(batch, pass.loss, targets, &pass);
    for (std::size_t i = 0; i < x_layers.size(); ++i)
        x_layers[i].gradient(batch.packed, input(batch, i), x_gradient.data());
    x_output.gradient(batch.packed, x_layers.back(), x_gradient.data());
    return result;
}

template struct Batch<float>;
template struct Batch<double>;
template class Network<float>;
template class Network<double>;

}  // namespace limen::train::recurrent
