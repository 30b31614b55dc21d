// Simulates, trains, writes; says what is left after a failure.
#include "run_model.hpp"

#include <fmt/format.h>

#include "exit.hpp"
#include "hang_watch.hpp"
#include "interrupt.hpp"
#include "limen/core/peak_memory.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "results.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// What there is to go on with after a fault.
std::string saved_in(const RunFolder& folder) {
    std::error_code error;
    if (!fs::exists(folder.path(), error))
        return fmt::format("its folder {} was removed meanwhile", folder.path().string());
    const fs::path recording = folder.recording();
    if (!fs::exists(recording, error)) return "nothing was recorded";
    if (recording.extension() != ".part")
        return fmt::format("the recording is whole: {0}; to train from it: limen train {0}", recording.string());
    return fmt::format("saved so far: {0}; to look into it: limen inspect {0}", recording.string());
}

// Simulates into run.h5.part, with Ctrl-C asking for an early end.
RunSummary simulate_into(RunFolder& folder, const Model& model, const RunChoices& choices) {
    Interrupt interrupt;
    HangWatch watch(interrupt.flag(), [&] {
        print_error("interrupted: a plugin did not come back within a tenth of a second; " + saved_in(folder) + "\n");
    });
    ProgressLine line(!choices.quiet);
    RunOptions options;
    options.recording = folder.file("run.h5");
    options.rename = false;
    options.identity = choices.identity;
    options.control.progress = [&](const Progress& progress) { line.show(progress); };
    options.control.begins = [&] {
        folder.settle();
        interrupt.listen();
    };
    options.control.stop = &interrupt.flag();
    options.control.pulse = watch.pulse();
    return simulate(model, options);
}

// Trains from the recording, and tells warnings.
void train_in(RunFolder& folder, const Model& model, RunOutcome& outcome) {
    h5::File readouts = h5::File::create(folder.add("readouts.h5"));
    outcome.readouts = train(model, h5::File::open(folder.recording()), readouts);
    for (const std::string& warning : guessing_readouts(outcome.readouts, outcome.summary.populations))
        outcome.summary.warnings.push_back(warning);
    for (const std::string& warning : run_freely(model, readouts, outcome.readouts))
        outcome.summary.warnings.push_back(warning);
}

RunOutcome run_in(RunFolder& folder, const Model& model, const PluginHost& host, const RunChoices& choices) {
    const AtInterrupt say([&] { return saved_in(folder); });
    folder.write("resolved.toml", model.resolved);
    folder.write("model.toml", model.text);
    RunOutcome outcome;
    const PeakMemory peak;
    RunSummary& summary = outcome.summary = simulate_into(folder, model, choices);
    const double peak_bytes = peak.bytes();
    folder.add_recording();
    folder.write("manifest.json", manifest_json(model, host, summary));
    folder.settle();
    if (Interrupt().flag() && !summary.stopped_early) end_interrupted();
    if (choices.train && !summary.stopped_early && !model.readouts.empty()) train_in(folder, model, outcome);
    for (const std::string& warning : summary.warnings) print_error("warning: " + warning + "\n");
    folder.write("results.csv", outcome.table(model).csv());
    folder.write("results.json", results_json(model, outcome, peak_bytes, choices.identity));
    folder.publish();
    return outcome;
}

}  // namespace

Table RunOutcome::table(const Model& model) const {
    return readouts.empty() ? population_table(model, summary) : readout_table(readouts, summary.populations, true);
}

RunOutcome run_model(RunFolder& folder, const Model& model, const PluginHost& host, const RunChoices& choices) {
    for (const InputFile& input : choices.identity.inputs) folder.refuse_input(input.path);
    // The copy of the model stays as it is where the run is of that copy.
    std::error_code error;
    if (!fs::equivalent(model.file, folder.file("model.toml"), error)) folder.refuse_input(model.file);
    try {
        return run_in(folder, model, host, choices);
    } catch (const ModelError& error) {
        if (!fs::exists(folder.recording())) throw;
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
