// Sequences with what should come out of them, and batches of them.
#pragma once

#include <span>
#include <vector>

#include "train/recurrent/network.hpp"

namespace limen::train::recurrent {

// One sequence: [frames x inputs], and either targets, [frames x outputs] for outputs of every step or [outputs]
// otherwise, or a class.
template <class T>
struct Example {
    std::vector<T> frames, targets;
    std::int32_t label = -1;
};

template <class T>
using Examples = std::vector<Example<T>>;

template <class T>
struct LabelledBatch {
    Batch<T> batch;
    Targets<T> targets;
};

// The examples with the numbers `which`, in that order; nothing is asked of the first `washout` frames of outputs of
// every step.
template <class T>
LabelledBatch<T> make_batch(const Architecture&, const Examples<T>&, std::span<const std::size_t> which,
                            std::size_t washout);

// What the network gives for each example: [frames x outputs] or [outputs], without dropout.
template <class T>
std::vector<std::vector<T>> outputs_of(Network<T>&, const Examples<T>&);

// The states of the last layer for each example, [frames x features], without dropout.
template <class T>
std::vector<std::vector<T>> states_of(Network<T>&, const Examples<T>&);

// The loss over all examples, without dropout.
template <class T>
double loss_of(Network<T>&, const Examples<T>&, Loss, std::size_t washout);

// For each layer and each lag k from 0 to the longest sequence's length - 1, the norm of the derivative of a sequence's
// loss at its last frame by its (forward) state k frames earlier: the mean over the sequences that are that long. A
// network that reads from the mean state is taken as if it read from the last. [layers][lags].
template <class T>
std::vector<std::vector<double>> gradient_flow(const Network<T>&, const Examples<T>&, Loss);

}  // namespace limen::train::recurrent
