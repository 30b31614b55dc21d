// Gated recurrent units. The gates lie in the order z, r, n; where the reset comes after the matrix, W h' is the
// fourth.
#include "limen/core/isa.hpp"
#include "train/recurrent/activations.hpp"
#include "train/recurrent/cells.hpp"

namespace limen::train::recurrent {

namespace {

template <bool is_logistic, class T>
[[gnu::always_inline]] inline void candidate_forward(const CellStep<T>& s) {
    const std::size_t n = s.width;
    const T* bias = s.bias + 2 * n;
    for (std::size_t row = 0; row < s.rows; ++row) {
        T *gates = s.gates + row * 3 * n, *h = s.h + row * n;
        const T* before = s.h_before + row * n;
#pragma GCC ivdep
        for (std::size_t u = 0; u < n; ++u) {
            const T z = gates[u], sum = gates[2 * n + u] + bias[u];
            const T candidate = is_logistic ? logistic(sum) : tanh(sum);
            gates[2 * n + u] = candidate;
            h[u] = candidate + z * (before[u] - candidate);
        }
    }
}

template <bool is_logistic, class T>
[[gnu::always_inline]] inline void candidate_backward(const CellStepBack<T>& s) {
    const std::size_t n = s.width;
    T* dbias = s.dbias;
    for (std::size_t row = 0; row < s.rows; ++row) {
        T *gates = s.gates + row * 3 * n, *dh = s.dh + row * n, *later = s.dh_later + row * n;
        const T* before = s.h_before + row * n;
#pragma GCC ivdep
        for (std::size_t u = 0; u < n; ++u) {
            const T z = gates[u], candidate = gates[2 * n + u];
            const T whole = dh[u] + later[u];
            const T slope = is_logistic ? candidate * (1 - candidate) : 1 - candidate * candidate;
            const T d_z = whole * (before[u] - candidate) * z * (1 - z), d_n = whole * (1 - z) * slope;
            dh[u] = whole;
            later[u] = whole * z;
            gates[u] = d_z;
            gates[2 * n + u] = d_n;
            dbias[u] += d_z;
            dbias[2 * n + u] += d_n;
        }
    }
}

}  // namespace

template <class T>
void gru_gates_forward(const CellStep<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        const std::size_t n = s.width;
        const T* bias = s.bias;
        for (std::size_t row = 0; row < s.rows; ++row) {
            T *gates = s.gates + row * 3 * n, *reset_h = s.reset_h + row * n;
            const T* before = s.h_before + row * n;
#pragma GCC ivdep
            for (std::size_t u = 0; u < n; ++u) {
                const T r = logistic(gates[n + u] + bias[n + u]);
                gates[u] = logistic(gates[u] + bias[u]);
                gates[n + u] = r;
                reset_h[u] = r * before[u];
            }
        }
    });
}

template <class T>
void gru_forward(Cell cell, const CellStep<T>& step) {
    if (cell == Cell::gru_logistic)
        vectorised([s = step]() __attribute__((always_inline)) { candidate_forward<true>(s); });
    else
        vectorised([s = step]() __attribute__((always_inline)) { candidate_forward<false>(s); });
}

template <class T>
void gru_backward(Cell cell, const CellStepBack<T>& step) {
    if (cell == Cell::gru_logistic)
        vectorised([s = step]() __attribute__((always_inline)) { candidate_backward<true>(s); });
    else
        vectorised([s = step]() __attribute__((always_inline)) { candidate_backward<false>(s); });
}

template <class T>
void gru_reset_backward(const CellStepBack<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        const std::size_t n = s.width;
        T* dbias = s.dbias + n;
        for (std::size_t row = 0; row < s.rows; ++row) {
            T *reset = s.gates + row * 3 * n + n, *later = s.dh_later + row * n;
            const T *before = s.h_before + row * n, *dreset_h = s.dreset_h + row * n;
#pragma GCC ivdep
            for (std::size_t u = 0; u < n; ++u) {
                const T r = reset[u], d_r = dreset_h[u] * before[u] * r * (1 - r);
                later[u] += dreset_h[u] * r;
                reset[u] = d_r;
                dbias[u] += d_r;
            }
        }
    });
}

template <class T>
void gru_reset_after_forward(const CellStep<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        const std::size_t n = s.width;
        const T* bias = s.bias;
        for (std::size_t row = 0; row < s.rows; ++row) {
            T *gates = s.gates + row * 4 * n, *h = s.h + row * n;
            const T* before = s.h_before + row * n;
#pragma GCC ivdep
            for (std::size_t u = 0; u < n; ++u) {
                const T z = logistic(gates[u] + bias[u]), r = logistic(gates[n + u] + bias[n + u]);
                const T candidate = tanh(gates[2 * n + u] + bias[2 * n + u] + r * gates[3 * n + u]);
                gates[u] = z;
                gates[n + u] = r;
                gates[2 * n + u] = candidate;
                h[u] = candidate + z * (before[u] - candidate);
            }
        }
    });
}

template <class T>
void gru_reset_after_backward(const CellStepBack<T>& step) {
    vectorised([s = step]() __attribute__((always_inline)) {
        const std::size_t n = s.width;
        T* dbias = s.dbias;
        for (std::size_t row = 0; row < s.rows; ++row) {
            T *gates = s.gates + row * 4 * n, *dh = s.dh + row * n, *later = s.dh_later + row * n;
            const T* before = s.h_before + row * n;
#pragma GCC ivdep
            for (std::size_t u = 0; u < n; ++u) {
                const T z = gates[u], r = gates[n + u], candidate = gates[2 * n + u], from_h = gates[3 * n + u];
                const T whole = dh[u] + later[u];
                const T d_z = whole * (before[u] - candidate) * z * (1 - z);
                const T d_n = whole * (1 - z) * (1 - candidate * candidate), d_r = d_n * from_h * r * (1 - r);
                dh[u] = whole;
                later[u] = whole * z;
                gates[u] = d_z;
                gates[n + u] = d_r;
                gates[2 * n + u] = d_n;
                gates[3 * n + u] = d_n * r;
                dbias[u] += d_z;
                dbias[n + u] += d_r;
                dbias[2 * n + u] += d_n;
            }
        }
    });
}

template void gru_gates_forward(const CellStep<float>&);
template void gru_gates_forward(const CellStep<double>&);
template void gru_forward(Cell, const CellStep<float>&);
template void gru_forward(Cell, const CellStep<double>&);
template void gru_backward(Cell, const CellStepBack<float>&);
template void gru_backward(Cell, const CellStepBack<double>&);
template void gru_reset_backward(const CellStepBack<float>&);
template void gru_reset_backward(const CellStepBack<double>&);
template void gru_reset_after_forward(const CellStep<float>&);
template void gru_reset_after_forward(const CellStep<double>&);
template void gru_reset_after_backward(const CellStepBack<float>&);
template void gru_reset_after_backward(const CellStepBack<double>&);

}  // namespace limen::train::recurrent
