// The recurrent cells: what one step does to the units' numbers, and back. Products with weights are in recurrence.cpp.
//
// x is the input of a step, h' and c' are the state before it. U and W are weights, b biases, p peephole weights, all
// with a part for each gate; s is the logistic function and * goes unit by unit.
//
// clang-format off
//   elman              h = tanh(U x + W h' + b)
//                      (Elman 1990)
//   lstm               i, f, o = s(U x + W h' + b),  g = tanh(U x + W h' + b),  c = f * c' + i * g,  h = o * tanh(c)
//                      (Hochreiter, Schmidhuber 1997; the forget gate: Gers, Schmidhuber, Cummins 2000)
//   lstm_peephole      the same, where i and f also see p * c', and o sees p * c
//                      (Gers, Schraudolph, Schmidhuber 2002)
//   gru, gru_logistic  z, r = s(U x + W h' + b),  n = tanh(U x + W (r * h') + b) or s(...),  h = z * h' + (1 - z) * n
//                      (Cho et al. 2014)
//   gru_reset_after    the same with n = tanh(U x + r * (W h') + b), which cuDNN has
// clang-format on
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace limen::train::recurrent {

enum class Cell { elman, lstm, lstm_peephole, gru, gru_logistic, gru_reset_after };

// What the gates are called, in the order in which weights are stored: i f g o, z r n, or h.
std::vector<std::string> gate_names(Cell);
inline bool is_lstm(Cell cell) { return cell == Cell::lstm || cell == Cell::lstm_peephole; }
inline bool is_gru(Cell cell) { return !is_lstm(cell) && cell != Cell::elman; }
// Weights from the state that are used before the reset or without one: all, or those of z and r.
inline std::size_t first_gates(Cell cell) { return is_lstm(cell) ? 4 : is_gru(cell) ? 2 : 1; }
inline std::size_t gate_count(Cell cell) { return is_lstm(cell) ? 4 : is_gru(cell) ? 3 : 1; }
// Parts of a row of gates: one for each gate, and W h' where a reset comes after it.
inline std::size_t gate_parts(Cell cell) { return gate_count(cell) + (cell == Cell::gru_reset_after ? 1 : 0); }

// The rows of one step, each `width` numbers of each array but of `gates`, where it is that many for each part.
template <class T>
struct CellStep {
    std::size_t rows, width;
    // In: sums of what comes from x and h'; out: the gates' values.
    T* gates;
    const T *bias, *peepholes;  // [gates x width]; [3 x width] for i, f, o
    const T *h_before, *c_before;
    T *h, *c, *tanh_c, *reset_h;  // reset_h: r * h'
};

// The same on the way back. Gradients are of the loss.
template <class T>
struct CellStepBack {
    std::size_t rows, width;
    // In: the gates' values; out: gradients of the sums that went into them.
    T* gates;
    const T* peepholes;
    const T *h_before, *c_before;
    const T *h, *c, *tanh_c;
    T* dh;                  // in: of this state through its uses at this step; out: in all
    T* dh_later;            // in: of this state through the next step; out: of h' unit by unit, products not counted
    T* dc;                  // in: of this c through the next step; out: of c'
    T* dreset_h;            // in: of r * h'
    T *dbias, *dpeepholes;  // gets this step's added
};

template <class T>
void elman_forward(const CellStep<T>&);
template <class T>
void elman_backward(const CellStepBack<T>&);
template <class T>
void lstm_forward(const CellStep<T>&);
template <class T>
void lstm_backward(const CellStepBack<T>&);
// The gates z and r, and r * h'.
template <class T>
void gru_gates_forward(const CellStep<T>&);
// The candidate n and the new state.
template <class T>
void gru_forward(Cell, const CellStep<T>&);
// Through the candidate: the gates n and z.
template <class T>
void gru_backward(Cell, const CellStepBack<T>&);
// Through r * h', for a reset before the matrix.
template <class T>
void gru_reset_backward(const CellStepBack<T>&);
// After the reset the third part is what comes from x, the fourth W h': z, r and n at once.
template <class T>
void gru_reset_after_forward(const CellStep<T>&);
template <class T>
void gru_reset_after_backward(const CellStepBack<T>&);

}  // namespace limen::train::recurrent
