// Gammatone filter banks: a model of the basilar membrane.
#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace limen::audio {

// The equivalent rectangular bandwidth of the ear at f Hz: 24.7 (4.37 f / 1000 + 1) (Glasberg and Moore 1990), and the
// number of such bands below f.
double erb_of(double frequency);
double erb_number_of(double frequency);
double frequency_of_erb_number(double number);

// One filter of the fourth order (Patterson et al. 1987) as four complex poles at exp(2 pi (i f - 1.019 erb(f)) / rate)
// (Holdsworth et al. 1988), with a gain of 1 at f.
class Gammatone {
public:
    Gammatone(double frequency, double rate);
    double frequency() const noexcept { return x_frequency; }
    // Takes the next sample, and gives the membrane's.
    double step(double sample) noexcept;

private:
    double x_frequency, x_gain;
    std::complex<double> x_pole, x_states[4];
};

// The mean of each filter's half-wave rectified output over stretches of `hop` samples; the first is sample 0. Channels
// are evenly spaced in ERB numbers from `low` to `high` Hz. [frames x channels]; the last frame is of what is left.
std::vector<double> cochleagram(std::span<const double> samples, double rate, std::size_t channels, double low,
                                double high, std::size_t hop);

}  // namespace limen::audio
