// A recurrent network: outputs for sequences, the loss, and its gradient by back-propagation through time.
#pragma once

#include <span>
#include <vector>

#include "train/recurrent/output_layer.hpp"

namespace limen::train::recurrent {

// The inputs of sequences of different lengths, packed. x: [rows x inputs], padded.
template <class T>
struct Batch {
    PackedBatch packed;
    AlignedVector<T> x;
    std::size_t inputs;

    // Each sequence is [frames x inputs], row-major.
    Batch(std::span<const std::span<const T>> sequences, std::size_t inputs);
};

struct Pass {
    Loss loss = Loss::squared_error;
    std::size_t truncate = 0;  // steps; 0: gradients reach back to the first
    Dropout dropout{};
};

// Results do not depend on the number of threads. One caller at a time.
template <class T>
class Network {
public:
    explicit Network(const Architecture&);

    const Architecture& architecture() const noexcept { return x_architecture; }
    const ParameterLayout& layout() const noexcept { return x_layout; }
    // Zeros at first.
    std::span<T> parameters() noexcept { return x_parameters; }
    std::span<const T> parameters() const noexcept { return x_parameters; }

    // Computes outputs(), without dropout.
    void run(const Batch<T>&);
    // The same, and the loss.
    double evaluate(const Batch<T>&, Loss, const Targets<T>&);
    // The loss and its gradient().
    double differentiate(const Batch<T>&, const Targets<T>&, const Pass&);

    // Of the last call: [rows x outputs], padded; rows as those of Targets.
    Operand<const T> outputs() const noexcept { return x_output.outputs(); }
    std::size_t output_rows(const Batch<T>& batch) const noexcept { return x_output.rows(batch.packed); }
    std::span<const T> gradient() const noexcept { return x_gradient; }
    // States and, after differentiate, the whole derivatives of the loss by them, of one layer.
    Layer<T>& layer(std::size_t i) noexcept { return x_layers[i]; }

private:
    void prepare(const Batch<T>&);
    Operand<const T> input(const Batch<T>&, std::size_t layer) const;
    void forward(const Batch<T>&, std::size_t chunk, const Dropout&);
    void backward(const Batch<T>&, std::size_t chunk, std::size_t truncate);
    double loss(const Batch<T>&, Loss, const Targets<T>&, const Pass*);

    Architecture x_architecture;
    ParameterLayout x_layout;
    AlignedVector<T> x_parameters, x_gradient;
    std::vector<Layer<T>> x_layers;
    OutputLayer<T> x_output;
};

}  // namespace limen::train::recurrent
