// The state of a source is that of its synapses, one for each projection and source.
#include "engine/short_term_sources.hpp"

#include <doctest/doctest.h>

#include "sim/engine/built_plugins.hpp"

using namespace limen;

namespace {

Model model_of(const std::string& projections) {
    return parse_model(
        "[simulation]\nstop = 10\n[population.p]\nmodel = \"lif\"\nsize = 10\n[population.q]\nmodel = \"lif\"\nsize = "
        "5\n" +
            projections,
        "m.toml", test::built_plugins());
}

std::string projection(const std::string& name, const std::string& rest) {
    return "[projection." + name + "]\nsource = \"q\"\ntarget = \"p\"\nrule = \"all_to_all\"\nweight = 1\n" + rest;
}

constexpr ShortTermParameters first{0.5, 100, 20}, second{0.2, 30, 0};
const std::string two =
    projection("a", "U = 0.5\ntau_rec = 100\ntau_facil = 20\n") + projection("b", "U = 0.2\ntau_rec = 30\n");

}  // namespace

TEST_CASE("sources and projections do not share their states, and intervals are those of the source's spikes") {
    const Model model = model_of(two);
    const auto networks = plan_networks(model, {});
    ShortTermSources sources(networks[0], model);
    const SliceClock& clock = networks[0].slices;
    ShortTermState a, b;
    const double times[] = {0.3, 2.5, 40.75};
    double last = 0;
    for (const double time : times) {
        CHECK(sources.scale(12, 0, clock.at(time)) == doctest::Approx(a.transmit(first, time - last)).epsilon(1e-14));
        CHECK(sources.scale(12, 1, clock.at(time)) == doctest::Approx(b.transmit(second, time - last)).epsilon(1e-14));
        last = time;
    }
    CHECK(sources.scale(11, 0, clock.at(50)) == 0.5);
}

TEST_CASE("every trial begins with rested synapses") {
    const Model model = model_of(two);
    const auto networks = plan_networks(model, {});
    ShortTermSources sources(networks[0], model);
    for (int trial = 0; trial < 2; ++trial) {
        sources.start();
        CHECK(sources.scale(10, 0, {1, 0}) == 0.5);
        CHECK(sources.scale(10, 0, {2, 0}) != 0.5);
    }
}

TEST_CASE("projections without plasticity keep nothing and count in full") {
    const Model model = model_of(projection("a", "") + projection("b", "U = 0.2\n"));
    const auto networks = plan_networks(model, {});
    ShortTermSources sources(networks[0], model);
    CHECK(sources.scale(10, 0, {1, 0}) == 1);
    CHECK(sources.scale(10, 0, {1, 0}) == 1);
    CHECK(sources.scale(10, 1, {1, 0}) == 0.2);
    const Model constant = model_of(projection("a", ""));
    CHECK(ShortTermSources(plan_networks(constant, {})[0], constant).bytes() < 1000);
}
