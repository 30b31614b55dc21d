// Gammatone filters have the gain and the bandwidth that they are named for.
#include "audio/gammatone.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "sounds.hpp"

using namespace limen::audio;
using namespace limen::audio::test;

namespace {

// The amplitude of a filter's answer to a tone, once it has settled.
double gain_at(double frequency, double tone_frequency) {
    Gammatone filter(frequency, 16000);
    double highest = 0;
    const auto x = tone(tone_frequency, 16000, 8000, 1);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const double y = filter.step(x[n]);
        if (n > 4000) highest = std::max(highest, std::fabs(y));
    }
    return highest;
}

}  // namespace

// B. Glasberg, B. Moore 1990, Hearing Research 47: 132.6 Hz at 1 kHz, and 15.6 such bands below it.
TEST_CASE("the bandwidths of the ear") {
    CHECK(erb_of(1000) == doctest::Approx(132.639).epsilon(1e-5));
    CHECK(erb_number_of(1000) == doctest::Approx(15.62).epsilon(1e-3));
    for (const double f : {100.0, 1000.0, 5000.0})
        CHECK(frequency_of_erb_number(erb_number_of(f)) == doctest::Approx(f));
}

// |H(f)| = (1 + ((f - f_c) / b)^2)^-2 of a filter of the fourth order, b = 1.019 ERB (Patterson et al. 1987).
TEST_CASE("the gain is 1 at the centre and falls as the formula says") {
    for (const double f : {500.0, 1000.0, 3000.0}) {
        CHECK(gain_at(f, f) == doctest::Approx(1).epsilon(0.01));
        for (const double away : {-1.0, 0.5, 1.0, 2.0}) {
            const double b = 1.019 * erb_of(f), offset = away * b;
            CHECK(gain_at(f, f + offset) == doctest::Approx(std::pow(1 + away * away, -2)).epsilon(0.05));
        }
    }
}

TEST_CASE("a cochleagram is brightest where the tone is, silent before it, and never negative") {
    std::vector<double> x(4000, 0.0);
    const auto later = tone(1000, 8000, 4000);
    x.insert(x.end(), later.begin(), later.end());
    const auto rows = cochleagram(x, 8000, 21, 100, 3900, 80);
    REQUIRE(rows.size() == 100 * 21);
    for (const double v : rows) CHECK(v >= 0);
    for (std::size_t i = 0; i < 50 * 21; ++i) CHECK(rows[i] == 0);
    const auto last = rows.end() - 21;
    const auto brightest = static_cast<double>(std::max_element(last, rows.end()) - last);
    const double f =
        frequency_of_erb_number(erb_number_of(100) + brightest / 20 * (erb_number_of(3900) - erb_number_of(100)));
    CHECK(std::fabs(erb_number_of(f) - erb_number_of(1000)) < 0.7);
    // The mean of a rectified sine wave is its amplitude over pi.
    CHECK(*std::max_element(last, rows.end()) == doctest::Approx(0.5 / std::numbers::pi).epsilon(0.1));
}
