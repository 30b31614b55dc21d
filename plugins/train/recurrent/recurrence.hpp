// One direction of one layer: states over time, and gradients back through time.
#pragma once

#include <span>
#include <vector>

#include "train/products/product.hpp"
#include "train/recurrent/architecture.hpp"
#include "train/recurrent/batch.hpp"

namespace limen::train::recurrent {

// All arrays have a row for each row of the batch, `width` numbers wide, of which the first `hidden` are units.
// Chunks may be taken at the same time, by one thread each.
template <class T>
class Recurrence {
public:
    Recurrence(Cell cell, std::size_t inputs, std::size_t hidden, const RecurrenceBlocks& blocks);

    void take_weights(const T* parameters);
    void resize(const PackedBatch&);

    // From the inputs of a chunk's rows (x points to row 0 of the batch) to its states, from h = c = 0 on.
    void forward(const PackedBatch&, std::size_t chunk, Operand<const T> x);
    // From dh, the gradient of the loss by each state through its uses at that step, to that through later ones too,
    // and to the gates. With `truncate` = k > 0 no gradient crosses the steps k, 2k, ... (Williams, Peng 1990, cut in
    // pieces).
    void backward(const PackedBatch&, std::size_t chunk, std::size_t truncate);
    // After backward: the gradient by the inputs.
    void input_gradient(const PackedBatch&, std::size_t chunk, Operand<T> dx) const;
    // After backward of all chunks: the gradient by the parameters. On all threads.
    void gradient(const PackedBatch&, Operand<const T> x, T* gradient) const;

    std::size_t width() const noexcept { return x_width; }
    Operand<const T> h() const noexcept { return {x_h.data(), x_width}; }
    Operand<T> dh() noexcept { return {x_dh.data(), x_width}; }

private:
    // What the way back through one chunk carries from step to step, and its sums.
    struct Carry {
        AlignedVector<T> dh_later, dc, dreset_h, dbias, dpeepholes;
    };

    const T* state_before(const AlignedVector<T>& states, const Chunk&, std::size_t t) const;
    T* gates(std::size_t row) noexcept { return x_gates.data() + row * x_row; }
    void forward_step(const Chunk&, std::size_t t);
    void backward_step(const Chunk&, std::size_t t, bool reaches_back, Carry&);
    void products_back(const Step&, Carry&);
    void add_gate_gradients(const PackedBatch&, const Block&, std::size_t first, std::size_t count, std::size_t part,
                            const Rows<T>& other, T* gradient) const;

    Cell x_cell;
    std::size_t x_inputs, x_hidden, x_width, x_row;  // x_row: width of a row of gates
    RecurrenceBlocks x_blocks;
    // Weights as they meet states on the way there and gradients on the way back. The second W of a GRU belongs to n.
    PackedMatrix<T> x_U, x_W, x_W_n, x_U_back, x_W_back, x_W_n_back;
    AlignedVector<T> x_bias, x_peepholes;
    AlignedVector<T> x_gates, x_h, x_c, x_tanh_c, x_reset_h, x_dh;
    AlignedVector<T> x_zeros;  // the state before the first step
    std::vector<Carry> x_carries;
};

}  // namespace limen::train::recurrent
