// Ben's spiker algorithm: its filter, and the channel back.
#include "lsm/encoders/bsa_encoder.hpp"

#include <numeric>

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

TEST_CASE("the filter is symmetric and sums to 1") {
    const BsaEncoder encoder({.cutoff = 20, .length = 50}, context_of(1));
    const std::vector<double>& filter = encoder.filter();
    REQUIRE(filter.size() == 50);
    for (std::size_t j = 0; j < 25; ++j) CHECK(filter[j] == doctest::Approx(filter[49 - j]).epsilon(1e-12));
    CHECK(std::accumulate(filter.begin(), filter.end(), 0.0) == doctest::Approx(1));
}

TEST_CASE("the lowest value gives no spikes, and the highest one in each step") {
    const BsaEncoder encoder({.low = -1, .high = 1}, context_of(1));
    CHECK(played(encoder, trials_of(1, {std::vector<double>(20, -1)}))[0].empty());
    CHECK(played(encoder, trials_of(1, {std::vector<double>(20, 1)}))[0].size() == 200);
}

TEST_CASE("a channel that is a sum of filters is decoded exactly") {
    const BsaEncoder encoder({.low = 0, .high = 1, .cutoff = 15, .length = 40, .step = frame / 4}, context_of(1));
    std::vector<DataEvent> spikes;
    for (const double n : {3.0, 9.0, 21.0}) spikes.push_back({n * frame / 4, 0});
    const std::vector<double> values = encoder.decode(spikes, 20);
    for (std::size_t k = 0; k < 20; ++k) {
        double expected = 0;
        for (const std::size_t n : {3U, 9U, 21U})
            if (const std::size_t at = 4 * (k + 1); at >= n && at - n < encoder.filter().size())
                expected += encoder.filter()[at - n];
        CHECK(values[k] == doctest::Approx(expected));
    }
}

TEST_CASE("a slow channel comes back with little noise, once the filter has come in") {
    const BsaEncoder encoder({.low = -2, .high = 2, .cutoff = 15, .length = 60}, context_of(2));
    CHECK(finding(encoder, sines(2, 600), "decoded_snr_dB") > 12);
    CHECK(largest_error(encoder, sines(2, 600), 6) < 0.5);
}

TEST_CASE("ranges, steps and filters that make no sense are refused") {
    CHECK_THROWS_AS(BsaEncoder({.low = 1, .high = 0}, context_of(1)), ParameterError);
    CHECK_THROWS_AS(BsaEncoder({.step = 3}, context_of(1)), ParameterError);
    CHECK_THROWS_AS(BsaEncoder({.length = 1e9}, context_of(1)), ParameterError);
    CHECK(BsaEncoder({.low = 0, .high = 1}, context_of(1)).exceeds(1.5));
}
