// Steps, ramps and sines: their values piece by piece, and what a neuron makes of them.
#include "lsm/waveform_currents.hpp"

#include <doctest/doctest.h>

#include "../../sim/engine/built_plugins.hpp"
#include "../../sim/record/second_process.hpp"
#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"
#include "limen/simulation/simulation.hpp"
#include "plugins/lsm/current_changes.hpp"

using namespace limen;
using namespace limen::lsm;
using test::changes_of;
using test::refusal;

namespace {

const DriveContext context{2, 0, 1, 0};
constexpr double pi = 3.14159265358979323846;

}  // namespace

TEST_CASE("steps come at their times with their values, the first at the trial's start if its time is 0") {
    const StepCurrent steps({.times = {0, 0.3, 7.25, 1e300}, .values = {50, -20, 0, 1}}, context);
    const auto changes = changes_of(steps, 10, 0.1);
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].slice == 0);
    CHECK(changes[0].offset == 0);
    CHECK(changes[0].current == std::vector<double>{50, 50});
    CHECK(changes[1].ms == doctest::Approx(0.3));
    CHECK(changes[1].current == std::vector<double>{-20, -20});
    CHECK(changes[2].ms == doctest::Approx(7.25));
    CHECK(changes[2].current == std::vector<double>{0, 0});
}

TEST_CASE("a ramp has the value of each piece's middle, and keeps its last") {
    const auto changes =
        changes_of(RampCurrent({.start = 1, .stop = 5, .from = 10, .to = -30, .period = 0.5}, context), 8, 0.3);
    REQUIRE(changes.size() == 9);
    for (int k = 0; k < 8; ++k) {
        CHECK(changes[static_cast<std::size_t>(k)].ms == doctest::Approx(1 + 0.5 * k));
        CHECK(changes[static_cast<std::size_t>(k)].current[1] == doctest::Approx(10 - 40 * (0.5 * k + 0.25) / 4));
    }
    CHECK(changes[8].ms == 5);
    CHECK(changes[8].current[0] == -30);
}

TEST_CASE("a sine has the value of each piece's middle, and is gone after its stop") {
    const SineCurrentInput input{.amplitude = 80, .frequency = 25, .phase = 0.4, .offset = 15, .start = 3, .stop = 7.1};
    const auto changes = changes_of(SineCurrent(input, context), 20, 0.7);
    REQUIRE(changes.size() == 42);
    for (std::size_t k = 0; k < 41; ++k) {
        const double middle = 3 + 0.1 * static_cast<double>(k) + 0.05;
        CHECK(changes[k].current[0] == doctest::Approx(15 + 80 * std::sin(2 * pi * 0.025 * middle + 0.4)));
    }
    CHECK(changes[41].ms == doctest::Approx(7.1));
    CHECK(changes[41].current == std::vector<double>{0, 0});
}

TEST_CASE("a sine without a stop goes on, and begins with the trial") {
    const SineCurrent sine({.amplitude = 5, .frequency = 10, .phase = pi / 2, .period = 0.25}, context);
    const auto changes = changes_of(sine, 99.9, 1);
    CHECK(changes.size() == 400);
    CHECK(changes[0].ms == 0);
    // An hour in.
    DriveBuffer buffer;
    sine.fill({0, 0, 0, 2, 3'600'000, 1.0, {}}, buffer);
    REQUIRE(buffer.current_count() == 4);
    CHECK(buffer.current(1)[0] == doctest::Approx(5 * std::cos(2 * pi * 0.010 * 0.375)));
}

TEST_CASE("a neuron follows a step of its current exactly") {
    const test::TemporaryFolder folder;
    simulate(parse_model("[simulation]\nstop = 30\n[population.a]\nmodel = \"lif\"\nsize = 1\nE_L = -70\nV_init = -70\n"
                         "tau_m = 10\nC_m = 250\nV_th = 0\n"
                         "[drive.d]\ntarget = \"a\"\nmodel = \"step_current\"\ntimes = [0, 10.35]\nvalues = [100, 0]\n"
                         "[record.V]\npopulation = \"a\"\nstate = \"V_m\"\nperiod = 0.5\n",
                         "m.toml", test::built_plugins()),
             {folder / "run.h5"});
    const auto V = h5::File::open(folder / "run.h5").read<double>("/report/V/data");
    REQUIRE(V.size() == 60);
    for (std::size_t k = 0; k < V.size(); ++k) {
        const double t = 0.5 * static_cast<double>(k + 1);
        // 4 mV are what 100 pA come to; they decay from 10.35 ms on.
        const double rise = 4 * (1 - std::exp(-std::min(t, 10.35) / 10));
        CHECK(V[k] == doctest::Approx(-70 + rise * std::exp(-std::max(t - 10.35, 0.0) / 10)).epsilon(1e-7));
    }
}

TEST_CASE("steps, ramps and sines without sense are refused with key and limit") {
    const auto step = [](std::vector<double> times, std::vector<double> values) {
        return refusal([&] { StepCurrent({.times = times, .values = values}, context); });
    };
    CHECK(step({}, {}) == "times: must name at least one time in ms");
    CHECK(step({1, 2}, {5}) == "values: has 1 entries; it needs one for each of the 2 times");
    CHECK(step({1, 3, 3}, {5, 6, 7}) == "times: entry 3 is 3 ms; it must be later than the one before, 3 ms");
    CHECK(step({1}, {1e13}) == "values: is 10000000000000 pA; it must be at most 1e+12 pA");
    const auto ramp = [](const RampCurrentInput& input) { return refusal([&] { RampCurrent(input, context); }); };
    CHECK(ramp({}).starts_with("stop: is 0 ms"));
    CHECK(ramp({.stop = 10, .from = -1e300}).starts_with("from: "));
    CHECK(ramp({.stop = 10, .to = 1e300}).starts_with("to: "));
    CHECK(ramp({.stop = 10, .period = 1e-9}).starts_with("period: "));
    const auto sine = [](const SineCurrentInput& input) { return refusal([&] { SineCurrent(input, context); }); };
    CHECK(sine({.amplitude = 1e300}).starts_with("amplitude: "));
    CHECK(sine({.offset = -1e300}).starts_with("offset: "));
    CHECK(sine({.frequency = 1e300}).starts_with("frequency: "));
    CHECK(sine({.phase = 1e300}).starts_with("phase: "));
    CHECK(sine({.start = 5, .stop = 4}).starts_with("stop: "));
    CHECK(sine({.stop = 1e300}).starts_with("period: "));
    CHECK(sine({.period = 1e-9}).starts_with("period: "));
    CHECK(sine({}).empty());
}
