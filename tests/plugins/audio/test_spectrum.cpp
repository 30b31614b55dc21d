// Spectra against their definition.
#include "audio/spectrum.hpp"

#include <doctest/doctest.h>

#include <complex>

#include "sounds.hpp"

using namespace limen::audio;
using namespace limen::audio::test;

TEST_CASE("the power is that of the discrete Fourier transform of the window") {
    const Spectra spectra(25, 10);
    REQUIRE(spectra.size() == 32);
    const auto x = tone(700, 8000, 60);
    const auto power = spectra.power(x, 2);
    REQUIRE(power.size() == 17);
    for (std::size_t k = 0; k < power.size(); ++k) {
        std::complex<double> sum = 0;
        for (std::size_t n = 0; n < 25; ++n) {
            const double w = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(n) / 25);
            sum += w * x[20 + n] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(k * n) / 32);
        }
        CHECK(power[k] == doctest::Approx(std::norm(sum)).epsilon(1e-9));
    }
}

TEST_CASE("the energy of a window is that of its spectrum (Parseval)") {
    const Spectra spectra(64, 64);
    const auto x = tone(1234, 8000, 64);
    const auto power = spectra.power(x, 0);
    double energy = 0, sum = power.front() + power.back();
    for (std::size_t n = 0; n < 64; ++n)
        energy += std::pow((0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(n) / 64)) * x[n], 2);
    for (std::size_t k = 1; k + 1 < power.size(); ++k) sum += 2 * power[k];
    CHECK(sum / 64 == doctest::Approx(energy).epsilon(1e-12));
}

TEST_CASE("windows lie within the sound; a short one has a single window") {
    const Spectra spectra(200, 80);
    CHECK(spectra.count(50) == 1);
    CHECK(spectra.count(200) == 1);
    CHECK(spectra.count(279) == 1);
    CHECK(spectra.count(280) == 2);
    CHECK(spectra.count(8000) == 98);
}
