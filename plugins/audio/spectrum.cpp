// Hann's window and the fast Fourier transform of Eigen (KISS FFT).
#include "audio/spectrum.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <numbers>
#include <unsupported/Eigen/FFT>

namespace limen::audio {

Spectra::Spectra(std::size_t length, std::size_t hop) : x_length(length), x_hop(hop), x_size(std::bit_ceil(length)) {
    for (std::size_t n = 0; n < length; ++n)
        x_window.push_back(0.5 -
                           0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(length)));
}

std::size_t Spectra::count(std::size_t samples) const noexcept {
    return samples < x_length ? 1 : 1 + (samples - x_length) / x_hop;
}

std::vector<double> Spectra::power(std::span<const double> samples, std::size_t window) const {
    // Plans are kept from call to call, and belong to one thread.
    thread_local Eigen::FFT<double> transform;
    std::vector<double> windowed(x_size, 0.0);
    const std::size_t first = window * x_hop;
    for (std::size_t n = 0; n < x_length && first + n < samples.size(); ++n)
        windowed[n] = x_window[n] * samples[first + n];
    std::vector<std::complex<double>> spectrum;
    transform.fwd(spectrum, windowed);
    std::vector<double> power(bins());
    std::transform(spectrum.begin(), spectrum.begin() + static_cast<std::ptrdiff_t>(bins()), power.begin(),
                   [](const std::complex<double>& x) { return std::norm(x); });
    return power;
}

}  // namespace limen::audio
