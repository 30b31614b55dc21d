// The memory curve: how far back what was heard can be read off states, by a linear readout of its own for each lag.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "train/frames.hpp"

namespace limen::train {

// All frames of a trial: states [frames x units] after each, inputs [frames x channels] in each.
using FramesOfTrial = std::function<RowMatrix(std::size_t trial)>;

// For each lag k from 0 to `lags`: r^2, the squared coefficient of correlation between the input k frames ago and its
// linear reconstruction from the state, the mean over input channels (Jaeger 2001 for white noise; of other inputs it
// counts too what later inputs say about earlier ones). Frames that have `lags` others before them, 2,000 at most;
// those of training trials fit a ridge regression, those of test trials are measured, or the former where there are no
// such. Channels that never change are left out. Empty if there are fewer than 20 such frames.
std::vector<double> memory_curve(std::span<const std::uint8_t> splits, std::size_t lags, const FramesOfTrial& states,
                                 const FramesOfTrial& inputs);

// That of recorded states, side by side, and of the input `data`; empty: the only one. Empty where there is no input.
// Throws ParameterError("data") and DataError.
std::vector<double> memory_of_records(const h5::File& recording, const std::vector<FrameOptions>& records,
                                      const std::string& data, std::size_t lags);

}  // namespace limen::train
