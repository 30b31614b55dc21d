// Mel filters are where their formula puts them.
#include "audio/mel.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "audio/spectrum.hpp"
#include "limen/core/error.hpp"
#include "sounds.hpp"

using namespace limen::audio;
using namespace limen::audio::test;

TEST_CASE("mel and frequency are each other's inverse, and 1000 Hz are 1000 mel") {
    CHECK(mel_of(1000) == doctest::Approx(1000).epsilon(1e-4));
    for (const double f : {0.0, 60.0, 440.0, 4000.0}) CHECK(frequency_of(mel_of(f)) == doctest::Approx(f));
}

TEST_CASE("a tone is loudest in the channel whose centre is nearest") {
    const Spectra spectra(256, 80);
    const MelBank bank(20, 100, 4000, spectra.size(), 8000);
    for (const double f : {300.0, 1000.0, 2500.0, 3500.0}) {
        const auto energies = bank.apply(spectra.power(tone(f, 8000, 256), 0));
        const auto loudest =
            static_cast<std::size_t>(std::max_element(energies.begin(), energies.end()) - energies.begin());
        for (std::size_t c = 0; c < bank.channels(); ++c)
            CHECK(std::fabs(bank.centre(loudest) - f) <= std::fabs(bank.centre(c) - f) + 8000.0 / 256);
    }
}

TEST_CASE("between the outer centres the triangles add up to 1") {
    const MelBank bank(10, 100, 4000, 512, 8000);
    for (std::size_t bin = 0; bin <= 256; ++bin) {
        const double f = static_cast<double>(bin) * 8000 / 512;
        if (f < bank.centre(0) || f > bank.centre(9)) continue;
        std::vector<double> power(257, 0.0);
        power[bin] = 1;
        double sum = 0;
        for (const double x : bank.apply(power)) sum += x;
        // Straight in frequency, and their feet at the neighbours' centres.
        CHECK(sum == doctest::Approx(1).epsilon(1e-9));
    }
}

TEST_CASE("more channels than the spectrum can tell apart are refused") {
    CHECK_THROWS_WITH_AS(MelBank(120, 0, 4000, 256, 8000), doctest::Contains("between two bins"),
                         limen::ParameterError);
}
