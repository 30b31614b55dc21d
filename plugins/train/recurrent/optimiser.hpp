// Steps down a gradient.
#pragma once

#include <span>
#include <vector>

#include "train/products/aligned.hpp"

namespace limen::train::recurrent {

// g is the gradient, p a parameter, eta the learning rate.
//   sgd      v = momentum v + g;  p -= eta v                                                      (Polyak 1964)
//   rmsprop  s = decay s + (1 - decay) g^2;  p -= eta g / (sqrt(s) + epsilon)           (Tieleman, Hinton 2012)
//   adam     m, s as running means of g (momentum) and g^2 (decay), both freed of their start at 0;
//            p -= eta m / (sqrt(s) + epsilon)                                                (Kingma, Ba 2015)
//   adamw    the same, after p -= eta weight_decay p                                 (Loshchilov, Hutter 2019)
// but for adamw the weight decay is added to the gradient: g + weight_decay p.
enum class Method { sgd, rmsprop, adam, adamw };

struct OptimiserOptions {
    Method method = Method::adam;
    double momentum = 0.9;  // of rmsprop none
    double decay = 0.999;
    double epsilon = 1e-8;
    double weight_decay = 0;
};

// All that a run has to keep to go on.
template <class T>
struct OptimiserState {
    AlignedVector<T> first, second;
    double momentum_power = 1, decay_power = 1;  // momentum and decay to the number of steps
};

template <class T>
class Optimiser {
public:
    Optimiser(const OptimiserOptions&, std::size_t parameters);
    // With the gradient times `scale`. On all threads, with the same bits.
    void step(std::span<T> parameters, std::span<const T> gradient, double learning_rate, double scale = 1);

    const OptimiserState<T>& state() const noexcept { return x_state; }
    void restore(OptimiserState<T> state) { x_state = std::move(state); }

private:
    OptimiserOptions x_options;
    OptimiserState<T> x_state;
};

// The Euclidean norm, summed in double precision in an order of its own.
template <class T>
double norm(std::span<const T> numbers);

}  // namespace limen::train::recurrent
