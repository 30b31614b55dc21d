// Triangles over bins.
#include "audio/mel.hpp"

#include <fmt/format.h>

#include <cmath>

#include "limen/core/error.hpp"

namespace limen::audio {

double mel_of(double frequency) { return 2595 * std::log10(1 + frequency / 700); }
double frequency_of(double mel) { return 700 * (std::pow(10, mel / 2595) - 1); }

MelBank::MelBank(std::size_t channels, double low, double high, std::size_t size, double rate) {
    const double step = (mel_of(high) - mel_of(low)) / static_cast<double>(channels + 1);
    const auto corner = [&](std::size_t i) { return frequency_of(mel_of(low) + step * static_cast<double>(i)); };
    for (std::size_t c = 0; c < channels; ++c) {
        const double left = corner(c), centre = corner(c + 1), right = corner(c + 2);
        Filter filter{centre, 0, {}};
        for (std::size_t bin = 0; bin <= size / 2; ++bin) {
            const double f = static_cast<double>(bin) * rate / static_cast<double>(size);
            const double weight = f <= centre ? (f - left) / (centre - left) : (right - f) / (right - centre);
            if (weight <= 0) continue;
            if (filter.weights.empty()) filter.first = bin;
            filter.weights.push_back(weight);
        }
        if (filter.weights.empty())
            throw ParameterError("channels",
                                 fmt::format("is {}: the channel from {:.0f} to {:.0f} Hz lies between two bins of the "
                                             "spectrum; use fewer channels or a longer window",
                                             channels, left, right));
        x_filters.push_back(std::move(filter));
    }
}

std::vector<double> MelBank::apply(std::span<const double> power) const {
    std::vector<double> sums;
    for (const Filter& filter : x_filters) {
        double sum = 0;
        for (std::size_t i = 0; i < filter.weights.size(); ++i) sum += filter.weights[i] * power[filter.first + i];
        sums.push_back(sum);
    }
    return sums;
}

}  // namespace limen::audio
