// Four poles one after the other.
#include "audio/gammatone.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limen::audio {

double erb_of(double frequency) { return 24.7 * (4.37 * frequency / 1000 + 1); }
double erb_number_of(double frequency) { return 21.4 * std::log10(4.37 * frequency / 1000 + 1); }
double frequency_of_erb_number(double number) { return (std::pow(10, number / 21.4) - 1) * 1000 / 4.37; }

Gammatone::Gammatone(double frequency, double rate) : x_frequency(frequency), x_states{} {
    constexpr double bandwidth = 1.019;
    const double turn = 2 * std::numbers::pi / rate;
    const double radius = std::exp(-turn * bandwidth * erb_of(frequency));
    x_pole = std::polar(radius, turn * frequency);
    // Half of a cosine's power is at the negative frequency, which the filter leaves out.
    x_gain = 2 * std::pow(1 - radius, 4);
}

double Gammatone::step(double sample) noexcept {
    std::complex<double> x = x_gain * sample;
    for (std::complex<double>& state : x_states) x = state = x + x_pole * state;
    return x.real();
}

std::vector<double> cochleagram(std::span<const double> samples, double rate, std::size_t channels, double low,
                                double high, std::size_t hop) {
    const std::size_t frames = std::max<std::size_t>(1, (samples.size() + hop - 1) / hop);
    std::vector<double> rows(frames * channels, 0.0);
    const double first = erb_number_of(low), last = erb_number_of(high);
    for (std::size_t c = 0; c < channels; ++c) {
        const double place = channels == 1 ? 0.5 : static_cast<double>(c) / static_cast<double>(channels - 1);
        Gammatone filter(frequency_of_erb_number(first + place * (last - first)), rate);
        for (std::size_t frame = 0; frame < frames; ++frame) {
            const std::size_t begin = frame * hop, end = std::min(begin + hop, samples.size());
            double sum = 0;
            for (std::size_t n = begin; n < end; ++n) sum += std::max(0.0, filter.step(samples[n]));
            rows[frame * channels + c] = end > begin ? sum / static_cast<double>(end - begin) : 0;
        }
    }
    return rows;
}

}  // namespace limen::audio
