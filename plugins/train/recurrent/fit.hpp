// Training: batches in random order, epoch after epoch, until validation no longer improves.
#pragma once

#include <functional>
#include <optional>

#include "train/recurrent/examples.hpp"
#include "train/recurrent/optimiser.hpp"

namespace limen::train::recurrent {

enum class Schedule {
    constant,
    cosine,      // from the rate down to 0 over all epochs, half a cosine (Loshchilov, Hutter 2017)
    exponential  // times `rate_decay` after each epoch
};

struct FitOptions {
    Loss loss = Loss::squared_error;
    std::size_t epochs = 100, batch = 32;
    double learning_rate = 1e-3;
    Schedule schedule = Schedule::constant;
    double rate_decay = 1;
    OptimiserOptions optimiser{};
    double clip = 0;           // largest norm of a gradient (Pascanu, Mikolov, Bengio 2013); 0: any
    std::size_t truncate = 0;  // steps that gradients reach back; 0: all
    std::size_t washout = 0;   // frames at a sequence's start of which nothing is asked
    std::size_t patience = 0;  // epochs without a better validation loss after which to stop; 0: never
    std::uint64_t seed = 1;
    std::uint32_t object = 0;  // tells the random numbers of several fits apart
};

// One row of the learning curve. gradient_norm is the mean over the epoch's updates, before clipping.
struct Epoch {
    double training_loss, validation_loss, learning_rate, gradient_norm;
};

// All that training goes on from: what a checkpoint holds. The random numbers are named by epoch, so a run that stops
// and goes on ends with the same bits as one that does not.
template <class T>
struct FitState {
    std::vector<Epoch> curve;  // of the epochs that are done
    std::uint64_t updates = 0;
    AlignedVector<T> parameters, best_parameters;
    OptimiserState<T> optimiser;
    double best_loss = 0;
    std::size_t best_epoch = 0;  // counted from 1; 0: none yet
};

// Where the loss or its gradient was no longer a finite number.
struct Divergence {
    std::uint64_t update;
    std::size_t epoch;  // both counted from 1
};

// Trains the network from its parameters, or from `state` if that has some, and leaves in it those of the epoch with
// the best validation loss, of the last epoch without validation examples, or of the last good epoch where it diverges.
// Validation loss is NaN in the curve without examples. Calls after_epoch after each.
template <class T>
std::optional<Divergence> fit(Network<T>&, const Examples<T>& training, const Examples<T>& validation,
                              const FitOptions&, FitState<T>& state,
                              const std::function<void(const FitState<T>&)>& after_epoch = {});

}  // namespace limen::train::recurrent
