// Simulates, trains, writes; says what is left after a failure.
#include "run_model.hpp"

#include <fmt/format.h>

#include "exit.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "peak_memory.hpp"
#include "progress.hpp"
#include "results.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// Simulates into run.h5, with Ctrl-C asking for an early end.
RunSummary simulate_into(const RunFolder& folder, const Model& model, bool quiet) {
    const Interrupt interrupt;
    ProgressLine line(!quiet);
    RunOptions options;
    options.recording = folder.file("run.h5");
    options.progress = [&](const Progress& progress) { line.show(progress); };
    options.stop = &interrupt.flag();
    return simulate(model, options);
}

RunOutcome run_in(const RunFolder& folder, const Model& model, const PluginHost& host, const RunChoices& choices) {
    folder.write("resolved.toml", model.resolved);
    folder.write("model.toml", model.text);
    RunOutcome outcome;
    const PeakMemory peak;
    RunSummary& summary = outcome.summary = simulate_into(folder, model, choices.quiet);
    const double peak_bytes = peak.bytes();
    folder.write("manifest.json", manifest_json(model, host, summary));
    if (choices.train && !summary.stopped_early && !model.readouts.empty())
        outcome.readouts = train_readouts(model, host, folder.file("run.h5"), folder.file("readouts.h5"));
    for (const std::string& warning : guessing_readouts(outcome.readouts, summary.populations))
        summary.warnings.push_back(warning);
    if (!outcome.readouts.empty())
        for (const std::string& warning : run_freely(model, host, folder.file("readouts.h5"), outcome.readouts))
            summary.warnings.push_back(warning);
    for (const std::string& warning : summary.warnings) print_error("warning: " + warning + "\n");
    folder.write("results.csv", outcome.table(model).csv());
    folder.write("results.json", results_json(model, summary, peak_bytes, outcome.readouts));
    return outcome;
}

// What there is to go on with after a fault.
std::string saved_in(const RunFolder& folder) {
    if (fs::exists(folder.file("run.h5")))
        return fmt::format("the recording is whole: {0}; to train from it: limen train {0}",
                           folder.file("run.h5").string());
    const fs::path part = folder.file("run.h5.part");
    if (fs::exists(part)) return fmt::format("saved so far: {0}; to look into it: limen inspect {0}", part.string());
    return "nothing was recorded";
}

}  // namespace

Table RunOutcome::table(const Model& model) const {
    return readouts.empty() ? population_table(model, summary) : readout_table(readouts, summary.populations, true);
}

RunOutcome run_model(const RunFolder& folder, const Model& model, const PluginHost& host, const RunChoices& choices) {
    try {
        return run_in(folder, model, host, choices);
    } catch (const ModelError& error) {
        if (!fs::exists(folder.file("run.h5"))) throw;
        throw Fault(fmt::format("{}\n{}", error.what(), saved_in(folder)));
    } catch (const Fault&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw Fault("there is not enough memory; " + saved_in(folder));
    } catch (const std::exception& failure) {
        throw Fault(fmt::format("{}; {}", failure.what(), saved_in(folder)));
    }
}

}  // namespace limen::app
