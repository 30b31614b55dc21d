// Walks through the steps: products from product.cpp, cells from the *_cell.cpp.
#include "train/recurrent/recurrence.hpp"

#include <algorithm>

namespace limen::train::recurrent {

template <class T>
Recurrence<T>::Recurrence(Cell cell, std::size_t inputs, std::size_t hidden, const RecurrenceBlocks& blocks)
    : x_cell(cell),
      x_inputs(inputs),
      x_hidden(hidden),
      x_width(padded<T>(hidden)),
      x_row(gate_parts(cell) * x_width),
      x_blocks(blocks),
      x_U(inputs, gate_count(cell) * x_width),
      x_W(hidden, first_gates(cell) * x_width),
      x_U_back(gate_count(cell) * x_width, inputs),
      x_W_back(first_gates(cell) * x_width, hidden),
      x_bias(gate_count(cell) * x_width),
      x_peepholes(cell == Cell::lstm_peephole ? 3 * x_width : 0) {
    if (!is_gru(cell)) return;
    x_W_n = PackedMatrix<T>(hidden, x_width);
    x_W_n_back = PackedMatrix<T>(x_width, hidden);
}

template <class T>
void Recurrence<T>::take_weights(const T* parameters) {
    const T *U = parameters + x_blocks.U.offset, *W = parameters + x_blocks.W.offset;
    for (std::size_t gate = 0; gate < gate_count(x_cell); ++gate, U += x_hidden * x_inputs, W += x_hidden * x_hidden) {
        x_U.pack({.data = U, .of_k = 1, .of_n = x_inputs, .k = x_inputs, .n = x_hidden, .first_n = gate * x_width});
        x_U_back.pack(
            {.data = U, .of_k = x_inputs, .of_n = 1, .k = x_hidden, .n = x_inputs, .first_k = gate * x_width});
        const bool first = gate < first_gates(x_cell);
        const std::size_t place = first ? gate * x_width : 0;
        (first ? x_W : x_W_n)
            .pack({.data = W, .of_k = 1, .of_n = x_hidden, .k = x_hidden, .n = x_hidden, .first_n = place});
        (first ? x_W_back : x_W_n_back)
            .pack({.data = W, .of_k = x_hidden, .of_n = 1, .k = x_hidden, .n = x_hidden, .first_k = place});
    }
    for (std::size_t gate = 0; gate < gate_count(x_cell); ++gate)
        std::copy_n(parameters + x_blocks.b.offset + gate * x_hidden, x_hidden, x_bias.data() + gate * x_width);
    for (std::size_t gate = 0; gate < x_peepholes.size() / x_width; ++gate)
        std::copy_n(parameters + x_blocks.p.offset + gate * x_hidden, x_hidden, x_peepholes.data() + gate * x_width);
}

template <class T>
void Recurrence<T>::resize(const PackedBatch& batch) {
    const std::size_t rows = batch.rows();
    std::size_t most = 0;
    for (const Chunk& chunk : batch.chunks()) most = std::max(most, chunk.sequences);
    x_gates.resize(rows * x_row);
    x_h.resize(rows * x_width);
    x_dh.resize(rows * x_width);
    if (is_lstm(x_cell)) {
        x_c.resize(rows * x_width);
        x_tanh_c.resize(rows * x_width);
    }
    if (is_gru(x_cell) && x_cell != Cell::gru_reset_after) x_reset_h.resize(rows * x_width);
    x_zeros.resize(most * x_width);
    x_carries.resize(batch.chunks().size());
    for (Carry& carry : x_carries)
        for (AlignedVector<T>* array : {&carry.dh_later, &carry.dc, &carry.dreset_h}) array->resize(most * x_width);
}

template <class T>
const T* Recurrence<T>::state_before(const AlignedVector<T>& states, const Chunk& chunk, std::size_t t) const {
    if (states.empty()) return nullptr;
    return t == 0 ? x_zeros.data() : states.data() + chunk.steps[t - 1].row * x_width;
}

template <class T>
void Recurrence<T>::forward(const PackedBatch& batch, std::size_t chunk_number, Operand<const T> x) {
    const Chunk& chunk = batch.chunks()[chunk_number];
    multiply<T>(chunk.rows, {x.data + chunk.row * x.stride, x.stride}, x_U, {gates(chunk.row), x_row}, Onto::zero);
    for (std::size_t t = 0; t < chunk.steps.size(); ++t) forward_step(chunk, t);
}

template <class T>
void Recurrence<T>::forward_step(const Chunk& chunk, std::size_t t) {
    const auto [row, count] = chunk.steps[t];
    const auto at = [&](AlignedVector<T>& array) { return array.empty() ? nullptr : array.data() + row * x_width; };
    const CellStep<T> step{.rows = count,
                           .width = x_width,
                           .gates = gates(row),
                           .bias = x_bias.data(),
                           .peepholes = x_peepholes.empty() ? nullptr : x_peepholes.data(),
                           .h_before = state_before(x_h, chunk, t),
                           .c_before = state_before(x_c, chunk, t),
                           .h = at(x_h),
                           .c = at(x_c),
                           .tanh_c = at(x_tanh_c),
                           .reset_h = at(x_reset_h)};
    const Operand<const T> h_before{step.h_before, x_width};
    if (t != 0) multiply<T>(count, h_before, x_W, {step.gates, x_row}, Onto::what_is_there);
    if (is_lstm(x_cell)) return lstm_forward(step);
    if (!is_gru(x_cell)) return elman_forward(step);
    if (x_cell == Cell::gru_reset_after) {
        multiply<T>(count, h_before, x_W_n, {step.gates + 3 * x_width, x_row}, Onto::zero);
        return gru_reset_after_forward(step);
    }
    gru_gates_forward(step);
    if (t != 0)
        multiply<T>(count, {step.reset_h, x_width}, x_W_n, {step.gates + 2 * x_width, x_row}, Onto::what_is_there);
    gru_forward(x_cell, step);
}

template <class T>
void Recurrence<T>::backward(const PackedBatch& batch, std::size_t chunk_number, std::size_t truncate) {
    const Chunk& chunk = batch.chunks()[chunk_number];
    Carry& carry = x_carries[chunk_number];
    for (AlignedVector<T>* array : {&carry.dh_later, &carry.dc}) std::fill(array->begin(), array->end(), T(0));
    carry.dbias.assign(x_bias.size(), T(0));
    carry.dpeepholes.assign(x_peepholes.size(), T(0));
    for (std::size_t t = chunk.steps.size(); t-- > 0;) {
        const bool cut = truncate != 0 && t % truncate == 0;
        backward_step(chunk, t, t != 0 && !cut, carry);
    }
}

template <class T>
void Recurrence<T>::backward_step(const Chunk& chunk, std::size_t t, bool reaches_back, Carry& carry) {
    const auto [row, count] = chunk.steps[t];
    const auto at = [&](AlignedVector<T>& array) { return array.empty() ? nullptr : array.data() + row * x_width; };
    const CellStepBack<T> step{.rows = count,
                               .width = x_width,
                               .gates = gates(row),
                               .peepholes = x_peepholes.empty() ? nullptr : x_peepholes.data(),
                               .h_before = state_before(x_h, chunk, t),
                               .c_before = state_before(x_c, chunk, t),
                               .h = at(x_h),
                               .c = at(x_c),
                               .tanh_c = at(x_tanh_c),
                               .dh = at(x_dh),
                               .dh_later = carry.dh_later.data(),
                               .dc = carry.dc.data(),
                               .dreset_h = carry.dreset_h.data(),
                               .dbias = carry.dbias.data(),
                               .dpeepholes = carry.dpeepholes.data()};
    if (is_lstm(x_cell))
        lstm_backward(step);
    else if (!is_gru(x_cell))
        elman_backward(step);
    else if (x_cell == Cell::gru_reset_after)
        gru_reset_after_backward(step);
    else {
        gru_backward(x_cell, step);
        multiply<T>(count, {step.gates + 2 * x_width, x_row}, x_W_n_back, {carry.dreset_h.data(), x_width}, Onto::zero);
        gru_reset_backward(step);
    }
    if (reaches_back) return products_back(chunk.steps[t], carry);
    std::fill(carry.dh_later.begin(), carry.dh_later.end(), T(0));
    std::fill(carry.dc.begin(), carry.dc.end(), T(0));
}

template <class T>
void Recurrence<T>::products_back(const Step& step, Carry& carry) {
    const Operand<T> dh{carry.dh_later.data(), x_width};
    multiply<T>(step.count, {gates(step.row), x_row}, x_W_back, dh, is_gru(x_cell) ? Onto::what_is_there : Onto::zero);
    if (x_cell == Cell::gru_reset_after)
        multiply<T>(step.count, {gates(step.row) + 3 * x_width, x_row}, x_W_n_back, dh, Onto::what_is_there);
}

template <class T>
void Recurrence<T>::input_gradient(const PackedBatch& batch, std::size_t chunk_number, Operand<T> dx) const {
    const Chunk& chunk = batch.chunks()[chunk_number];
    multiply<T>(chunk.rows, {x_gates.data() + chunk.row * x_row, x_row}, x_U_back,
                {dx.data + chunk.row * dx.stride, dx.stride}, Onto::zero);
}

template <class T>
void Recurrence<T>::add_gate_gradients(const PackedBatch& batch, const Block& block, std::size_t first,
                                       std::size_t count, std::size_t part, const Rows<T>& other, T* gradient) const {
    T* to = gradient + block.offset + first * x_hidden * block.columns;
    // Gates without padding between them are one matrix.
    const std::size_t together = x_width == x_hidden ? count : 1;
    for (std::size_t gate = 0; gate < count; gate += together)
        sum_of_outer_products<T>(batch.rows(), {x_gates.data() + (part + gate) * x_width, x_row, together * x_hidden},
                                 other, to + gate * x_hidden * block.columns);
}

template <class T>
void Recurrence<T>::gradient(const PackedBatch& batch, Operand<const T> x, T* gradient) const {
    const std::size_t all = gate_count(x_cell), first = first_gates(x_cell);
    const Rows<T> before{x_h.data(), x_width, x_hidden, batch.before()};
    add_gate_gradients(batch, x_blocks.U, 0, all, 0, {x.data, x.stride, x_inputs}, gradient);
    add_gate_gradients(batch, x_blocks.W, 0, first, 0, before, gradient);
    if (x_cell == Cell::gru_reset_after)
        add_gate_gradients(batch, x_blocks.W, 2, 1, 3, before, gradient);
    else if (is_gru(x_cell))
        add_gate_gradients(batch, x_blocks.W, 2, 1, 2, {x_reset_h.data(), x_width, x_hidden}, gradient);
    const auto add_sums = [&](const Block& block, AlignedVector<T> Carry::*sums) {
        std::fill_n(gradient + block.offset, block.size(), T(0));
        for (const Carry& carry : x_carries)
            for (std::size_t i = 0; i < block.size(); ++i)
                gradient[block.offset + i] += (carry.*sums)[i / x_hidden * x_width + i % x_hidden];
    };
    add_sums(x_blocks.b, &Carry::dbias);
    add_sums(x_blocks.p, &Carry::dpeepholes);
}

template class Recurrence<float>;
template class Recurrence<double>;

}  // namespace limen::train::recurrent
