// The exact neuron against spike times computed with 50 digits (tests/reference/lif_single.json, whose `about` states
// the model).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "lif_fixture.hpp"

using namespace limen::lsm;

namespace {

constexpr double tolerance = 1e-9;  // ms and mV: the promise

nlohmann::json reference_cases() {
    std::ifstream file(LIMEN_SOURCE_DIR "/tests/reference/lif_single.json");
    return nlohmann::json::parse(file).at("cases");
}

Lif parameters_of(const nlohmann::json& p) {
    Lif lif;
    lif.size = 1;
    lif.tau_m = p.at("tau_m").get<double>();
    lif.C_m = p.at("C_m").get<double>();
    lif.E_L = p.at("E_L").get<double>();
    lif.V_th = p.at("V_th").get<double>();
    lif.V_reset = p.at("V_reset").get<double>();
    lif.t_ref = p.at("t_ref").get<double>();
    lif.I_e = p.at("I_e").get<double>();
    lif.V_init = {p.at("V_m").get<double>()};
    const std::string psc = p.at("psc");
    lif.synapse = psc == "exp" ? "exponential" : psc;
    lif.tau_syn_ex = {p.value("tau_syn_ex", 2.0)};
    lif.tau_syn_in = {p.value("tau_syn_in", 2.0)};
    return lif;
}

std::vector<TimedInput> inputs_of(const nlohmann::json& c) {
    std::vector<TimedInput> inputs;
    for (std::size_t i = 0; i < c.at("input_ms").size(); ++i) inputs.push_back({c["input_ms"][i], c["weight"][i]});
    return inputs;
}

}  // namespace

TEST_CASE("every spike is within 1e-9 ms of the 50-digit reference, and the end state within 1e-9 mV and pA") {
    int compared = 0;
    for (const auto& c : reference_cases()) {
        for (const double slice : {0.1, 0.5, 1.0}) {
            CAPTURE(c.at("name").get<std::string>());
            CAPTURE(slice);
            LifBench bench(parameters_of(c.at("parameters")), slice);
            const auto spikes = bench.run(inputs_of(c), c.at("stop_ms"));
            REQUIRE(spikes.size() == c.at("spike_ms").size());
            double worst = 0;
            for (std::size_t i = 0; i < spikes.size(); ++i)
                worst = std::max(worst, std::fabs(spikes[i].time - std::stod(c["spike_ms"][i].get<std::string>())));
            CHECK(worst < tolerance);
            MESSAGE(c.at("name").get<std::string>()
                    << ", slice " << slice << " ms: " << spikes.size() << " spikes, worst error " << worst << " ms");
            CHECK(std::fabs(bench.observe(0, LifObservable::V_m) - std::stod(c["V_end_mV"].get<std::string>())) <
                  tolerance);
            CHECK(std::fabs(bench.observe(0, LifObservable::I_ex) - std::stod(c["I_end_pA"][0].get<std::string>())) <
                  tolerance);
            CHECK(std::fabs(bench.observe(0, LifObservable::I_in) - std::stod(c["I_end_pA"][1].get<std::string>())) <
                  tolerance);
            ++compared;
        }
    }
    CHECK(compared == 27);
}
