// How the numbers of a channel are standardised, and when they differ by rounding alone.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace limen {

// The least and the largest of some numbers.
class Extent {
public:
    void add(double x) noexcept {
        if (x < x_low) x_low = x;
        if (x > x_high) x_high = x;
    }
    double largest() const noexcept { return std::max(std::fabs(x_low), std::fabs(x_high)); }
    // Whether the numbers differ by no more than rounding explains: what is computed in a few thousand steps is off by
    // less than this share. (A sum of a million copies of 0.1 over a million is off by 10^-11 of 0.1: a deviation from
    // such a mean says nothing about a channel.) True where there are none.
    bool constant() const noexcept {
        constexpr double rounding = 1e-12;
        return !(x_high - x_low > rounding * largest());
    }

private:
    double x_low = std::numeric_limits<double>::infinity(), x_high = -std::numeric_limits<double>::infinity();
};

// The mean of a channel, the sum of squares about it, which is 0 where the channel is constant, and how many numbers it
// has.
struct ChannelScale {
    double mean = 0, squares = 0, count = 0;

    // The mean square about the mean: 0 degrees of freedom are taken off.
    double variance() const noexcept { return count > 0 ? squares / count : 0; }
    double deviation() const noexcept { return std::sqrt(variance()); }
    // (x - mean) / divisor() has mean 0 and deviation 1, and is 0, whatever x is, in a channel that is constant.
    double divisor() const noexcept {
        const double unit = deviation();
        return unit > 0 ? unit : std::numeric_limits<double>::infinity();
    }
};

// The scale of the numbers with which `each` calls its argument, the same ones each time.
template <class Each>
ChannelScale channel_scale(Each&& each) {
    double sum = 0, squares = 0, count = 0;
    Extent extent;
    each([&](double x) {
        sum += x;
        count += 1;
        extent.add(x);
    });
    if (count == 0) return {};
    const double mean = sum / count;
    if (extent.constant()) return {mean, 0, count};
    each([&](double x) { squares += (x - mean) * (x - mean); });
    return {mean, squares, count};
}

}  // namespace limen
