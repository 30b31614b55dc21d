// One line on stderr that says how far a run is.
#pragma once

#include <chrono>
#include <string>

#include "limen/simulation/simulation.hpp"

namespace limen::app {

// "42 %  12,500 ms/s  83,000 spikes/s  8.00 s left", cut to `width` characters.
std::string progress_text(const Progress&, std::size_t width);

// Draws the line at most ten times a second and wipes it when it is destroyed; silent when `wanted` is false or stderr
// is no terminal. One thread at a time.
class ProgressLine {
public:
    explicit ProgressLine(bool wanted);
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const Progress&);

private:
    bool x_active;
    bool x_drawn = false;
    std::chrono::steady_clock::time_point x_last{};
};

}  // namespace limen::app
