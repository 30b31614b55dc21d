// Models of networks that spike and networks of rates, with data to drive them.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "../engine/built_plugins.hpp"
#include "../record/second_process.hpp"
#include "limen/core/parallel.hpp"
#include "limen/model/model.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen::test {

// A liquid that hears data as currents, with noise of its own; its states and spikes are recorded.
inline const std::string mixed_liquid = R"([population.liquid]
model = "lif"
size = 40
inhibitory = 0.2
E_L = 0.0
V_th = 15.0
V_reset = 0.0
[drive.in]
model = "current"
data = "u"
target = "liquid"
scale = 400.0
[drive.noise]
model = "poisson"
target = "liquid"
rate = 800.0
weight = 60.0
[projection.inner]
source = "liquid"
source_part = "excitatory"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 20.0
delay = 1.5
[record.spikes]
population = "liquid"
state = "spikes"
[record.filtered]
population = "liquid"
state = "filtered"
period = 5.0
precision = "double"
)";

// A reservoir with what it hears; data and units are heard with the same weights.
inline std::string mixed_layer(const std::string& hears) {
    return "[population.layer]\nmodel = \"esn\"\nsize = 12\ninput_scaling = 2.5\ninter_scaling = 2.5\n" + hears +
           "\n[record.h]\npopulation = \"layer\"\nstate = \"h\"\nperiod = 5.0\nprecision = \"double\"\n";
}

// Neurons that hear nothing but what drives them.
inline std::string mixed_driven(const std::string& source, const std::string& keys = "") {
    return "[population.driven]\nmodel = \"lif\"\nsize = 30\nI_e = 300.0\n" + keys +
           "[drive.back]\nmodel = \"current\"\ntarget = \"driven\"\nscale = 150.0\n" + source +
           "\n[record.driven]\npopulation = \"driven\"\nstate = \"spikes\"\n";
}

// Recorded rows, trial by trial; each of these moved by so many frames, and zeros in their place.
inline std::vector<std::vector<double>> rows_of(const MemorySink& memory, const std::string& record, std::size_t trial,
                                                std::size_t late = 0) {
    const MemorySink::States states = memory.states(record, trial);
    std::vector<std::vector<double>> rows(late, std::vector<double>(states.units));
    for (std::size_t k = 0; k + late < states.rows(); ++k) {
        rows.emplace_back();
        for (std::size_t unit = 0; unit < states.units; ++unit) rows.back().push_back(states.at(k, unit));
    }
    return rows;
}

struct MixedModels {
    // Trials of these many frames.
    explicit MixedModels(std::vector<int> lengths = {14, 9, 12, 7, 7, 11, 8, 13, 10, 15}) : x_trials(lengths.size()) {
        std::ofstream csv(folder / "u.csv");
        csv << "t,a,b\n";
        for (std::size_t trial = 0; trial < lengths.size(); ++trial)
            for (int k = 0; k < lengths[trial]; ++k)
                csv << trial << "," << std::sin(1.0 + static_cast<double>(trial) + 0.7 * k) << ","
                    << std::cos(static_cast<double>(trial) * 3 + 0.9 * k) << "\n";
    }

    // Writes what a run has recorded as data.
    void write(const MemorySink& memory, const std::string& record, std::size_t late) const {
        std::ofstream csv(folder / "recorded.csv");
        for (std::size_t trial = 0; trial < x_trials; ++trial)
            for (const auto& row : rows_of(memory, record, trial, late)) {
                csv << trial;
                for (const double value : row) csv << "," << fmt::format("{:.17g}", value);
                csv << "\n";
            }
    }

    static std::string table(const std::string& name, const std::string& file, const std::string& trial) {
        return fmt::format(
            "[data.{}]\nreader = \"csv\"\ntrain = \"{}\"\ntrial = \"{}\"\nframe = 5.0\nstandardise = false\n", name,
            file, trial);
    }
    Model model(const std::string& text, const std::vector<Override>& overrides = {}) const {
        return parse_model("[simulation]\nseed = 5\n" + table("u", "u.csv", "t") + text, folder / "m.toml",
                           built_plugins(), {overrides});
    }
    Model model_with_recorded(const std::string& text) const {
        return model(table("recorded", "recorded.csv", "1") + "header = \"no\"\n" + text);
    }

    MemorySink run(const Model& model, unsigned threads = 0) const {
        set_threads(threads);
        MemorySink memory;
        RunOptions options;
        options.sinks = {&memory};
        simulate(model, options);
        set_threads(0);
        return memory;
    }

    TemporaryFolder folder;

private:
    std::size_t x_trials;
};

}  // namespace limen::test
