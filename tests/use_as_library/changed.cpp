// A model from a file, changed in code; a state, and a parameter that changes, while it runs.
#include <iostream>

#include "limen/model/experiment.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"

int main(int, char** arguments) {
    limen::PluginHost plugins;
    plugins.load_folders(limen::default_plugin_folders());
    limen::Experiment experiment = limen::Experiment::read(arguments[1]);  // models/cuba.toml
    experiment.simulation().set("stop", 200.0);
    experiment.section("record").remove("spikes");
    experiment.population("neurons").set("V_th", -51.0);

    limen::Simulation simulation(experiment.model(plugins));
    for (const double current : {0.0, 50.0}) {
        simulation.set("population.neurons.I_e", current);
        simulation.advance(90.0);
        std::cout << simulation.now() << " ms: V_m of unit 0 is " << simulation.state("neurons", "V_m")[0] << " mV\n";
    }
    std::cout << simulation.finish().populations[0].spikes << " spikes\n";
}
