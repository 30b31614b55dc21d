// `limen run`: a model file in, a recording and a table of results out.
#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "commands.hpp"
#include "estimate.hpp"
#include "format.hpp"
#include "limen/core/parallel.hpp"
#include "limen/files/identity.hpp"
#include "limen/model/run_identity.hpp"
#include "limen/registry/host.hpp"
#include "output.hpp"
#include "run_model.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct RunArguments {
    fs::path model, output;
    bool force = false, dry_run = false, no_train = false, quiet = false;
    unsigned threads = 0;
    std::string seed;
    std::vector<std::string> sets;
};

Model read_model(const RunArguments& arguments, const PluginHost& host) {
    ModelOptions options{overrides_of(arguments.sets)};
    if (!arguments.seed.empty()) options.overrides.emplace_back("simulation.seed", arguments.seed);
    return load_model(arguments.model, host, options);
}

void tell_results(const RunFolder& folder, const RunSummary& summary, const Table& table) {
    print(fmt::format("{}\n{} ms of {} in {} (built in {}); results in {}\n", table.text(),
                      rounded(summary.biological_ms, 6),
                      summary.trials == 1 ? "one trial" : grouped(summary.trials) + " trials",
                      seconds_text(summary.wall_s), seconds_text(summary.build_s), folder.path().string()));
}

Exit run(const RunArguments& arguments) {
    set_threads(arguments.threads);
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const Model model = read_model(arguments, host);
    // Everything that a person can have got wrong comes to light here, before anything is written.
    const InputLog log;
    const Estimate needs = estimate(model);
    if (arguments.dry_run) {
        print(estimate_text(needs));
        return exit_ok;
    }
    const fs::path usual = fs::path("runs") / fmt::format("{}_s{}", model.file.stem().string(), model.seed);
    const fs::path& output = arguments.output.empty() ? usual : arguments.output;
    refuse_too_large(needs, output);
    const RunChoices choices{!arguments.no_train, arguments.quiet, identity_of(model, host, log.files())};
    RunFolder folder(output, arguments.force);
    const RunOutcome outcome = run_model(folder, model, host, choices);
    const RunSummary& summary = outcome.summary;
    if (!arguments.quiet) tell_results(folder, summary, outcome.table(model));
    if (!summary.runaway.empty())
        throw Fault(fmt::format("{}; {} holds the first {} ms", summary.runaway, folder.file("run.h5").string(),
                                rounded(summary.biological_ms, 6)));
    if (!summary.stopped_early) return exit_ok;
    print_error(fmt::format("interrupted: {} holds the first {} ms\n", folder.file("run.h5").string(),
                            rounded(summary.biological_ms, 6)));
    return exit_interrupted;
}

// Checked as a text: CLI11, which reads numbers elsewhere, would take 2^63 for the largest integer below it.
std::string wrong_seed(const std::string& text) {
    std::int64_t seed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && seed >= 0 ? "" : fmt::format("{} is not a whole number from 0 to 2^63 - 1", text);
}

}  // namespace

void add_run(CommandLine& line) {
    constexpr unsigned most_threads = 1024;
    const auto arguments = std::make_shared<RunArguments>();
    Arguments words =
        line.add("run", "simulate a model, record it and train its readouts", [arguments] { return run(*arguments); });
    words.required("model", "MODEL", &arguments->model, "the model file (TOML)");
    words.option("-o,--output", "DIR", &arguments->output, "the run's folder; runs/<model>_s<seed> if not given");
    words.flag("--force", &arguments->force, "replace the results of an earlier run in the folder");
    words.option("--threads", "N", Bounded<unsigned>{&arguments->threads, 0, most_threads},
                 "0: one for each core; they never change the results");
    words.option("--seed", "S", Checked{&arguments->seed, wrong_seed}, "the same as --set simulation.seed=S");
    add_set_option(words, &arguments->sets);
    words.flag("--dry-run", &arguments->dry_run, "say what the model needs, and run and write nothing");
    words.flag("--no-train", &arguments->no_train, "leave the readouts untrained; limen train does it later");
    words.flag("-q,--quiet", &arguments->quiet, "print neither progress nor results");
}

}  // namespace limen::app
