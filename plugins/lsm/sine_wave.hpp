// A sine in time, whose accuracy does not fade with it.
#pragma once

#include "limen/core/math.hpp"
#include "lsm/drive_limits.hpp"

namespace limen::lsm {

// sin(2 pi frequency t + phase), counted in turns.
struct SineWave {
    double frequency;  // Hz
    double phase;      // rad
    double at(double ms) const noexcept {
        constexpr double rad_per_turn = 6.28318530717958647693;
        return math::sin_turns(frequency * ms / ms_per_s + phase / rad_per_turn);
    }
};

// Throws ParameterError where the sine has no meaning.
inline void check_wave(const SineWave& wave) {
    constexpr double most_frequency = 1e6, most_phase = 1e6;
    refuse_above(most_frequency, "frequency", wave.frequency, "Hz");
    refuse_above(most_phase, "phase", wave.phase, "rad");
}

}  // namespace limen::lsm
