// `limen inspect`: what an HDF5 file of Limen holds; sets a file straight whose writer was killed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/files/hdf5_objects.hpp"
#include "limen/files/regular_file.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/recording_summary.hpp"
#include "output.hpp"
#include "run_folder.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// Without the rounding of sums: 1637.6, not 1637.6000000000001.
std::string time_text(double ms) {
    constexpr int digits = 12;
    return rounded(ms, digits);
}

// What a population told of itself before the run, on a line of its own.
std::string findings_text(const PopulationSummary& population) {
    if (population.findings.empty()) return "";
    std::vector<std::string> told;
    for (const Finding& finding : population.findings)
        told.push_back(fmt::format("{} {}{}", printable(finding.name), rounded(finding.value),
                                   finding.unit.empty() ? "" : " " + printable(finding.unit)));
    return fmt::format("{}: {}\n", printable(population.name), fmt::join(told, ", "));
}

std::string recording_text(const RecordingSummary& recording) {
    std::string text =
        fmt::format("model: {}, seed {}\nrecorded by: limen {}\ntime: {} ms\n", printable(recording.model_file),
                    recording.seed, printable(recording.version), time_text(recording.until));
    const std::string validation =
        recording.validation > 0 ? grouped(recording.validation) + " for validation, " : std::string();
    text += fmt::format("trials: {} ({} for training, {}{} for testing)\n\n", grouped(recording.trials),
                        grouped(recording.training), validation, grouped(recording.test));
    Table table({{"population", ""},
                 {"model", ""},
                 {"units", ""},
                 {"synapses", ""},
                 {"spikes", ""},
                 {"rate (Hz)", ""},
                 {"synaptic events", ""}});
    for (std::size_t i = 0; i < recording.populations.size(); ++i) {
        const PopulationSummary& p = recording.populations[i];
        const bool known = recording.with_spikes[i];
        table.add({text_cell(p.name), text_cell(p.model), count_cell(p.units), count_cell(p.synapses),
                   known ? count_cell(p.spikes) : missing_cell(), known ? number_cell(p.rate) : missing_cell(),
                   p.synaptic_events == unknown_count ? missing_cell() : count_cell(p.synaptic_events)});
    }
    text += table.text();
    for (const PopulationSummary& p : recording.populations) text += findings_text(p);
    return text + "\n";
}

// The metrics of a readout, as its group tells them.
std::string metrics_text(const h5::File& file, const std::string& path) {
    if (!file.has_attribute(path, "metrics")) return "";
    const std::string about = file.text_attribute(path, "metrics");
    std::string text;
    for (const auto& [name, value] : file.real_attributes(path)) {
        const std::size_t line = ("\n" + about).find("\n" + name + " = ");
        if (line == std::string::npos) continue;
        const bool share = about.substr(line, about.find('\n', line) - line).ends_with("share = true}");
        text += fmt::format("  {} {}", name, share ? percent_text(value) : rounded(value));
    }
    return text;
}

// The objects of a file, each of which is told once: a hard link may lead back to a group above it.
class Tree {
public:
    explicit Tree(const h5::File& file) : x_file(file), x_objects(file) {}

    std::string text() {
        x_seen.emplace(x_objects.address("/"), "/");
        add_group("/", 0);
        return std::move(x_text);
    }

private:
    static constexpr int deepest = 32;

    void add_group(const std::string& path, int depth) {
        for (const std::string& name : x_file.children(path)) {
            const std::string child = (path == "/" ? "" : path) + "/" + name;
            x_text += std::string(static_cast<std::size_t>(depth) * 2, ' ') + printable(name);
            try {
                if (!x_file.exists(child))
                    x_text += "  (a link that leads nowhere, or out of this file)\n";
                else
                    add_object(child, depth);
            } catch (const DataError& error) {
                x_text += fmt::format("  (damaged: {})\n", printable(error.what()));
            }
        }
    }

    void add_object(const std::string& path, int depth) {
        const auto [known, is_new] = x_seen.emplace(x_objects.address(path), path);
        if (!is_new) {
            x_text += fmt::format("  (the same as {})\n", printable(known->second));
            return;
        }
        if (x_objects.is_dataset(path)) {
            const h5::Shape shape = x_file.shape(path);
            if (!shape.empty()) x_text += fmt::format("  [{}]", fmt::join(shape, " x "));
            x_text += x_objects.whole(path) ? "\n" : "  (damaged: what it held cannot be found)\n";
            return;
        }
        x_text += metrics_text(x_file, path) + "\n";
        if (depth < deepest) add_group(path, depth + 1);
    }

    const h5::File& x_file;
    h5::Objects x_objects;
    std::map<std::uint64_t, std::string> x_seen;  // by address
    std::string x_text;
};

Exit inspect(const fs::path& path) {
    require_regular_file(path);
    std::string text;
    const bool was_marked = h5::has_writer_mark(path);
    const bool writing = was_marked && RunFolder::in_use(path.has_parent_path() ? path.parent_path() : ".");
    if (was_marked && !writing) h5::clear_writer_mark(path);
    const h5::File file = h5::File::open(path);
    if (file.has_attribute("/", "limen_format")) {
        const RecordingSummary recording = summarise_recording(file);
        if (writing)
            text += fmt::format("is being written; readable up to {} ms\n", time_text(recording.until));
        else if (was_marked || path.extension() == ".part")
            text += fmt::format("was not closed; readable up to {} ms\n", time_text(recording.until));
        if (!recording.missing.empty() && !writing) text += recording.missing + "\n";
        text += recording_text(recording);
        for (const std::string& damage : recording.damaged) print_error("warning: " + damage + "\n");
    } else if (was_marked && !writing) {
        text += "was not closed; readable now\n";
    }
    print(text + Tree(file).text());
    return exit_ok;
}

}  // namespace

void add_inspect(CommandLine& line) {
    const auto path = std::make_shared<fs::path>();
    Arguments words =
        line.add("inspect", "say what a recording or a file of readouts holds", [path] { return inspect(*path); });
    words.required("file", "FILE", path.get(), "run.h5, run.h5.part or readouts.h5");
}

}  // namespace limen::app
