// The signs of life of a run that was asked to stop: RunControl::pulse.
#pragma once

#include <atomic>
#include <cstdint>

#include "limen/engine/run_control.hpp"

namespace limen {

// Any thread. Until the run is asked to stop it only reads a flag that nobody writes, so it costs nothing.
class Pulse {
public:
    Pulse() = default;
    explicit Pulse(const RunControl& control) : x_stop(control.stop), x_beats(control.pulse) {}
    void beat() const noexcept {
        if (x_beats != nullptr && x_stop != nullptr && x_stop->load(std::memory_order_relaxed)) x_beats->fetch_add(1);
    }
    // While it lives, the engine runs plugins, whose beats come in `quick` succession or are not waited for; before and
    // after it, its own code.
    class InPlugins {
    public:
        explicit InPlugins(const Pulse& pulse, bool quick = true) : x_beats(quick ? pulse.x_beats : nullptr) {
            if (x_beats != nullptr) *x_beats = 0;
        }
        ~InPlugins() {
            if (x_beats != nullptr) *x_beats = -1;
        }
        InPlugins(const InPlugins&) = delete;
        InPlugins& operator=(const InPlugins&) = delete;

    private:
        std::atomic<std::int64_t>* x_beats;
    };
    void engine_alone() const noexcept {
        if (x_beats != nullptr) *x_beats = -1;
    }

private:
    const std::atomic<bool>* x_stop = nullptr;
    std::atomic<std::int64_t>* x_beats = nullptr;
};

}  // namespace limen
