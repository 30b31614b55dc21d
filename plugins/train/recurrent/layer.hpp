// One layer: one direction or both, and the dropout of its output.
#pragma once

#include <cstdint>
#include <vector>

#include "train/recurrent/recurrence.hpp"

namespace limen::train::recurrent {

// What is left out, and the name of its random numbers; nothing by default.
struct Dropout {
    double probability = 0;
    std::uint64_t seed = 0, update = 0;
    std::uint32_t object = 0;
};

// Its output has a row for each row of the batch: forward units, then backward units at the same frame. Chunks may be
// taken at the same time, by one thread each.
template <class T>
class Layer {
public:
    Layer(const Architecture&, const ParameterLayout&, std::size_t number);

    void take_weights(const T* parameters);
    void resize(const PackedBatch&);
    void forward(const PackedBatch&, std::size_t chunk, Operand<const T> x, const Dropout&);
    // From output_gradient(), which may be changed, to all of the layer.
    void backward(const PackedBatch&, std::size_t chunk, std::size_t truncate);
    // After backward: the gradient by the layer's inputs.
    void input_gradient(const PackedBatch&, std::size_t chunk, Operand<T> dx);
    void gradient(const PackedBatch&, Operand<const T> x, T* gradient) const;

    Operand<const T> output() const noexcept;
    Operand<T> output_gradient() noexcept;
    Recurrence<T>& direction(std::size_t i) noexcept { return x_directions[i]; }
    const Recurrence<T>& direction(std::size_t i) const noexcept { return x_directions[i]; }

private:
    bool has_own_output() const noexcept { return x_directions.size() > 1 || x_drops; }
    void draw_mask(const PackedBatch&, const Chunk&, const Dropout&);
    void gather_output(const PackedBatch&, const Chunk&);
    void spread_gradient(const PackedBatch&, const Chunk&);

    std::uint32_t x_number;
    std::size_t x_inputs, x_hidden, x_output_width;
    bool x_drops;
    std::vector<Recurrence<T>> x_directions;
    AlignedVector<T> x_mirrored_x, x_mirrored_dx;          // of the backward direction
    AlignedVector<T> x_output, x_output_gradient, x_mask;  // of both directions, after dropout
};

}  // namespace limen::train::recurrent
