// `limen compare`: models or runs in, one table and one page out.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <sstream>

#include "commands.hpp"
#include "comparison/page.hpp"
#include "comparison/report.hpp"
#include "comparison/systems.hpp"
#include "estimate.hpp"
#include "format.hpp"
#include "limen/core/parallel.hpp"
#include "limen/files/identity.hpp"
#include "limen/model/run_identity.hpp"
#include "limen/registry/host.hpp"
#include "limen/version.hpp"
#include "output.hpp"
#include "results.hpp"
#include "run_model.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct CompareArguments {
    std::vector<fs::path> inputs;
    fs::path output;
    std::int64_t seeds = 0;  // 0: as the first model says
    unsigned threads = 0;
    std::string metric;
    bool force = false, quiet = false;
    std::vector<std::string> sets;
    std::string typed;  // the command line
};

// One run to do, or one that is there already.
struct Planned {
    fs::path folder;
    std::optional<Model> model;
    RunIdentity identity{};
};

struct Plan {
    fs::path output;
    std::string title;
    std::vector<Planned> runs;
};

std::string read_text(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

// A link that leads back to itself is none, and is refused as a model.
bool is_folder(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

// Reads, checks and plans everything before anything is run.
class Planner {
public:
    Planner(const CompareArguments& arguments, const PluginHost& host) : x_arguments(arguments), x_host(host) {}

    Plan plan() {
        std::vector<std::string> titles;
        for (const fs::path& input : x_arguments.inputs) titles.push_back(title_of(input));
        x_plan.title = fmt::format("{}", fmt::join(titles, ", "));
        x_plan.output =
            x_arguments.output.empty() ? fs::path("runs") / (titles.at(0) + "_comparison") : x_arguments.output;
        for (const fs::path& input : x_arguments.inputs) {
            if (is_folder(input) || input.extension() == ".h5")
                x_plan.runs.push_back({is_folder(input) ? input : input.parent_path(), std::nullopt});
            else
                add_model(input, x_arguments.sets, std::nullopt);
        }
        return std::move(x_plan);
    }

private:
    static std::string title_of(const fs::path& input) {
        if (input.extension() == ".h5") return fs::absolute(input).parent_path().filename().string();
        const fs::path name = input.has_filename() ? input.filename() : input.parent_path().filename();
        return is_folder(input) ? name.string() : name.stem().string();
    }

    Model load(const fs::path& file, const std::vector<std::string>& sets, std::optional<std::uint64_t> seed) const {
        ModelOptions options{overrides_of(sets)};
        if (seed) options.overrides.emplace_back("simulation.seed", fmt::format("{}", *seed));
        return load_model(file, x_host, options);
    }

    // Those changes that are of a table that the model has too: the same data, such as [data.digits], may be elsewhere.
    std::vector<std::string> sets_for(const Model& model) const {
        std::vector<std::string> sets;
        for (const std::string& set : x_arguments.sets) {
            const std::string key = set.substr(0, set.find('=')), table = key.substr(0, key.rfind('.') + 1);
            const auto place = model.places.lower_bound(table);
            if (!table.empty() && place != model.places.end() && place->first.starts_with(table)) sets.push_back(set);
        }
        return sets;
    }

    // With the seeds of the model that asked for it, or its own.
    void add_model(const fs::path& file, const std::vector<std::string>& sets, std::optional<std::uint64_t> seed) {
        const Model first = load(file, sets, seed);
        if (first.readouts.empty())
            throw DataError(file, "", "has no [readout.*] table, so there is nothing to compare");
        const InputLog log;
        refuse_too_large(estimate(first), x_plan.output);
        if (!seed) x_seeds = x_arguments.seeds > 0 ? x_arguments.seeds : first.comparison.seeds;
        const std::string name = file.stem().string();
        for (const Planned& other : x_plan.runs)
            if (other.model && other.model->file.stem() == name && other.model->file != file)
                throw DataError(file, "",
                                "has the same name as " + other.model->file.string() +
                                    "; their runs need folders of their own, so rename one");
        for (std::int64_t k = 0; k < x_seeds; ++k) {
            const std::uint64_t own = first.seed + static_cast<std::uint64_t>(k);
            Model model = load(file, sets, own);
            RunIdentity identity = identity_of(model, x_host, log.files());
            x_plan.runs.push_back({x_plan.output / fmt::format("{}_s{}", name, own), std::move(model), identity});
        }
        for (const std::string& other : first.comparison.with) {
            const fs::path path = file.parent_path() / other;
            if (!fs::exists(path))
                throw ModelError({first.problem(
                    "comparison", "with", fmt::format("names \"{}\", but there is no {}", other, path.string()))});
            if (!seed) add_model(path, sets_for(load(path, {}, std::nullopt)), first.seed);
        }
    }

    const CompareArguments& x_arguments;
    const PluginHost& x_host;
    Plan x_plan;
    std::int64_t x_seeds = 1;
};

constexpr const char* lock_name = ".lock";

bool is_report(const fs::path& path) { return path.filename().string().starts_with("comparison."); }

// Anyone else's files are left alone.
void check_folder(const fs::path& folder) {
    std::error_code error;
    if (!fs::exists(folder, error)) return;
    if (!fs::is_directory(folder, error))
        throw DataError(folder, "", "is a file; the results of a comparison need a folder");
    for (const auto& entry : fs::directory_iterator(folder))
        if (!entry.is_directory() && !is_report(entry.path()) && entry.path().filename() != lock_name)
            throw DataError(folder, "", "holds other files; give a folder of its own (-o)");
}

// complete: this very run. outdated: one of this model that did not end, or that read or was made by something else.
enum class Found { nothing, complete, outdated, other };

Found look_into(const Planned& run) {
    const fs::path& folder = run.folder;
    if (!fs::exists(folder)) return Found::nothing;
    if (!fs::exists(folder / "resolved.toml")) return Found::other;
    if (read_text(folder / "resolved.toml") != run.model->resolved) return Found::other;
    for (const char* name : {"run.h5", "readouts.h5", "results.json", "manifest.json"})
        if (!fs::exists(folder / name)) return Found::outdated;
    return identity_in(folder) == identity_json(*run.model, run.identity) ? Found::complete : Found::outdated;
}

// Does the runs that are not there yet. False if one was interrupted.
bool run_all(const Plan& plan, const PluginHost& host, const CompareArguments& arguments) {
    std::size_t number = 0;
    for (const Planned& run : plan.runs) {
        ++number;
        if (!run.model) continue;
        const Found found = look_into(run);
        const bool kept = found == Found::complete && !arguments.force;
        if (!arguments.quiet)
            print(fmt::format("{} of {}: {}{}\n", number, plan.runs.size(), run.folder.filename().string(),
                              kept ? ", kept" : ""));
        if (kept) continue;
        RunFolder folder(run.folder, arguments.force || found == Found::outdated);
        const RunOutcome outcome = run_model(folder, *run.model, host, {true, arguments.quiet, run.identity});
        if (!outcome.summary.runaway.empty()) throw Fault(outcome.summary.runaway);
        if (outcome.summary.stopped_early) return false;
    }
    return true;
}

std::string details_of(const std::vector<System>& systems, const fs::path& run) {
    std::size_t seeds = 0;
    for (const System& system : systems) seeds = std::max(seeds, system.runs.size());
    std::string details = fmt::format("{} {}, 95 % confidence intervals · limen {}", seeds,
                                      seeds == 1 ? "seed" : "seeds", std::string(version));
    if (const std::string machine = made_on(run); !machine.empty()) details += " · " + machine;
    return details;
}

constexpr std::array reports{"comparison.h5", "comparison.csv", "comparison.json", "comparison.html"};

// What the models read is not replaced.
void refuse_inputs(const Plan& plan) {
    for (const Planned& run : plan.runs)
        for (const InputFile& input : run.identity.inputs)
            for (const char* report : reports) refuse_source(plan.output / report, {input.path, "data of a model"});
}

// All of it or nothing.
void write_report(const Plan& plan, const std::vector<System>& systems, const Metric& score, const std::string& page) {
    WholeFile arrays(plan.output / reports[0]), rows(plan.output / reports[1]), results(plan.output / reports[2]),
        shown(plan.output / reports[3]);
    write_comparison(arrays.path(), systems, score);
    rows.write(comparison_csv(systems, score));
    results.write(comparison_json(systems, score));
    shown.write(page);
    WholeFile* const all[] = {&arrays, &rows, &results, &shown};
    WholeFile::publish(all);
}

Exit compare(const CompareArguments& arguments) {
    set_threads(arguments.threads);
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const Plan plan = Planner(arguments, host).plan();
    check_folder(plan.output);
    fs::create_directories(plan.output);
    refuse_inputs(plan);
    const FileLock lock(plan.output / lock_name, plan.output, "give another folder (-o)");
    if (!run_all(plan, host, arguments)) {
        print_error("interrupted; the same command goes on with the runs that are missing\n");
        return exit_interrupted;
    }
    std::vector<fs::path> folders;
    for (const Planned& run : plan.runs) folders.push_back(run.folder);
    std::vector<System> systems = read_systems(folders);
    const Metric score = choose_score(systems, arguments.metric);
    for (const std::string& name : drop_unscored(systems, score))
        print_error(fmt::format("note: \"{}\" has no {}, and is left out\n", name, score.title));
    add_memory_curves(systems, host);

    const fs::path page = plan.output / "comparison.html";
    write_report(plan, systems, score,
                 comparison_page({plan.title, details_of(systems, folders.at(0)), arguments.typed}, systems, score));
    if (!arguments.quiet)
        print(fmt::format("\n{}\ncosts are per sequence and means over seeds; the page: {}\n",
                          comparison_table(systems, score).text(), page.string()));
    return exit_ok;
}

}  // namespace

void add_compare(CommandLine& line) {
    constexpr unsigned most_threads = 1024;
    constexpr std::int64_t most_seeds = 10'000;
    const auto arguments = std::make_shared<CompareArguments>();
    Arguments words =
        line.add("compare", "run models with several seeds, and compare their readouts", [arguments, &line] {
            arguments->typed = line.typed();
            return compare(*arguments);
        });
    words.required("inputs", "MODEL|RUN", &arguments->inputs, "model files, or folders of runs that are there already");
    words.option("-o,--output", "DIR", &arguments->output, "the folder; runs/<model>_comparison if not given");
    words.option("--seeds", "N", Bounded<std::int64_t>{&arguments->seeds, 1, most_seeds},
                 "how many; as [comparison] in the model says if not given");
    words.option("--metric", "NAME", &arguments->metric, "what to compare by; test accuracy or NRMSE if not given");
    words.option("--threads", "N", Bounded<unsigned>{&arguments->threads, 0, most_threads},
                 "0: one for each core; they never change the results");
    add_set_option(words, &arguments->sets);
    words.flag("--force", &arguments->force, "do runs again that are there already");
    words.flag("-q,--quiet", &arguments->quiet, "print neither progress nor results");
}

}  // namespace limen::app
