// Statistics of spikes whose answer is known: clocks, chance, and whoever fires as one.
#include "train/measures/spike_statistics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "../small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

struct Spikes {
    std::vector<double> times;
    std::vector<std::uint64_t> units;
};

Spikes sorted(std::vector<std::pair<double, std::uint64_t>> all) {
    std::sort(all.begin(), all.end());
    Spikes spikes;
    for (const auto& [time, unit] : all) spikes.times.push_back(time), spikes.units.push_back(unit);
    return spikes;
}

// Independent Poisson processes, in ms.
Spikes poisson(std::size_t units, double rate, double duration) {
    std::mt19937_64 random(1);
    std::exponential_distribution<double> interval(rate / 1000);
    std::vector<std::pair<double, std::uint64_t>> all;
    for (std::uint64_t unit = 0; unit < units; ++unit)
        for (double t = interval(random); t < duration; t += interval(random)) all.emplace_back(t, unit);
    return sorted(all);
}

}  // namespace

TEST_CASE("a clock has no variation, and its rate is its rate") {
    std::vector<std::pair<double, std::uint64_t>> all;
    for (int i = 0; i < 50; ++i) all.emplace_back(i * 20 + 3, 1);
    all.emplace_back(5, 0);
    const Spikes spikes = sorted(all);
    SpikeGatherer gatherer(3, 5, 1);
    gatherer.add(spikes.times, spikes.units, 1000);
    gatherer.add({}, {}, 1000);
    CHECK(gatherer.rates() == std::vector<double>{0.5, 25, 0});
    CHECK(std::isnan(gatherer.variations()[0]));
    CHECK(gatherer.variations()[1] == doctest::Approx(0).epsilon(1e-6));
}

TEST_CASE("intervals do not reach from one trial into the next") {
    SpikeGatherer gatherer(1, 5, 1);
    for (int trial = 0; trial < 3; ++trial) {
        const std::vector<double> times{80, 90};
        const std::vector<std::uint64_t> units{0, 0};
        gatherer.add(times, units, 100);
    }
    CHECK(gatherer.variations()[0] == doctest::Approx(0).epsilon(1e-6));
}

