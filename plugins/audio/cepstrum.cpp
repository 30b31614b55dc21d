// Sums of cosines, and of differences.
#include "audio/cepstrum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace limen::audio {

std::vector<double> cosine_transform(std::span<const double> values, std::size_t count) {
    const auto n = static_cast<double>(values.size());
    std::vector<double> coefficients;
    for (std::size_t k = 0; k < count; ++k) {
        double sum = 0;
        for (std::size_t i = 0; i < values.size(); ++i)
            sum += values[i] * std::cos(std::numbers::pi * static_cast<double>(k) * (static_cast<double>(i) + 0.5) / n);
        coefficients.push_back(sum * std::sqrt((k == 0 ? 1 : 2) / n));
    }
    return coefficients;
}

std::vector<double> slopes_of(std::span<const double> rows, std::size_t channels) {
    const auto frames = static_cast<std::ptrdiff_t>(rows.size() / channels);
    std::vector<double> slopes(rows.size());
    const auto at = [&](std::ptrdiff_t frame, std::size_t channel) {
        return rows[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(frame, 0, frames - 1)) * channels + channel];
    };
    for (std::ptrdiff_t t = 0; t < frames; ++t)
        for (std::size_t c = 0; c < channels; ++c) {
            double sum = 0;
            for (std::ptrdiff_t n = 1; n <= 2; ++n) sum += static_cast<double>(n) * (at(t + n, c) - at(t - n, c));
            slopes[static_cast<std::size_t>(t) * channels + c] = sum / 10;
        }
    return slopes;
}

}  // namespace limen::audio
