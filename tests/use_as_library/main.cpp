// A program of one's own: a model built in code, run 100 ms at a time, its spikes and states, readouts, a recording.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "limen/model/experiment.hpp"
#include "limen/record/memory_recording.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "limen/simulation/training.hpp"

// Two patterns of spikes, which a liquid of 100 neurons hears and a readout tells apart.
limen::Experiment two_patterns() {
    limen::Experiment model("patterns");
    model.data("patterns").set("reader", "patterns").set("train", 30).set("test", 20).set("frame", 250.0);
    model.population("liquid").set("model", "lif").set("size", 100).set("inhibitory", 0.2);
    model.population("input")
        .set("model", "pattern_encoder")
        .set("data", "patterns")
        .set("length", 250.0)
        .set("units", 20);
    model.projection("in").set("source", "input").set("target", "liquid").set("rule", "fixed_in_degree");
    model.projection("in").set("in_degree", 5).set("weight", 1500.0);
    model.record("spikes").set("population", "liquid").set("state", "spikes");
    model.record("potential").set("population", "liquid").set("state", "V_m").set("period", 10.0);
    model.readout("label").set("trainer", "ridge").set("record", "spikes");
    return model;
}

int main(int, char** arguments) {
    const std::filesystem::path folder = arguments[1];
    limen::PluginHost plugins;
    plugins.load_folders(limen::default_plugin_folders());
    const limen::Experiment experiment = two_patterns();
    const limen::Model model = experiment.model(plugins);  // every mistake at once, as of a model file

    limen::MemoryRecording memory;
    limen::RunOptions options;
    options.context = limen::Context({.threads = 2});
    options.recording = folder / "run.h5";
    options.sinks = {&memory};
    limen::Simulation simulation(model, options);
    for (std::size_t trial = 0; trial < simulation.trials(); ++trial)
        while (simulation.advance(100) < simulation.duration(trial))
            std::cout << "trial " << trial << ", " << simulation.now() << " ms: V_m of unit 0 is "
                      << simulation.state("liquid", "V_m")[0] << " mV\n";
    const limen::RunSummary summary = simulation.finish();

    const limen::Recording recording = memory.recording();
    const auto spikes = recording.spikes("liquid", {.ids = {0, 1, 2}, .trial = 4});
    const auto states = recording.states("potential", {.ids = {0}, .from = 100, .until = 150});
    std::cout << spikes.size() << " spikes of units 0 to 2 in trial 4; V_m of unit 0 at " << states.times[0]
              << " ms: " << states.at(0, 0) << " " << states.unit << "\n";

    limen::h5::File readouts = limen::h5::File::create_in_memory("readouts");
    for (const limen::ReadoutResult& result : limen::train(model, recording.file(), readouts))
        for (const limen::Metric& metric : result.metrics)
            if (metric.shown) std::cout << result.name << ", " << metric.title << ": " << metric.value << "\n";

    const auto in_file = limen::Recording::open(folder / "run.h5").spikes("liquid");
    return in_file.size() == summary.populations[0].spikes ? EXIT_SUCCESS : EXIT_FAILURE;
}
