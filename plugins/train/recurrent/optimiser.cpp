// One pass over the parameters for each step, cut at fixed places. Built so that sqrt sets no errno: then it is a
// vector instruction, with the same bits.
#include "train/recurrent/optimiser.hpp"

#include <algorithm>
#include <cmath>

#include "limen/core/isa.hpp"
#include "limen/core/parallel.hpp"

namespace limen::train::recurrent {

namespace {

constexpr std::size_t block = 1U << 16U;

// What a step needs of one block, all in the parameters' precision.
template <class T>
struct Update {
    std::size_t n;
    T *p, *first, *second;
    const T* g;
    T scale, rate, momentum, decay, epsilon, weight_decay;
    T first_scale, second_scale;  // free the running means of their start at 0
};

template <class T>
[[gnu::always_inline]] inline void sgd(const Update<T>& u) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < u.n; ++i) {
        u.first[i] = u.momentum * u.first[i] + (u.g[i] * u.scale + u.weight_decay * u.p[i]);
        u.p[i] -= u.rate * u.first[i];
    }
}

template <class T>
[[gnu::always_inline]] inline void rmsprop(const Update<T>& u) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < u.n; ++i) {
        const T g = u.g[i] * u.scale + u.weight_decay * u.p[i];
        u.second[i] = u.decay * u.second[i] + (1 - u.decay) * g * g;
        u.p[i] -= u.rate * g / (std::sqrt(u.second[i]) + u.epsilon);
    }
}

template <bool decoupled, class T>
[[gnu::always_inline]] inline void adam(const Update<T>& u) {
#pragma GCC ivdep
    for (std::size_t i = 0; i < u.n; ++i) {
        const T p = decoupled ? u.p[i] - u.rate * u.weight_decay * u.p[i] : u.p[i];
        const T g = decoupled ? u.g[i] * u.scale : u.g[i] * u.scale + u.weight_decay * p;
        u.first[i] = u.momentum * u.first[i] + (1 - u.momentum) * g;
        u.second[i] = u.decay * u.second[i] + (1 - u.decay) * g * g;
        u.p[i] = p - u.rate * u.first[i] * u.first_scale / (std::sqrt(u.second[i] * u.second_scale) + u.epsilon);
    }
}

template <class T>
void update(Method method, const Update<T>& update) {
    vectorised([ method, u = update ]() __attribute__((always_inline)) {
        switch (method) {
            case Method::sgd:
                return sgd(u);
            case Method::rmsprop:
                return rmsprop(u);
            case Method::adam:
                return adam<false>(u);
            case Method::adamw:
                return adam<true>(u);
        }
    });
}

}  // namespace

template <class T>
Optimiser<T>::Optimiser(const OptimiserOptions& options, std::size_t parameters) : x_options(options) {
    if (options.method != Method::rmsprop) x_state.first.resize(parameters);
    if (options.method != Method::sgd) x_state.second.resize(parameters);
}

template <class T>
void Optimiser<T>::step(std::span<T> parameters, std::span<const T> gradient, double learning_rate, double scale) {
    x_state.momentum_power *= x_options.momentum;
    x_state.decay_power *= x_options.decay;
    const auto narrow = [](double x) { return static_cast<T>(x); };
    parallel_for((parameters.size() + block - 1) / block, [&](std::size_t i) {
        const std::size_t from = i * block;
        const auto at = [&](AlignedVector<T>& array) { return array.empty() ? nullptr : array.data() + from; };
        update<T>(x_options.method, {.n = std::min(block, parameters.size() - from),
                                     .p = parameters.data() + from,
                                     .first = at(x_state.first),
                                     .second = at(x_state.second),
                                     .g = gradient.data() + from,
                                     .scale = narrow(scale),
                                     .rate = narrow(learning_rate),
                                     .momentum = narrow(x_options.momentum),
                                     .decay = narrow(x_options.decay),
                                     .epsilon = narrow(x_options.epsilon),
                                     .weight_decay = narrow(x_options.weight_decay),
                                     .first_scale = narrow(1 / (1 - x_state.momentum_power)),
                                     .second_scale = narrow(1 / (1 - x_state.decay_power))});
    });
}

template <class T>
double norm(std::span<const T> numbers) {
    constexpr std::size_t lanes = 16;
    double sums[lanes] = {};
    vectorised([ numbers, sums = &sums[0] ]() __attribute__((always_inline)) {
        const std::size_t whole = numbers.size() / lanes * lanes;
        for (std::size_t i = 0; i < whole; i += lanes)
            for (std::size_t j = 0; j < lanes; ++j) {
                const auto x = static_cast<double>(numbers[i + j]);
                sums[j] += x * x;
            }
        for (std::size_t i = whole; i < numbers.size(); ++i) {
            const auto x = static_cast<double>(numbers[i]);
            sums[i - whole] += x * x;
        }
    });
    double sum = 0;
    for (const double part : sums) sum += part;
    return std::sqrt(sum);
}

template class Optimiser<float>;
template class Optimiser<double>;
template double norm(std::span<const float>);
template double norm(std::span<const double>);

}  // namespace limen::train::recurrent
