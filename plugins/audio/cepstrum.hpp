// Cepstra, and how frames change.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace limen::audio {

// The first `count` coefficients of the orthonormal discrete cosine transform (DCT-II): of log mel energies, the
// mel-frequency cepstral coefficients (Davis and Mermelstein 1980).
std::vector<double> cosine_transform(std::span<const double> values, std::size_t count);

// The slope of each channel over five frames, sum_{n = 1, 2} n (x(t + n) - x(t - n)) / 10 (Furui 1986), with the first
// and last frames repeated beyond the ends. rows: [frames x channels].
std::vector<double> slopes_of(std::span<const double> rows, std::size_t channels);

}  // namespace limen::audio
