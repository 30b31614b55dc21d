// The numbers of single neurons: given, drawn, refused.
#include "lsm/lif_parameters.hpp"

#include <doctest/doctest.h>

using namespace limen;
using namespace limen::lsm;

namespace {

std::string refused_key(const Lif& lif) {
    try {
        const LifValues values(lif, 1, 0);
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

}  // namespace

TEST_CASE("a number is every neuron's, a list is one for each, and drawn ones differ by parameter") {
    Lif lif;
    lif.size = 3;
    lif.I_e.values = {1, 2, 3};
    lif.V_th.spread = lif.E_L.spread = 1;
    const LifValues values(lif, 1, 0);
    CHECK(values.tau_m[2] == 10);
    CHECK(values.I_e[1] == 2);
    CHECK(values.V_th[0] != values.V_th[1]);
    CHECK(values.V_th[0] + 55 != values.E_L[0] + 70);
    CHECK(values.rest(1, 250) == values.E_L[1] + (2 + 250) * 10 / 250.0);
}

TEST_CASE("a list of another length, and a reset that is not below its threshold, are refused with their key") {
    Lif lif;
    lif.size = 3;
    CHECK(refused_key(lif).empty());
    lif.C_m.values = {1, 2};
    CHECK(refused_key(lif) == "C_m");
    lif.C_m = 250;
    lif.V_reset.values = {-70, -70, -54};
    CHECK(refused_key(lif) == "V_reset");
}

TEST_CASE("values of which sums would be no numbers are refused with their key") {
    const auto refused = [](auto change) {
        Lif lif;
        change(lif);
        return refused_key(lif);
    };
    CHECK(refused([](Lif& p) { p.C_m = 1e-300; }) == "C_m");
    CHECK(refused([](Lif& p) { p.I_e = 1e308; }) == "I_e");
    CHECK(refused([](Lif& p) { p.I_e = -1e13; }) == "I_e");
    CHECK(refused([](Lif& p) { p.V_th = 1e308; }) == "V_th");
    CHECK(refused([](Lif& p) { p.E_L = -1e308; }) == "E_L");
    CHECK(refused([](Lif& p) { p.V_reset = -1e308; }) == "V_reset");
    CHECK(refused([](Lif& p) { p.tau_m = 1e300; }) == "tau_m");
    CHECK(refused([](Lif& p) { p.V_init = {0, 1e308}; }) == "V_init");
    CHECK(refused([](Lif& p) { p.q_sfa = 1e308; }) == "q_sfa");
    CHECK(refused([](Lif& p) { p.V_th = 1e6; }).empty());
}

TEST_CASE("excitatory and inhibitory neurons may have numbers of their own") {
    Lif lif;
    lif.size = 5;
    lif.inhibitory = 0.4;
    lif.t_ref.values = {3, 2};
    lif.t_ref.by_part = true;
    const LifValues values(lif, 1, 0);
    CHECK(values.t_ref[0] == 3);
    CHECK(values.t_ref[2] == 3);
    CHECK(values.t_ref[3] == 2);
    CHECK(values.t_ref[4] == 2);
}
