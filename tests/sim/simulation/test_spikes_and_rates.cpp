// Networks of spikes and of rates that hear each other in one run.
#include <doctest/doctest.h>

#include <cmath>

#include "limen/core/error.hpp"
#include "mixed_models.hpp"

using namespace limen;
using namespace limen::test;

namespace {

const std::string hears_liquid = "input = \"liquid\"\ninput_state = \"filtered\"";
const std::string from_layer = "population = \"layer\"";

std::vector<double> values_of(const MemorySink& memory, const std::string& record) {
    const auto exact = memory.states(record).exact;
    return {exact.begin(), exact.end()};
}

struct Spikes {
    std::vector<double> times;
    std::vector<std::uint32_t> units;
    friend bool operator==(const Spikes&, const Spikes&) = default;
};

Spikes spikes_of(const MemorySink& memory, const std::string& population) {
    const auto spikes = memory.spikes(population);
    return {{spikes.times.begin(), spikes.times.end()}, {spikes.ids.begin(), spikes.ids.end()}};
}

// Both ways, and over two turns: the last layer hears spikes and rates of three networks. Frames begin in the midst of
// slices of 0.7 ms.
const std::string chain = mixed_driven(from_layer) + mixed_layer("data = \"u\"\n" + hears_liquid) + mixed_liquid +
                          R"([population.last]
model = "esn"
size = 9
input = ["layer", "driven", "liquid", "beside"]
input_state = "V_m"
inter_scaling = 0.02
[projection.slices]
source = "driven"
target = "driven"
rule = "fixed_in_degree"
in_degree = 3
weight = 20.0
delay = 0.7
[population.beside]
model = "esn"
size = 5
density = 1.0
data = "u"
[record.last]
population = "last"
state = "h"
period = 2.5
precision = "double"
)";

struct Taken {
    Spikes liquid, driven;
    std::vector<double> filtered, h, last;
    friend bool operator==(const Taken&, const Taken&) = default;
};

Taken taken(const MemorySink& memory) {
    return {spikes_of(memory, "liquid"), spikes_of(memory, "driven"), values_of(memory, "filtered"),
            values_of(memory, "h"), values_of(memory, "last")};
}

// Trial after trial, each in pieces of so many ms.
Taken taken_in_pieces(const Model& model, double piece) {
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(model, options);
    for (std::size_t trial = 0; trial < simulation.trials(); ++trial) {
        simulation.start(trial);
        double now = 0;
        while (simulation.going()) {
            const double reached = simulation.advance(piece);
            CHECK(reached >= std::min(now + piece, simulation.duration(trial)));
            now = reached;
        }
    }
    simulation.finish();
    return taken(memory);
}

std::string refusal(const MixedModels& models, const std::string& text) {
    try {
        simulate(models.model(text), {});
    } catch (const ModelError& error) {
        return error.what();
    }
    return "nothing";
}

bool says(const std::string& message, const std::vector<std::string>& parts) {
    CAPTURE(message);
    bool all = true;
    for (const std::string& part : parts) {
        CAPTURE(part);
        const bool found = message.find(part) != std::string::npos;
        CHECK(found);
        all = all && found;
    }
    return all;
}

}  // namespace

TEST_CASE("a layer hears a liquid as it would hear data of the liquid's states as each frame begins") {
    const MixedModels models;
    for (const std::string learns : {"", "\nintrinsic_rate = 0.001\nintrinsic_epochs = 3\n"}) {
        CAPTURE(learns);
        const MemorySink both = models.run(models.model(mixed_layer(hears_liquid + learns) + mixed_liquid));
        models.write(both, "filtered", 1);
        const MemorySink alone = models.run(models.model_with_recorded(mixed_layer("data = \"recorded\"" + learns)));
        CHECK(values_of(both, "h") == values_of(alone, "h"));
        CHECK(std::fabs(both.states("h", 3).at(5, 0)) > 1e-3);  // it hears something
    }
}

TEST_CASE("rates drive neurons as data of their states would, which hold for the frame that they are of") {
    const MixedModels models;
    for (const std::string learns : {"", "homeostasis = \"threshold\"\ntarget_rate = 15.0\nhomeostasis_passes = 4\n"}) {
        CAPTURE(learns);
        const MemorySink both =
            models.run(models.model(mixed_driven(from_layer, learns) + mixed_layer("data = \"u\"")));
        models.write(both, "h", 0);
        const MemorySink alone = models.run(models.model_with_recorded(mixed_driven("data = \"recorded\"", learns)));
        CHECK(spikes_of(both, "driven") == spikes_of(alone, "driven"));
        CHECK(spikes_of(both, "driven").times.size() > 100);
        // What drives them matters.
        const std::string other = mixed_driven(from_layer, learns) + mixed_layer("data = \"u\"\nbias_scaling = 0.5");
        CHECK(spikes_of(both, "driven") != spikes_of(models.run(models.model(other)), "driven"));
    }
}

TEST_CASE("networks that hear each other give the same on any number of threads, and in pieces") {
    const MixedModels models;
    const Model model = models.model(chain);
    const Taken whole = taken(models.run(model, 1));
    CHECK(whole.driven.times.size() > 100);
    for (const unsigned threads : {2U, 3U, 8U}) CHECK(taken(models.run(model, threads)) == whole);
    for (const double piece : {0.3, 5.0, 7.7, 1000.0}) {
        CAPTURE(piece);
        CHECK(taken_in_pieces(model, piece) == whole);
    }
}

TEST_CASE("a single long trial goes window by window, with all networks abreast") {
    const MixedModels models({400});
    const Model model = models.model(chain);
    const Taken whole = taken(models.run(model, 1));
    for (const unsigned threads : {2U, 8U}) CHECK(taken(models.run(model, threads)) == whole);
    CHECK(taken_in_pieces(model, 3.3) == whole);
}

