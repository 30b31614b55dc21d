// Steps of homeostasis: their sign, their size, and where they end.
#include "lsm/lif_homeostasis.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lsm/lif_population.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

Lif settling(const std::string& how) {
    Lif lif;
    lif.size = 2;
    lif.homeostasis = how;
    lif.target_rate = 20;
    lif.homeostasis_passes = 30;
    return lif;
}

// Thresholds or scales after as many passes as are asked for, of neurons that fire at what `rates` says of those.
template <class Of, class Rates>
std::vector<double> after_passes(const Lif& lif, Of of, Rates rates) {
    std::shared_ptr<const Population> population = std::make_shared<LifPopulation>(lif, PopulationContext{1, 0, 0});
    const auto now = [&] { return of(dynamic_cast<const LifPopulation&>(*population)); };
    for (std::int64_t pass = 0; pass <= lif.homeostasis_passes; ++pass) {
        const std::vector<double> x = now(), r{rates(x[0]), rates(x[1])};
        population = population->settle(r, pass);
    }
    return now();
}

}  // namespace

TEST_CASE("the error is the logarithm of the rate over its target, within bounds, and silence has one") {
    CHECK(rate_error(10, 10) == 0);
    CHECK(rate_error(20.5, 10) == doctest::Approx(std::log(21 / 10.5)));
    CHECK(rate_error(0, 10) == -1);
    CHECK(rate_error(1e6, 10) == 1);
}

TEST_CASE("thresholds rise with too many spikes and fall with too few, until the rate is right") {
    // A rate of 20 Hz at a threshold of -52 mV, and e times as much 5 mV below.
    const auto thresholds = after_passes(
        settling("threshold"),
        [](const LifPopulation& p) {
            return std::vector<double>{p.values().V_th[0], p.values().V_th[1]};
        },
        [](double V_th) { return 20 * std::exp((-52 - V_th) / 5); });
    CHECK(thresholds[0] == doctest::Approx(-52).epsilon(0.002));
}

TEST_CASE("a threshold stays above its reset") {
    const auto thresholds = after_passes(
        settling("threshold"),
        [](const LifPopulation& p) {
            return std::vector<double>{p.values().V_th[0], p.values().V_th[1]};
        },
        [](double) { return 0.0; });
    CHECK(thresholds[0] == doctest::Approx(-70 + 0.01 * 15));
}

TEST_CASE("scales of excitatory synapses do the same, and nothing else changes") {
    const auto scales = after_passes(
        settling("scaling"),
        [](const LifPopulation& p) {
            CHECK(p.values().V_th[0] == -55);
            return std::vector<double>{p.incoming_scales()[0], p.incoming_scales()[1]};
        },
        [](double scale) { return 40 * scale; });
    CHECK(scales[0] == doctest::Approx(0.5).epsilon(0.02));
}

TEST_CASE("what has come of it is told: rates, errors, thresholds, and units that are still far off") {
    const LifPopulation population(settling("threshold"), {1, 0, 0});
    CHECK(population.examine(nullptr).findings.empty());
    const auto once = population.settle(std::vector<double>{20, 200}, 0);
    const auto last = once->settle(std::vector<double>{20, 100}, 30);
    const Examination told = last->examine(nullptr);
    const auto find = [&](const std::string& name) {
        for (const Finding& found : told.findings)
            if (found.name == name) return found.value;
        return std::nan("");
    };
    CHECK(find("rate_before_homeostasis") == 110);
    CHECK(find("rate_after_homeostasis") == 60);
    CHECK(find("rate_error_after_homeostasis") == doctest::Approx(0.5));
    REQUIRE(told.warnings.size() == 1);
    CHECK(told.warnings[0].find("1 of its 2 units") != std::string::npos);
    REQUIRE(told.arrays.size() == 4);
    CHECK(told.arrays[3].name == "V_th");
    CHECK(told.arrays[3].values[0] == -55);
    CHECK(told.arrays[3].values[1] == doctest::Approx(-55 + 0.2 * 15));
}

TEST_CASE("targets may differ: a gamma law with as much spread as mean is exponential") {
    Lif lif = settling("threshold");
    lif.size = 20'000;
    lif.target_rate.spread = 20;
    lif.target_rate.law = SpreadLaw::gamma;
    const PerNeuron targets = draw_target_rates(lif, 1, 0);
    double above = 0;
    for (std::size_t i = 0; i < 20'000; ++i) above += targets[i] > 20 ? 1 : 0;
    CHECK(above / 20'000 == doctest::Approx(std::exp(-1)).epsilon(0.03));
}
