// The parts of a task: a sequence to train on, one to choose parameters by, and one to test on. Each is a trial.
#pragma once

#include <functional>
#include <vector>

#include "limen/schema/dataset.hpp"

namespace limen::tasks {

// Lengths in frames, those that a readout's washout leaves out included. A part of no frames is left out.
struct Parts {
    std::int64_t train = 2000, validation = 0, test = 1000;
};

// The keys of the parts in the schema of a task, which derives from Parts.
template <class Task>
inline constexpr Parameter<Task> train_key{"train", &Task::train, "", Range::positive,
                                           "frames of the training sequence"};
template <class Task>
inline constexpr Parameter<Task> validation_key{"validation", &Task::validation, "", Range::not_negative,
                                                "frames of the sequence to choose parameters by; 0: none"};
template <class Task>
inline constexpr Parameter<Task> test_key{"test", &Task::test, "", Range::not_negative,
                                          "frames of the test sequence; 0: none"};
template <class Task>
inline constexpr Parameter<Task> horizon_key{"horizon", &Task::horizon, "", Range::not_negative,
                                             "how many frames ahead of the input the target is"};

// Inputs and targets of one sequence, a row for each frame.
struct Sequence {
    std::vector<double> values, targets;
};

// Frames of all parts together. Throws ParameterError("train") where they would hold more than 10^9 numbers, of which
// each frame has `numbers`.
std::size_t total_frames(const Parts&, double numbers);

// Calls make(part, frames) for each part that is not empty and strings together what it gives.
Trials independent_parts(const Parts&, std::size_t channels, std::size_t target_channels,
                         const std::function<Sequence(Split, std::size_t)>& make);

// Cuts a series of rows of `channels` numbers into the parts, one after the other. The target of a frame is the row
// `horizon` frames later, so the series needs as many rows more. Throws ParameterError("train") where it is too short.
Trials consecutive_parts(const Parts&, const std::vector<double>& series, std::size_t channels, std::size_t horizon);

// The horizon as a number of rows. Throws ParameterError where it is above 10^6.
std::size_t checked_horizon(std::int64_t horizon);

// Throws ParameterError("low") unless low < high.
void check_interval(double low, double high);

}  // namespace limen::tasks
