// What the update of a reservoir does around W h: input and bias before it, activation and leak after it.
//
//   x = b + W_in u(k) + W h(k-1) + noise
//   h(k) = (1 - a) h(k-1) + a f(x)      "leaky_average": Lukosevicius 2012, equation 3
//   h(k) = (1 - a) h(k-1) +   f(x)      "leaky_integrator": Jaeger 2007 ("Echo state network", Scholarpedia 2:2330)
//
// With a = 1 both are h(k) = f(x).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "esn/recurrence.hpp"
#include "esn/vectors.hpp"

namespace limen::esn {

enum class Activation { tanh, logistic, identity, relu };
double activate(Activation, double x) noexcept;

// For each unit: h(k) = keep h(k-1) + gain f(x). Throws ParameterError.
struct Leaks {
    std::vector<double> keep, gain;
};
Leaks draw_leaks(const Esn&, std::uint64_t seed, std::uint32_t id);

// Which random stream a trial's noise comes from.
struct NoiseStream {
    std::uint64_t seed;
    std::uint32_t id, trial;
    std::int64_t frame;
};

// Arrays are those of one state, or of lane_group states side by side, as for Recurrence. Nothing in it changes. Any
// thread.
template <class Real>
class UpdateRule {
public:
    UpdateRule(const Esn&, const Reservoir&, const Leaks&);

    // Sets the sums to b + W_in u.
    void begin(std::span<const Real> input, Real* sums, Rows rows) const;
    // The same for each lane; the input is channel by channel, lane_group numbers each.
    void begin_lanes(std::span<const Real> input, Real* sums, Rows rows) const;
    bool noisy() const noexcept { return x_noise > 0; }
    // Adds a number uniform in plus or minus state_noise to each unit's sum; the sums of unit i at i * stride.
    void add_noise(const NoiseStream&, Real* sums, std::size_t stride, Rows rows) const;
    // Makes the new state of the old one and the sums; false if a number in it is not finite.
    bool finish(const Real* old, const Real* sums, Real* h, Rows rows) const;
    bool finish_lanes(const Real* old, const Real* sums, Real* h, Rows rows) const;
    std::uint64_t bytes() const noexcept;

private:
    std::size_t x_units, x_channels;
    Activation x_activation;
    double x_noise;
    Aligned<Real> x_bias, x_keep, x_gain;
    Aligned<Real> x_by_channel;   // W_in, channel by channel, each padded
    std::vector<Real> x_by_unit;  // W_in, unit by unit
};

}  // namespace limen::esn
