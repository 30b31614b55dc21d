// The memory curve: how far back what was heard can be read off states, by a linear readout of its own for each lag.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "train/features/frame_samples.hpp"
#include "train/linear/trainer.hpp"

namespace limen::train {

// States after each frame and the inputs in each, of all trials, read in pieces.
struct MemorySource {
    std::span<const Split> splits;                              // of each trial
    std::function<std::size_t(std::size_t trial)> frames{};     // that have both
    std::function<RowMatrix(const Piece&)> states{}, inputs{};  // a row for each frame
    std::size_t washout = 0;                                    // frames at the start of each trial, which do not count
};

// How each lag is learnt: what `ridge` says of penalties, folds, standardising and the solver.
struct MemoryQuestion {
    std::size_t lags = 0;
    RidgeReadout ridge{};
    // Of each lag and channel, those of one lag side by side: the penalty that a readout has used for this very target;
    // below 0, or an empty list: it is chosen for this lag alone.
    std::vector<double> penalties{};
};

// For each lag k from 0 to `lags`: r^2, the squared coefficient of correlation between the input k frames ago and its
// linear reconstruction from the state, the mean over input channels (Jaeger 2001 for white noise; of other inputs it
// counts too what later inputs say about earlier ones). All frames that have `lags` others before them and are beyond
// the washout; training trials fit a ridge regression, validation trials or folds choose its penalty, test trials are
// measured, or the first where there are no such. Channels that never change are left out. Empty if there are fewer
// than 20 such frames.
std::vector<double> memory_curve(const MemorySource&, const MemoryQuestion&);

// A readout of recorded states, side by side.
struct RecordedMemory {
    std::vector<FrameOptions> records;
    std::string data;    // the input that is recalled; empty: the only one
    double washout = 0;  // ms
};
// Empty where there is no input. Throws ParameterError("data") and DataError.
std::vector<double> memory_of_records(const h5::File& recording, const RecordedMemory&, MemoryQuestion);

// Of each lag and channel `lambda` where the input of that lag is what the recording has for a target of its frames,
// else -1: what a readout with this penalty recalls is then its own score.
std::vector<double> penalties_of_targets(const h5::File& recording, const std::string& data, std::size_t lags,
                                         double lambda);

}  // namespace limen::train