TEST_CASE("a network ends with that which it hears") {
    const MixedModels models;
    // Rates of spikes are clamped, so that what diverges does no harm to those that hear it.
    const std::string drive = "model = \"current\"\ntarget = \"driven\"\nscale = 150.0\n";
    std::string text = chain;
    text.replace(text.find(drive), drive.size(),
                 "model = \"poisson_rates\"\ntarget = \"driven\"\ngain = 50.0\nweight = 100.0\n");
    const auto check = [&](const std::vector<Override>& overrides, const std::string& why, const std::string& first) {
        CAPTURE(why);
        const Model model = models.model(text, overrides);
        MemorySink memory;
        RunOptions options;
        options.sinks = {&memory};
        CHECK(says(simulate(model, options).runaway, {"trial 0: ", why}));
        // 14 frames of 5 ms. Whoever hears a state as a frame begins may take that frame.
        const double end = static_cast<double>(memory.states(first, 0).rows()) * 5;
        CHECK(end < 70);
        CHECK(static_cast<double>(memory.states("h", 0).rows()) * 5 <= end + 5);
        CHECK(static_cast<double>(memory.states("last", 0).rows()) * 2.5 <= end + 5);
        std::string message;
        try {
            taken_in_pieces(model, 4.0);
        } catch (const Error& error) {
            message = error.what();
        }
        CHECK(says(message, {why}));
    };
    check({{"simulation.max_rate", "1.0"}}, "population \"liquid\" runs away", "filtered");
    check({{"population.layer.spectral_radius", "1e60"}, {"population.layer.activation", "\"identity\""}},
          "population \"layer\" diverges", "h");
}

TEST_CASE("what spikes is heard by the name of a state, which must be there") {
    const MixedModels models;
    const auto hears = [](const std::string& keys) { return mixed_layer(keys) + mixed_liquid; };
    CHECK(says(refusal(models, hears("input = \"liquid\"")),
               {"population.layer.input: names \"liquid\", whose units spike", "input_state",
                "\"V_m\", \"I_ex\", \"I_in\", \"filtered\""}));
    CHECK(says(refusal(models, hears("input = \"liquid\"\ninput_state = \"filterd\"")),
               {"population.layer.input_state", "\"filterd\"", "did you mean \"filtered\""}));
    CHECK(says(refusal(models, hears("data = \"u\"\ninput_state = \"filtered\"")),
               {"population.layer.input_state: says nothing", "spikes"}));
}

TEST_CASE("a drive takes states of rates, or data") {
    const MixedModels models;
    const auto driven = [](const std::string& source) {
        return mixed_driven(source) + mixed_layer("data = \"u\"") + mixed_liquid;
    };
    CHECK(says(refusal(models, driven("population = \"liquid\"")),
               {"drive.back.population: names \"liquid\", whose units spike", "[projection.*]"}));
    CHECK(says(refusal(models, driven("population = \"layer\"\ndata = \"u\"")),
               {"drive.back.population", "one of the two"}));
    CHECK(says(refusal(models, driven("population = \"lair\"")), {"drive.back.population", "did you mean \"layer\""}));
    CHECK(says(refusal(models, driven("")), {"drive.back: lacks \"data\""}));
    const std::string noise =
        "[drive.poisson]\nmodel = \"poisson\"\ntarget = \"driven\"\nrate = 1.0\nweight = 1.0\npopulation = \"layer\"\n";
    CHECK(says(refusal(models, driven(from_layer) + noise), {"drive.poisson.population", "takes no"}));
}

TEST_CASE("spikes and rates that hear each other in a cycle are refused, all at once") {
    const MixedModels models;
    const std::string back =
        "[drive.back]\nmodel = \"current\"\ntarget = \"liquid\"\nscale = 1.0\n" + from_layer + "\n";
    CHECK(says(refusal(models, mixed_layer(hears_liquid) + mixed_liquid + back),
               {"population.layer.input: makes a cycle of \"layer\", \"liquid\"",
                "drive.back.population: makes a cycle of \"layer\", \"liquid\""}));
    // Not from population to population, but projections join two of them.
    const std::string joined =
        "[projection.on]\nsource = \"liquid\"\ntarget = \"driven\"\nrule = \"all_to_all\"\nweight = "
        "1.0\n";
    CHECK(
        says(refusal(models, mixed_driven(from_layer) + mixed_layer(hears_liquid) + mixed_liquid + joined),
             {"population.layer.input: makes a cycle of \"driven\", \"layer\", \"liquid\"", "drive.back.population"}));
}

TEST_CASE("a layer without frames, and loops that would have to hear spikes, are refused") {
    const MixedModels models;
    const std::string alone = R"([simulation]
stop = 50.0
[population.liquid]
model = "lif"
size = 3
[population.layer]
model = "esn"
input = "liquid"
input_state = "V_m"
)";
    std::string message;
    try {
        parse_model(alone, "m.toml", built_plugins());
    } catch (const ModelError& error) {
        message = error.what();
    }
    CHECK(says(message, {"population.layer.input", "frames", "[data.*]"}));
    const std::string loop =
        "[readout.line]\ntrainer = \"ridge\"\nrecord = \"h\"\n"
        "[free_run.on]\nreadout = \"line\"\nwashout = 20.0\nhorizon = 3\n"
        "[readout.force]\ntrainer = \"force\"\nrecord = \"h\"\n";
    CHECK(says(refusal(models, mixed_layer("feedback = \"u\"\n" + hears_liquid) + mixed_liquid + loop),
               {"free_run.on.readout: reads \"layer\", whose network hears units that spike",
                "readout.force.record: reads \"layer\""}));
}
