// Measures of a reservoir, from what is recorded of its states. Their inputs are those of the data reader "probes",
// whose classes say what a trial is for; only the effective dimension takes any recording.
#pragma once

#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"
#include "train/features/frames.hpp"

namespace limen::train {

// Keys that all measures have.
struct MeasureOptions {
    std::string record, data, reduce = "mean", transform = "none";
};

// The schema entries of those keys, for a measure M that derives from MeasureOptions.
template <class M>
inline constexpr Parameter<M> record_key{"record", &M::record, "", Range::any,
                                         "the [record.*] table whose spikes or states are measured"};
template <class M>
inline constexpr Parameter<M> data_key{"data", &M::data, "", Range::any,
                                       "the [data.*] table that drives it; empty: the only one"};
template <class M>
inline constexpr Parameter<M> reduce_key{
    "reduce",
    &M::reduce,
    "",
    Range::any,
    "what a frame gives for each unit; of spikes: sum counts them, mean is the rate in Hz",
    "mean sum last"};
template <class M>
inline constexpr Parameter<M> transform_key{"transform", &M::transform, "", Range::any, "of each state", "none sqrt"};

// Ranks of the matrix whose rows are the states at the end of trials: kernel quality, of inputs that have nothing in
// common (class "different"), and generalisation rank, of inputs that end alike ("same_end"). A rank is the number of
// singular values above `tolerance` times the largest. (R. Legenstein, W. Maass 2007, "Edge of chaos and prediction of
// computational performance for neural circuit models", Neural Networks 20.)
struct KernelRank : MeasureOptions {
    double tolerance = 1e-6;
    static const Parameter<KernelRank> schema[5];
};

// Distance of states over distance of inputs, of trials in pairs (class "pair"), from the first frame that differs on.
// (W. Maass, T. Natschlaeger, H. Markram 2002, "Real-time computing without stable states", Neural Computation 14.)
struct Separation : MeasureOptions {
    static const Parameter<Separation> schema[4];
};

// Participation ratio (sum s_i)^2 / sum s_i^2 of the eigenvalues s_i of the covariance of states: how many dimensions
// they fill. (L. Abbott, K. Rajan, H. Sompolinsky 2011, "Interactions between intrinsic and stimulus-evoked activity in
// recurrent neural networks".)
struct EffectiveDimension : MeasureOptions {
    double washout = 0;  // ms
    static const Parameter<EffectiveDimension> schema[5];
};

// The largest Lyapunov exponent of the driven reservoir, per frame: the slope of the mean logarithm of the distance of
// states in pairs of trials whose inputs differ in one frame, while it lies between what rounding and what the size of
// the attractor blur. (H. Kantz 1994, "A robust method to estimate the maximal Lyapunov exponent of a time series",
// Phys. Lett. A 185; J. Boedecker et al. 2012, "Information processing in echo state networks at the edge of chaos",
// Theory in Biosciences 131.)
struct Lyapunov : MeasureOptions {
    std::int64_t skip = 5;
    double floor = 1e-6, ceiling = 0.1;
    static const Parameter<Lyapunov> schema[7];
};

// How far apart the states of trials two and two of each class are, frame by frame, in the mean over the pairs (W.
// Maass, T. Natschlaeger, H. Markram 2002, figure 2). The data reader "spike_pairs" makes such trials.
struct StateDistance : MeasureOptions {
    static const Parameter<StateDistance> schema[4];
};

class KernelRankTrainer : public Measure {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class SeparationTrainer : public Measure {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class StateDistanceTrainer : public Measure {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class EffectiveDimensionTrainer : public Measure {
public:
    void check(const Parameters&, const RunOutline&) const override;
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

class LyapunovTrainer : public Measure {
public:
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
};

}  // namespace limen::train
