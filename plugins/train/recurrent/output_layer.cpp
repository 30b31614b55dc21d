// Pools states, multiplies, compares.
#include "train/recurrent/output_layer.hpp"

#include <algorithm>
#include <cmath>

#include "limen/core/math.hpp"

namespace limen::train::recurrent {

template <class T>
OutputLayer<T>::OutputLayer(const Architecture& a, const ParameterLayout& layout)
    : x_architecture(a),
      x_V_block(layout.V()),
      x_c_block(layout.c()),
      x_width(padded<T>(a.outputs)),
      x_features_width(padded<T>(a.features())),
      x_V(a.features(), a.outputs),
      x_V_back(a.outputs, a.features()),
      x_c(a.outputs) {}

template <class T>
void OutputLayer<T>::take_weights(const T* parameters) {
    const T* V = parameters + x_V_block.offset;
    const std::size_t features = x_V_block.columns, outputs = x_V_block.rows;
    x_V.pack({.data = V, .of_k = 1, .of_n = features, .k = features, .n = outputs});
    x_V_back.pack({.data = V, .of_k = features, .of_n = 1, .k = outputs, .n = features});
    std::copy_n(parameters + x_c_block.offset, outputs, x_c.data());
}

template <class T>
std::size_t OutputLayer<T>::rows(const PackedBatch& batch) const noexcept {
    return x_architecture.read_out == ReadOut::every_step ? batch.rows() : batch.sequences();
}

template <class T>
typename OutputLayer<T>::Range OutputLayer<T>::rows_of(const Chunk& chunk) const noexcept {
    if (x_architecture.read_out == ReadOut::every_step) return {chunk.row, chunk.rows};
    return {chunk.first_sequence, chunk.sequences};
}

template <class T>
void OutputLayer<T>::resize(const PackedBatch& batch) {
    x_outputs.resize(rows(batch) * x_width);
    x_outputs_gradient.resize(rows(batch) * x_width);
    if (x_architecture.read_out == ReadOut::every_step) return;
    x_pooled.resize(batch.sequences() * x_features_width);
    x_pooled_gradient.resize(batch.sequences() * x_features_width);
}

template <class T>
void OutputLayer<T>::pool(const PackedBatch& batch, const Chunk& chunk, const Layer<T>& below) {
    const std::size_t hidden = x_architecture.hidden;
    for (std::size_t i = 0; i < chunk.sequences; ++i) {
        T* pooled = x_pooled.data() + (chunk.first_sequence + i) * x_features_width;
        const std::size_t length = batch.length(chunk.first_sequence + i);
        if (x_architecture.read_out == ReadOut::last) {
            // Each direction has its last state at the row of the last frame.
            for (std::size_t d = 0; d < x_architecture.directions(); ++d) {
                const auto h = below.direction(d).h();
                std::copy_n(h.data + PackedBatch::row(chunk, i, length - 1) * h.stride, hidden, pooled + d * hidden);
            }
            continue;
        }
        std::fill_n(pooled, x_architecture.features(), T(0));
        for (std::size_t t = 0; t < length; ++t) {
            const T* state = below.output().data + PackedBatch::row(chunk, i, t) * below.output().stride;
            for (std::size_t u = 0; u < x_architecture.features(); ++u) pooled[u] += state[u];
        }
        for (std::size_t u = 0; u < x_architecture.features(); ++u) pooled[u] /= static_cast<T>(length);
    }
}

template <class T>
void OutputLayer<T>::forward(const PackedBatch& batch, std::size_t chunk_number, const Layer<T>& below) {
    const Chunk& chunk = batch.chunks()[chunk_number];
    const auto [first, count] = rows_of(chunk);
    Operand<const T> features = below.output();
    if (x_architecture.read_out != ReadOut::every_step) {
        pool(batch, chunk, below);
        features = {x_pooled.data(), x_features_width};
    }
    multiply<T>(count, {features.data + first * features.stride, features.stride}, x_V,
                {x_outputs.data() + first * x_width, x_width}, Onto::zero);
    for (std::size_t row = first; row < first + count; ++row)
        for (std::size_t o = 0; o < x_c.size(); ++o) x_outputs[row * x_width + o] += x_c[o];
}

template <class T>
double OutputLayer<T>::squared_error(std::size_t row, const Targets<T>& targets, T scale) {
    const std::size_t n = x_c.size();
    const T weight = targets.weight(row) * scale / static_cast<T>(n);
    double sum = 0;
    for (std::size_t o = 0; o < n; ++o) {
        const T wrong = x_outputs[row * x_width + o] - targets.values[row * n + o];
        x_outputs_gradient[row * x_width + o] = 2 * weight * wrong;
        sum += static_cast<double>(wrong) * static_cast<double>(wrong);
    }
    return sum * static_cast<double>(weight);
}

template <class T>
double OutputLayer<T>::cross_entropy(std::size_t row, const Targets<T>& targets, T scale) {
    const std::size_t n = x_c.size();
    const T* outputs = x_outputs.data() + row * x_width;
    const double most = static_cast<double>(*std::max_element(outputs, outputs + n));
    double sum = 0;
    for (std::size_t o = 0; o < n; ++o) sum += math::exp(static_cast<double>(outputs[o]) - most);
    const auto right = static_cast<std::size_t>(targets.classes[row]);
    const double weight = static_cast<double>(targets.weight(row) * scale);
    for (std::size_t o = 0; o < n; ++o) {
        const double probability = math::exp(static_cast<double>(outputs[o]) - most) / sum;
        x_outputs_gradient[row * x_width + o] = static_cast<T>(weight * (probability - (o == right ? 1 : 0)));
    }
    return weight * (math::log(sum) + most - static_cast<double>(outputs[right]));
}

template <class T>
double OutputLayer<T>::loss(const PackedBatch& batch, std::size_t chunk_number, Loss kind, const Targets<T>& targets,
                            double scale) {
    const auto [first, count] = rows_of(batch.chunks()[chunk_number]);
    double sum = 0;
    for (std::size_t row = first; row < first + count; ++row)
        sum += kind == Loss::squared_error ? squared_error(row, targets, static_cast<T>(scale))
                                           : cross_entropy(row, targets, static_cast<T>(scale));
    return sum;
}

template <class T>
void OutputLayer<T>::unpool(const PackedBatch& batch, const Chunk& chunk, Layer<T>& below) {
    const auto output = below.output_gradient();
    const std::size_t features = x_architecture.features();
    for (std::size_t row = chunk.row; row < chunk.row + chunk.rows; ++row)
        std::fill_n(output.data + row * output.stride, output.stride, T(0));
    for (std::size_t i = 0; i < chunk.sequences; ++i) {
        const T* pooled = x_pooled_gradient.data() + (chunk.first_sequence + i) * x_features_width;
        const std::size_t length = batch.length(chunk.first_sequence + i), hidden = x_architecture.hidden;
        const auto at = [&](std::size_t t) { return output.data + PackedBatch::row(chunk, i, t) * output.stride; };
        if (x_architecture.read_out == ReadOut::mean) {
            for (std::size_t t = 0; t < length; ++t)
                for (std::size_t u = 0; u < features; ++u) at(t)[u] = pooled[u] / static_cast<T>(length);
            continue;
        }
        // The last state of the backward direction belongs to the first frame.
        std::copy_n(pooled, hidden, at(length - 1));
        if (x_architecture.bidirectional) std::copy_n(pooled + hidden, hidden, at(0) + hidden);
    }
}

template <class T>
void OutputLayer<T>::backward(const PackedBatch& batch, std::size_t chunk_number, Layer<T>& below) {
    const Chunk& chunk = batch.chunks()[chunk_number];
    const auto [first, count] = rows_of(chunk);
    const bool pools = x_architecture.read_out != ReadOut::every_step;
    const Operand<T> to = pools ? Operand<T>{x_pooled_gradient.data(), x_features_width} : below.output_gradient();
    multiply<T>(count, {x_outputs_gradient.data() + first * x_width, x_width}, x_V_back,
                {to.data + first * to.stride, to.stride}, Onto::zero);
    if (pools) unpool(batch, chunk, below);
}

template <class T>
void OutputLayer<T>::gradient(const PackedBatch& batch, const Layer<T>& below, T* gradient) const {
    Operand<const T> features = below.output();
    if (x_architecture.read_out != ReadOut::every_step) features = {x_pooled.data(), x_features_width};
    sum_of_outer_products<T>(rows(batch), {x_outputs_gradient.data(), x_width, x_V_block.rows},
                             {features.data, features.stride, x_V_block.columns}, gradient + x_V_block.offset);
    T* dc = gradient + x_c_block.offset;
    std::fill_n(dc, x_c.size(), T(0));
    for (std::size_t row = 0; row < rows(batch); ++row)
        for (std::size_t o = 0; o < x_c.size(); ++o) dc[o] += x_outputs_gradient[row * x_width + o];
}

template class OutputLayer<float>;
template class OutputLayer<double>;

}  // namespace limen::train::recurrent
