// Which populations make one network, in which order, and what they hear of each other.
#include "model/networks.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "fake_plugins.hpp"

using namespace limen;

namespace {

class HearingRate : public fake::Rate {
public:
    bool hears_rates() const override { return true; }
};

const PluginHost& host() {
    static PluginHost made;
    if (made.plugins().empty()) {
        made.add(fake::contents(), "fake.so");
        made.add({"hearing", "1", {offer<HearingRate>(Kind::population, "layer", "rates", {})}}, "hearing.so");
    }
    return made;
}

std::string unit(const std::string& name) { return fmt::format("[population.{}]\nmodel = \"unit\"\n", name); }
std::string layer(const std::string& name, const std::string& hears = "data = \"u\"") {
    return fmt::format("[population.{}]\nmodel = \"layer\"\n{}\n", name, hears);
}
std::string joined(const std::string& source, const std::string& target) {
    return fmt::format("[projection.{0}_{1}]\nsource = \"{0}\"\ntarget = \"{1}\"\nrule = \"pairs\"\nweight = 1.0\n",
                       source, target);
}
std::string driven(const std::string& source, const std::string& target) {
    return fmt::format("[drive.{0}_{1}]\nmodel = \"feed\"\npopulation = \"{0}\"\ntarget = \"{1}\"\n", source, target);
}

Model model(const std::string& text) {
    return parse_model("[data.u]\nreader = \"file\"\n[data.v]\nreader = \"file\"\n" + text, "m.toml", host());
}

using Numbers = std::vector<std::size_t>;

}  // namespace

TEST_CASE("without spikes that hear rates, or rates that hear spikes, networks are numbered by their populations") {
    CHECK(network_numbers(model(unit("a") + layer("b") + unit("c") + layer("d", "input = \"b\"") + joined("c", "a"))) ==
          Numbers{0, 1, 0, 1});
}

TEST_CASE("a network comes after those that it hears, wherever it stands in the file") {
    const std::string heard = "input = \"liquid\"\ninput_state = \"I\"";
    const Model m = model(unit("second") + layer("between", heard) + unit("liquid") + driven("between", "second"));
    CHECK(network_numbers(m) == Numbers{2, 1, 0});
    const Relays relays = relays_of(m, network_numbers(m));
    REQUIRE(relays.specs.size() == 2);
    CHECK(relays.specs[0] == RelaySpec{2, 1, 0});
    CHECK(relays.specs[1] == RelaySpec{1, std::nullopt, 0});
    CHECK(relays.of_inputs[1][0] == 0);
    CHECK(relays.of_drives[0] == 1);
}

TEST_CASE("rates that spikes lie between are of two networks, without a cycle") {
    const std::string heard = "input = [\"first\", \"liquid\", \"beside\"]\ninput_state = \"V_m\"";
    const Model m = model(layer("last", heard) + layer("beside") + layer("first") + unit("liquid") + unit("other") +
                          driven("first", "liquid") + driven("first", "other") + joined("liquid", "other"));
    CHECK(network_numbers(m) == Numbers{3, 0, 1, 2, 2});
    const Relays relays = relays_of(m, network_numbers(m));
    // Of "first" all hear one relay.
    REQUIRE(relays.specs.size() == 3);
    CHECK(relays.of_inputs[0][0] == relays.of_drives[0]);
    CHECK(relays.of_inputs[0][0] == relays.of_drives[1]);
    CHECK(relays.specs[*relays.of_inputs[0][1]] == RelaySpec{3, 0, 0});
    CHECK(relays.specs[*relays.of_inputs[0][2]] == RelaySpec{1, std::nullopt, 0});
}