TEST_CASE("independent Poisson processes: variation and Fano factor 1, synchrony one over the root of their number") {
    const Spikes spikes = poisson(100, 20, 100'000);
    SpikeGatherer gatherer(100, 5, 1);
    gatherer.add(spikes.times, spikes.units, 100'000);
    double variation = 0;
    for (const double cv : gatherer.variations()) variation += cv / 100;
    CHECK(variation == doctest::Approx(1).epsilon(0.01));
    CHECK(gatherer.fano_factor() == doctest::Approx(1).epsilon(0.01));
    CHECK(gatherer.synchrony() == doctest::Approx(0.1).epsilon(0.05));
    // What follows has nothing to do with what was before: the next bin has its mean, here 2 spikes, for each spike
    // that this one has, so that sigma = 2 E[1/n | n > 0], and 2 (Ei(2) - ln 2 - 0.5772) / (e^2 - 1) = 1.153.
    CHECK(gatherer.branching() == doctest::Approx(1.153).epsilon(0.02));
}

TEST_CASE("units that fire as one have a synchrony of 1") {
    std::vector<std::pair<double, std::uint64_t>> all;
    for (int i = 0; i < 30; ++i)
        for (std::uint64_t unit = 0; unit < 10; ++unit) all.emplace_back(i * 31 + 1, unit);
    const Spikes spikes = sorted(all);
    SpikeGatherer gatherer(10, 5, 1);
    gatherer.add(spikes.times, spikes.units, 1000);
    CHECK(gatherer.synchrony() == doctest::Approx(1));
}

TEST_CASE("avalanches lie between empty bins, and branching is what follows over what was") {
    SpikeGatherer gatherer(5, 5, 2);
    const std::vector<double> times{0.5, 2.1, 2.2, 3.9, 4, 10, 17, 18};
    gatherer.add(times, std::vector<std::uint64_t>(8, 0), 20);
    CHECK(gatherer.sizes() == std::vector<std::uint64_t>{5, 1, 2});
    CHECK(gatherer.lengths() == std::vector<std::uint64_t>{3, 1, 2});
    // Bins 0, 1, 2 have 1, 3, 1 spikes; 5 has 1; 8 and 9 have 1 each, and a bin follows on all of them but the last.
    CHECK(gatherer.branching() == doctest::Approx((3 + 1.0 / 3 + 0 + 0 + 1 + 0) / 6));
}

TEST_CASE("the exponent of sizes drawn by a power law comes back") {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform;
    std::vector<double> below{0};  // below[s]: the probability of at most s, by zeta(2.5) = 1.341487
    for (int s = 1; s < 100'000; ++s) below.push_back(below.back() + std::pow(s, -2.5) / 1.3414872573);
    std::vector<std::uint64_t> sizes;
    for (int i = 0; i < 20'000; ++i) {
        const double u = uniform(random);
        sizes.push_back(static_cast<std::uint64_t>(std::upper_bound(below.begin(), below.end(), u) - below.begin()));
    }
    CHECK(power_law_exponent(sizes) == doctest::Approx(2.5).epsilon(0.02));
    CHECK(std::isnan(power_law_exponent(std::vector<std::uint64_t>{1, 1, 1})));
}

TEST_CASE("a recording's spikes are measured after the washout, and written") {
    SmallRecording recording;
    recording.times = {5, 30, 50, 70, 95, 130, 190, 200, 210};
    recording.ids = {0, 0, 1, 1, 0, 1, 0, 0, 0};
    const TemporaryFile file("statistics.h5"), output("statistics_out.h5");
    recording.write(file.path);
    h5::File::create(output.path);
    const Parameters parameters(
        {{"record", std::string("liquid")}, {"bin", 5.0}, {"avalanche_bin", 0.0}, {"washout", 20.0}});
    const auto metrics = train_file(SpikeStatisticsTrainer(), file.path, parameters, "s", output.path);
    // Left: 30, 50 | 95 | (none: 130 is in the washout) | 200, 210, in 4 x 40 ms.
    CHECK(metrics.at("rate") == doctest::Approx(5 / 0.16 / 2));
    CHECK(metrics.at("avalanche_bin") == doctest::Approx(160 / 5.0));
    CHECK(!metrics.contains("cv"));
    CHECK(metrics.at("intervals") == 1);
    CHECK(h5::File::open(output.path).read<double>("/s/rate") == std::vector<double>{4 / 0.16, 1 / 0.16});
    CHECK_THROWS_AS(
        train_file(
            SpikeStatisticsTrainer(), file.path,
            Parameters({{"record", std::string("nobody")}, {"bin", 5.0}, {"avalanche_bin", 0.0}, {"washout", 0.0}}),
            "s", output.path),
        ParameterError);
}

TEST_CASE("a clock in bins of its own period fills each, whatever its binary digits and however late the trial") {
    for (const double period : {12.8, 33.3, 0.1})
        for (const double start : {0.0, 51.2, 1e6 + 0.3}) {
            CAPTURE(period);
            CAPTURE(start);
            std::vector<double> times;
            for (int k = 1; k < 400; ++k) times.push_back(start + k * period);  // the first bin is empty
            SpikeGatherer gatherer(1, period, period);
            gatherer.add(times, std::vector<std::uint64_t>(times.size(), 0), 400 * period, start);
            // 399 spikes in 400 bins: variance over mean is 1 - 399 / 400.
            CHECK(gatherer.fano_factor() == doctest::Approx(0.0025));
            CHECK(gatherer.lengths() == std::vector<std::uint64_t>{399});
            CHECK(gatherer.sizes() == std::vector<std::uint64_t>{399});
            CHECK(gatherer.variations()[0] == 0);
            CHECK(gatherer.intervals() == std::vector<double>{398});
        }
}

TEST_CASE("spikes behind the last whole bin are no part of the counts' mean") {
    SpikeGatherer gatherer(1, 5, 1);
    const std::vector<double> times{1, 6, 10.5, 11, 11.5, 11.8};
    gatherer.add(times, std::vector<std::uint64_t>(6, 0), 12);
    CHECK(gatherer.fano_factor() == doctest::Approx(0));  // one spike in each of two bins
}

TEST_CASE("units that always add up to the same have a synchrony of 0") {
    SpikeGatherer gatherer(7, 1, 1);
    std::vector<double> times;
    std::vector<std::uint64_t> units;
    for (int k = 0; k < 70; ++k)
        for (std::uint64_t i = 0; i < 3; ++i) {
            times.push_back(k + 0.2);
            units.push_back((3 * static_cast<std::uint64_t>(k) + i) % 7);
        }
    gatherer.add(times, units, 70);
    CHECK(gatherer.synchrony() == 0);
}

TEST_CASE("variation is of the intervals at hand: deviation over mean with nothing taken off their number") {
    SpikeGatherer gatherer(1, 5, 1);
    const std::vector<double> times{0, 1, 3, 6};
    gatherer.add(times, std::vector<std::uint64_t>(4, 0), 10);
    CHECK(gatherer.variations()[0] == doctest::Approx(std::sqrt(2.0 / 3) / 2));  // intervals 1, 2, 3
    CHECK(gatherer.intervals()[0] == 3);
}

TEST_CASE("rates are of the units and of the part of each trial that were recorded") {
    SmallRecording recording;
    recording.size = 5;
    recording.times = {20, 30, 35, 85};  // of four trials of 60 ms
    recording.ids = {4, 4, 1, 4};
    const TemporaryFile file("part.h5"), output("part_readouts.h5");
    recording.write(file.path);
    {
        h5::File written = h5::File::open_to_write(file.path);
        written.write<std::uint64_t>("/spikes/liquid/recorded_node_ids", std::vector<std::uint64_t>{1, 4});
        written.set_attribute("/spikes/liquid", "from", 20.0);
        written.set_attribute("/spikes/liquid", "until", 45.0);
    }
    h5::File::create(output.path);
    const auto metrics = train_file(
        SpikeStatisticsTrainer(), file.path,
        Parameters({{"record", std::string("liquid")}, {"bin", 5.0}, {"avalanche_bin", 0.0}, {"washout", 0.0}}), "s",
        output.path);
    CHECK(metrics.at("rate") == doctest::Approx(4 / 2.0 / 0.1));  // four spikes of two units in four times 25 ms
    CHECK(metrics.at("silent") == 0);
    CHECK(metrics.at("avalanche_bin") == doctest::Approx(100 / 4.0));
}
