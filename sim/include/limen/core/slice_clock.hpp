// Time as a slice number and an offset in the slice, so that hour 10 is as precise as second 1.
#pragma once

#include <cmath>
#include <cstdint>

namespace limen {

// A moment, with 0 <= offset < length of a slice.
struct Time {
    std::int64_t slice = 0;
    double offset = 0;  // ms
    friend bool operator==(const Time&, const Time&) = default;
    friend auto operator<=>(const Time&, const Time&) = default;
};

// Converts between Time and ms for one slice length. A value. Any thread.
class SliceClock {
public:
    explicit SliceClock(double length) noexcept : x_length(length) {}

    // The largest length of which `parts` fit into `delay` (exactly, not by rounding), so that a spike always acts at
    // least `parts` slices after the one it was emitted in.
    static double length_for(double delay, int parts) noexcept {
        double length = delay / parts;
        while (std::fma(length, parts, -delay) > 0) length = std::nextafter(length, 0.0);
        return length;
    }

    double length() const noexcept { return x_length; }

    // The time `ms` after the trial's start; ms >= 0. What lies beyond every run has a slice that no run reaches.
    Time at(double ms) const noexcept { return split(ms, 0); }

    // The time k * period without the rounding error of the product.
    Time at_multiple(std::int64_t k, double period) const noexcept {
        const double count = static_cast<double>(k);
        const double ms = count * period;
        return split(ms, std::fma(count, period, -ms));
    }

    Time after(Time time, Time delay) const noexcept {
        Time sum{time.slice + delay.slice, time.offset + delay.offset};
        if (sum.offset >= x_length) {
            sum.offset -= x_length;
            ++sum.slice;
        }
        return sum;
    }

    // The time from one moment to another in ms, however late both are.
    double between(Time from, Time to) const noexcept {
        return std::fma(static_cast<double>(to.slice - from.slice), x_length, to.offset - from.offset);
    }

    // A moment in ms, rounded once, so that a later Time never becomes a smaller number.
    double ms(Time time) const noexcept { return std::fma(static_cast<double>(time.slice), x_length, time.offset); }

private:
    Time split(double ms, double rest) const noexcept {
        double slice = std::fmin(std::floor(ms / x_length), never);
        double offset = std::fma(-slice, x_length, ms) + rest;
        if (offset < 0) {
            slice -= 1;
            offset += x_length;
        }
        if (offset >= x_length) {
            slice += 1;
            offset = std::fmax(0.0, offset - x_length);
        }
        return {static_cast<std::int64_t>(slice), offset};
    }

    // The number of a slice that no run reaches. The sum of two still is a 64-bit number.
    static constexpr double never = 0x1p61;

    double x_length;
};

}  // namespace limen
