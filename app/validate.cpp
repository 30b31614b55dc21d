// `limen validate`: everything that is wrong with a model, or that nothing is.
#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

struct ValidateArguments {
    std::filesystem::path model;
    std::vector<std::string> sets;
};

Exit validate(const ValidateArguments& arguments) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const Model model = load_model(arguments.model, host, {overrides_of(arguments.sets)});
    // Some values are wrong only together with the data, or with the populations that they join.
    const Estimate needs = estimate(model);
    for (const std::string& warning : needs.warnings) print_error("warning: " + warning + "\n");
    double units = 0, synapses = 0;
    for (const PopulationEstimate& population : needs.populations) {
        units += population.units;
        synapses += population.synapses;
    }
    print(fmt::format("ok: {}: {} populations, {} units, {} synapses, {} trials, {} ms\n", arguments.model.string(),
                      needs.populations.size(), grouped(static_cast<std::uint64_t>(units + 0.5)),
                      grouped(static_cast<std::uint64_t>(synapses + 0.5)), grouped(needs.trials),
                      rounded(needs.biological_ms, 6)));
    return exit_ok;
}

}  // namespace

void add_validate(CommandLine& line) {
    const auto arguments = std::make_shared<ValidateArguments>();
    Arguments words = line.add("validate", "check a model and list everything that is wrong with it",
                               [arguments] { return validate(*arguments); });
    words.required("model", "MODEL", &arguments->model, "the model file (TOML)");
    add_set_option(words, &arguments->sets);
}

}  // namespace limen::app
