// In which frame a moment lies, and when a frame begins: one answer for all who count in frames, windows, bins, steps
// or samples.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace limen {

// Frames of one length, end to end, the first of which begins at `start`. A moment is a rounded number, and 4 * 12.8 in
// it may lie on either side of a border. So a moment that is nearer to a border than 10^-9 of a frame, or than what is
// lost in rounding numbers of its size, is that border, and a border belongs to the frame that begins there. Times are
// in ms, or in any other unit; moments are finite. A value. Any thread.
class FrameClock {
public:
    explicit FrameClock(double length, double start = 0) noexcept : x_length(length), x_start(start) {}

    double length() const noexcept { return x_length; }

    // When a frame begins, rounded once.
    double begin(std::int64_t frame) const noexcept { return std::fma(static_cast<double>(frame), x_length, x_start); }

    // The earliest moment of a frame: a hair before it begins.
    double earliest(std::int64_t frame) const noexcept { return begin(frame) - slack(begin(frame)); }

    // The frame that a moment lies in; below 0 before the start.
    std::int64_t at(double moment) const noexcept {
        const Place place = place_of(moment);
        return place.border - (place.beyond < 0 ? 1 : 0);
    }

    // How many frames begin before a moment; the one that begins at this very moment does not.
    std::int64_t begun(double moment) const noexcept {
        const Place place = place_of(moment);
        return place.border + (place.beyond > 0 ? 1 : 0);
    }

    // How many frames fit into a duration.
    std::int64_t fitting(double duration) const noexcept { return FrameClock(x_length).at(duration); }

    // How many frames a duration consists of; nothing where whole frames do not fill it.
    std::optional<std::int64_t> filling(double duration) const noexcept {
        const Place place = FrameClock(x_length).place_of(duration);
        if (place.beyond != 0 || place.border < 1) return std::nullopt;
        return place.border;
    }

private:
    // The border that a moment is nearest to, and how far beyond it the moment lies; 0 where rounding explains it.
    struct Place {
        std::int64_t border;
        double beyond;
    };

    Place place_of(double moment) const noexcept {
        constexpr double most = 0x1p62;  // frames; no run has as many
        const double since = moment - x_start, border = std::clamp(std::round(since / x_length), -most, most);
        const double beyond = std::fma(-border, x_length, since);
        return {static_cast<std::int64_t>(border), std::fabs(beyond) <= slack(moment) ? 0 : beyond};
    }

    // A moment is a start and a number of frames, two sums and two products each rounded by half a unit in the last
    // place.
    double slack(double moment) const noexcept {
        constexpr double share = 1e-9, roundings = 4;
        return std::max(share * x_length,
                        roundings * std::numeric_limits<double>::epsilon() * (std::fabs(moment) + std::fabs(x_start)));
    }

    double x_length, x_start;
};

// A rounding error before a moment: from there on, what is meant to be at that moment may lie.
inline double just_before(double moment) noexcept {
    constexpr double roundings = 4;
    return moment - roundings * std::numeric_limits<double>::epsilon() * std::fabs(moment);
}

}  // namespace limen
