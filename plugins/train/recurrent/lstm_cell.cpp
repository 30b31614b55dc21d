// The long short-term memory, with and without peepholes. The gates lie in the order i, f, g, o.
#include "limen/core/isa.hpp"
#include "train/recurrent/activations.hpp"
#include "train/recurrent/cells.hpp"

namespace limen::train::recurrent {

namespace {

template <bool peepholes, class T>
[[gnu::always_inline]] inline void forward(const CellStep<T>& s) {
    const std::size_t n = s.width;
    const T *bias = s.bias, *peep = s.peepholes;
    for (std::size_t row = 0; row < s.rows; ++row) {
        T *gates = s.gates + row * 4 * n, *c = s.c + row * n, *h = s.h + row * n, *tanh_c = s.tanh_c + row * n;
        const T* before = s.c_before + row * n;
#pragma GCC ivdep
        for (std::size_t u = 0; u < n; ++u) {
            T sum_i = gates[u] + bias[u], sum_f = gates[n + u] + bias[n + u];
            if constexpr (peepholes) {
                sum_i += peep[u] * before[u];
                sum_f += peep[n + u] * before[u];
            }
            const T i = logistic(sum_i), f = logistic(sum_f), g = tanh(gates[2 * n + u] + bias[2 * n + u]);
            const T now = f * before[u] + i * g;
            T sum_o = gates[3 * n + u] + bias[3 * n + u];
            if constexpr (peepholes) sum_o += peep[2 * n + u] * now;
            const T o = logistic(sum_o), squashed = tanh(now);
            gates[u] = i;
            gates[n + u] = f;
            gates[2 * n + u] = g;
            gates[3 * n + u] = o;
            c[u] = now;
            tanh_c[u] = squashed;
            h[u] = o * squashed;
        }
    }
}

template <bool peepholes, class T>
[[gnu::always_inline]] inline void backward(const CellStepBack<T>& s) {
    const std::size_t n = s.width;
    const T* peep = s.peepholes;
    T *dbias = s.dbias, *dpeep = s.dpeepholes;
    for (std::size_t row = 0; row < s.rows; ++row) {
        const T *before = s.c_before + row * n, *c = s.c + row * n, *tanh_c = s.tanh_c + row * n;
        const T* later = s.dh_later + row * n;
        T *gates = s.gates + row * 4 * n, *dh = s.dh + row * n, *dc = s.dc + row * n;
#pragma GCC ivdep
        for (std::size_t u = 0; u < n; ++u) {
            const T i = gates[u], f = gates[n + u], g = gates[2 * n + u], o = gates[3 * n + u];
            const T whole = dh[u] + later[u];
            const T d_o = whole * tanh_c[u] * o * (1 - o);
            T d_c = dc[u] + whole * o * (1 - tanh_c[u] * tanh_c[u]);
            if constexpr (peepholes) d_c += peep[2 * n + u] * d_o;
            const T d_i = d_c * g * i * (1 - i), d_f = d_c * before[u] * f * (1 - f), d_g = d_c * i * (1 - g * g);
            T d_before = d_c * f;
            if constexpr (peepholes) {
                d_before += peep[u] * d_i + peep[n + u] * d_f;
                dpeep[u] += d_i * before[u];
                dpeep[n + u] += d_f * before[u];
                dpeep[2 * n + u] += d_o * c[u];
            }
            dh[u] = whole;
            dc[u] = d_before;
            gates[u] = d_i;
            gates[n + u] = d_f;
            gates[2 * n + u] = d_g;
            gates[3 * n + u] = d_o;
            dbias[u] += d_i;
            dbias[n + u] += d_f;
            dbias[2 * n + u] += d_g;
            dbias[3 * n + u] += d_o;
        }
    }
}

}  // namespace

template <class T>
void lstm_forward(const CellStep<T>& step) {
    if (step.peepholes != nullptr)
        vectorised([s = step]() __attribute__((always_inline)) { forward<true>(s); });
    else
        vectorised([s = step]() __attribute__((always_inline)) { forward<false>(s); });
}

template <class T>
void lstm_backward(const CellStepBack<T>& step) {
    if (step.peepholes != nullptr)
        vectorised([s = step]() __attribute__((always_inline)) { backward<true>(s); });
    else
        vectorised([s = step]() __attribute__((always_inline)) { backward<false>(s); });
}

template void lstm_forward(const CellStep<float>&);
template void lstm_forward(const CellStep<double>&);
template void lstm_backward(const CellStepBack<float>&);
template void lstm_backward(const CellStepBack<double>&);

}  // namespace limen::train::recurrent
