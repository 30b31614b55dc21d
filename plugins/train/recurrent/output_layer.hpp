// The linear outputs, what they are wrong by, and the way back to the states.
#pragma once

#include <vector>

#include "train/recurrent/layer.hpp"

namespace limen::train::recurrent {

enum class Loss {
    squared_error,  // the mean over rows of outputs and over outputs of (o - y)^2
    cross_entropy,  // the mean over rows of outputs of -log softmax(o)[class]
};

// What the rows of outputs should be: a row for each row of the batch, or, unless outputs are of every step, for each
// sequence in the batch's order.
template <class T>
struct Targets {
    std::vector<T> values;              // [rows x outputs], of squared_error
    std::vector<std::int32_t> classes;  // [rows], of cross_entropy
    // Weight of each row; empty: all 1. The loss is the weighted mean.
    std::vector<T> weights;
    T weight(std::size_t row) const noexcept { return weights.empty() ? T(1) : weights[row]; }
};

// Chunks may be taken at the same time, by one thread each.
template <class T>
class OutputLayer {
public:
    OutputLayer(const Architecture&, const ParameterLayout&);

    void take_weights(const T* parameters);
    void resize(const PackedBatch&);
    void forward(const PackedBatch&, std::size_t chunk, const Layer<T>& below);
    // The chunk's part of the loss. Keeps the gradient by the outputs. `scale`: 1 / the sum of all weights.
    double loss(const PackedBatch&, std::size_t chunk, Loss, const Targets<T>&, double scale);
    // To the gradient by the last layer's output.
    void backward(const PackedBatch&, std::size_t chunk, Layer<T>& below);
    void gradient(const PackedBatch&, const Layer<T>& below, T* gradient) const;

    // [rows x outputs], padded; rows as those of Targets.
    Operand<const T> outputs() const noexcept { return {x_outputs.data(), x_width}; }
    std::size_t rows(const PackedBatch&) const noexcept;

private:
    struct Range {
        std::size_t first, count;
    };
    Range rows_of(const Chunk&) const noexcept;
    void pool(const PackedBatch&, const Chunk&, const Layer<T>& below);
    void unpool(const PackedBatch&, const Chunk&, Layer<T>& below);
    double squared_error(std::size_t row, const Targets<T>&, T scale);
    double cross_entropy(std::size_t row, const Targets<T>&, T scale);

    Architecture x_architecture;
    Block x_V_block, x_c_block;
    std::size_t x_width, x_features_width;
    PackedMatrix<T> x_V, x_V_back;
    AlignedVector<T> x_c;
    AlignedVector<T> x_pooled, x_pooled_gradient, x_outputs, x_outputs_gradient;
};

}  // namespace limen::train::recurrent
