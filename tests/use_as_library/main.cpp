// A program of one's own: a model, run 100 ms at a time, its spikes and states from memory, a recording, a readout.
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"

// Two patterns of spikes, which a liquid of 100 neurons hears and a readout tells apart.
const char* const text = R"(
[data.patterns]
reader = "patterns"
train = 30
test = 20
frame = 250.0
[population.liquid]
model = "lif"
size = 100
inhibitory = 0.2
[population.input]
model = "pattern_encoder"
data = "patterns"
length = 250.0
units = 20
[projection.in]
source = "input"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 1500.0
[record.spikes]
population = "liquid"
state = "spikes"
[record.potential]
population = "liquid"
state = "V_m"
period = 10.0
[readout.label]
trainer = "ridge"
record = "spikes"
)";

int main(int, char** arguments) {
    const std::filesystem::path folder = arguments[1];
    limen::PluginHost host;
    host.load_folders(limen::default_plugin_folders());
    const limen::Model model = limen::parse_model(text, "patterns.toml", host);

    limen::MemorySink memory;
    limen::RunOptions options;
    options.recording = folder / "run.h5";
    options.sinks = {&memory};
    limen::Simulation simulation(model, options);
    for (std::size_t trial = 0; trial < simulation.trials(); ++trial)
        while (simulation.advance(100) < simulation.duration(trial))
            std::cout << "trial " << trial << ": " << simulation.now() << " ms\n";
    const limen::RunSummary summary = simulation.finish();

    const auto spikes = memory.spikes("liquid");
    const auto potential = memory.states("potential", 0);
    std::cout << spikes.times.size() << " spikes in " << memory.trials().size() << " trials; V_m of unit 0 after "
              << potential.first << " ms: " << potential.at(0, 0) << " " << potential.unit << "\n";

    const limen::ReadoutSpec& readout = model.readouts[0];
    limen::h5::File::create(folder / "readouts.h5");
    const auto metrics =
        readout.offer->trainer->train(options.recording, readout.parameters, readout.name, folder / "readouts.h5");
    std::cout << "training accuracy " << metrics.at("train_accuracy") << "\n";
    return summary.populations[0].spikes == spikes.times.size() ? EXIT_SUCCESS : EXIT_FAILURE;
}
