// The cell without gates, and what the cells are made of.
#include "limen/core/isa.hpp"
#include "train/recurrent/activations.hpp"
#include "train/recurrent/cells.hpp"

namespace limen::train::recurrent {

std::vector<std::string> gate_names(Cell cell) {
    if (is_lstm(cell)) return {"i", "f", "g", "o"};
    if (is_gru(cell)) return {"z", "r", "n"};
    return {"h"};
}

template <class T>
void elman_forward(const CellStep<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        for (std::size_t row = 0; row < s.rows; ++row) {
            const T *gates = s.gates + row * s.width, *bias = s.bias;
            T* h = s.h + row * s.width;
#pragma GCC ivdep
            for (std::size_t u = 0; u < s.width; ++u) h[u] = tanh(gates[u] + bias[u]);
        }
    });
}

template <class T>
void elman_backward(const CellStepBack<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        for (std::size_t row = 0; row < s.rows; ++row) {
            const T *h = s.h + row * s.width, *later = s.dh_later + row * s.width;
            T *gates = s.gates + row * s.width, *dh = s.dh + row * s.width, *dbias = s.dbias;
#pragma GCC ivdep
            for (std::size_t u = 0; u < s.width; ++u) {
                const T whole = dh[u] + later[u];
                dh[u] = whole;
                gates[u] = whole * (1 - h[u] * h[u]);
                dbias[u] += gates[u];
            }
        }
    });
}

template void elman_forward(const CellStep<float>&);
template void elman_forward(const CellStep<double>&);
template void elman_backward(const CellStepBack<float>&);
template void elman_backward(const CellStepBack<double>&);

}  // namespace limen::train::recurrent
