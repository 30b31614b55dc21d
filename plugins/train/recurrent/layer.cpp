// Joins directions, and drops units.
#include "train/recurrent/layer.hpp"

#include <algorithm>

#include "limen/core/random.hpp"

namespace limen::train::recurrent {

template <class T>
Layer<T>::Layer(const Architecture& a, const ParameterLayout& layout, std::size_t number)
    : x_number(static_cast<std::uint32_t>(number)),
      x_inputs(a.inputs_of(number)),
      x_hidden(a.hidden),
      x_output_width(padded<T>(a.features())),
      x_drops(a.dropout > 0 && number + 1 < a.layers) {
    for (std::size_t i = 0; i < a.directions(); ++i)
        x_directions.emplace_back(a.cell, x_inputs, a.hidden, layout.recurrence(number, i));
}

template <class T>
void Layer<T>::take_weights(const T* parameters) {
    for (Recurrence<T>& direction : x_directions) direction.take_weights(parameters);
}

template <class T>
void Layer<T>::resize(const PackedBatch& batch) {
    for (Recurrence<T>& direction : x_directions) direction.resize(batch);
    if (x_directions.size() > 1)
        for (AlignedVector<T>* array : {&x_mirrored_x, &x_mirrored_dx})
            array->resize(batch.rows() * padded<T>(x_inputs));
    if (!has_own_output()) return;
    x_output.resize(batch.rows() * x_output_width);
    x_output_gradient.resize(batch.rows() * x_output_width);
    if (x_drops) x_mask.resize(batch.rows() * x_output_width);
}

template <class T>
Operand<const T> Layer<T>::output() const noexcept {
    if (!has_own_output()) return x_directions[0].h();
    return {x_output.data(), x_output_width};
}

template <class T>
Operand<T> Layer<T>::output_gradient() noexcept {
    if (!has_own_output()) return x_directions[0].dh();
    return {x_output_gradient.data(), x_output_width};
}

template <class T>
void Layer<T>::forward(const PackedBatch& batch, std::size_t chunk_number, Operand<const T> x, const Dropout& dropout) {
    const Chunk& chunk = batch.chunks()[chunk_number];
    x_directions[0].forward(batch, chunk_number, x);
    if (x_directions.size() > 1) {
        const std::size_t stride = padded<T>(x_inputs);
        for (std::size_t row = chunk.row; row < chunk.row + chunk.rows; ++row)
            std::copy_n(x.data + static_cast<std::size_t>(batch.mirrored()[row]) * x.stride, x_inputs,
                        x_mirrored_x.data() + row * stride);
        x_directions[1].forward(batch, chunk_number, {x_mirrored_x.data(), stride});
    }
    if (!has_own_output()) return;
    if (x_drops) draw_mask(batch, chunk, dropout);
    gather_output(batch, chunk);
}

// Each sequence has numbers of its own, named by its place in the batch, in the order of frames and units.
template <class T>
void Layer<T>::draw_mask(const PackedBatch& batch, const Chunk& chunk, const Dropout& dropout) {
    const std::size_t features = x_directions.size() * x_hidden;
    const T kept = static_cast<T>(1 / (1 - dropout.probability));
    for (std::size_t i = 0; i < chunk.sequences; ++i) {
        const std::size_t sequence = chunk.first_sequence + i;
        Random random(dropout.seed, Purpose::dropout, dropout.object + x_number,
                      static_cast<std::uint32_t>(batch.order(sequence)), dropout.update);
        for (std::size_t t = 0; t < batch.length(sequence); ++t) {
            T* mask = x_mask.data() + PackedBatch::row(chunk, i, t) * x_output_width;
            for (std::size_t u = 0; u < features; ++u)
                mask[u] = dropout.probability == 0 ? T(1) : random.uniform() < dropout.probability ? T(0) : kept;
        }
    }
}

template <class T>
void Layer<T>::gather_output(const PackedBatch& batch, const Chunk& chunk) {
    for (std::size_t row = chunk.row; row < chunk.row + chunk.rows; ++row) {
        T* output = x_output.data() + row * x_output_width;
        for (std::size_t i = 0; i < x_directions.size(); ++i) {
            const Operand<const T> h = x_directions[i].h();
            const std::size_t from = i == 0 ? row : static_cast<std::size_t>(batch.mirrored()[row]);
            std::copy_n(h.data + from * h.stride, x_hidden, output + i * x_hidden);
        }
        if (!x_drops) continue;
        for (std::size_t u = 0; u < x_directions.size() * x_hidden; ++u) output[u] *= x_mask[row * x_output_width + u];
    }
}

template <class T>
void Layer<T>::spread_gradient(const PackedBatch& batch, const Chunk& chunk) {
    for (std::size_t row = chunk.row; row < chunk.row + chunk.rows; ++row) {
        T* gradient = x_output_gradient.data() + row * x_output_width;
        if (x_drops)
            for (std::size_t u = 0; u < x_directions.size() * x_hidden; ++u)
                gradient[u] *= x_mask[row * x_output_width + u];
        for (std::size_t i = 0; i < x_directions.size(); ++i) {
            const Operand<T> dh = x_directions[i].dh();
            const std::size_t to = i == 0 ? row : static_cast<std::size_t>(batch.mirrored()[row]);
            std::copy_n(gradient + i * x_hidden, x_hidden, dh.data + to * dh.stride);
        }
    }
}

template <class T>
void Layer<T>::backward(const PackedBatch& batch, std::size_t chunk_number, std::size_t truncate) {
    if (has_own_output()) spread_gradient(batch, batch.chunks()[chunk_number]);
    for (Recurrence<T>& direction : x_directions) direction.backward(batch, chunk_number, truncate);
}

template <class T>
void Layer<T>::input_gradient(const PackedBatch& batch, std::size_t chunk_number, Operand<T> dx) {
    x_directions[0].input_gradient(batch, chunk_number, dx);
    if (x_directions.size() == 1) return;
    const Chunk& chunk = batch.chunks()[chunk_number];
    const std::size_t stride = padded<T>(x_inputs);
    x_directions[1].input_gradient(batch, chunk_number, {x_mirrored_dx.data(), stride});
    for (std::size_t row = chunk.row; row < chunk.row + chunk.rows; ++row) {
        const T* from = x_mirrored_dx.data() + static_cast<std::size_t>(batch.mirrored()[row]) * stride;
        for (std::size_t i = 0; i < x_inputs; ++i) dx.data[row * dx.stride + i] += from[i];
    }
}

template <class T>
void Layer<T>::gradient(const PackedBatch& batch, Operand<const T> x, T* gradient) const {
    x_directions[0].gradient(batch, x, gradient);
    if (x_directions.size() > 1) x_directions[1].gradient(batch, {x_mirrored_x.data(), padded<T>(x_inputs)}, gradient);
}

template class Layer<float>;
template class Layer<double>;

}  // namespace limen::train::recurrent
