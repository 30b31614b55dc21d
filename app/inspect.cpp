// `limen inspect`: what an HDF5 file of Limen holds; sets a file straight whose writer was killed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <fstream>
#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/hdf5.hpp"
#include "output.hpp"
#include "recording.hpp"
#include "run_folder.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// Whether a writer has the file open or was killed: two bits of the superblock (HDF5 file format, "file consistency
// flags").
bool marked(const fs::path& path) {
    std::array<char, 12> head{};
    std::ifstream stream(path, std::ios::binary);
    if (!stream.read(head.data(), head.size())) return false;
    constexpr char first_version_with_flags = 3;
    constexpr unsigned char writing = 0x01, writing_with_readers = 0x04;
    return head[8] >= first_version_with_flags &&
           (static_cast<unsigned char>(head[11]) & (writing | writing_with_readers)) != 0;
}

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
        told.push_back(fmt::format("{} {}", printable(finding.name), rounded(finding.value)));
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
                   count_cell(p.synaptic_events)});
    }
    text += table.text();
    for (const PopulationSummary& p : recording.populations) text += findings_text(p);
    return text + "\n";
}

// The metrics that trainers leave as attributes of their group.
std::string metrics_text(const h5::File& file, const std::string& path) {
    std::string text;
    for (const char* name : {"train_accuracy", "test_accuracy", "cv_accuracy"})
        if (file.has_attribute(path, name))
            text += fmt::format("  {} {}", name, percent_text(file.number_attribute(path, name)));
    for (const char* name : {"lambda", "features"})
        if (file.has_attribute(path, name))
            text += fmt::format("  {} {}", name, rounded(file.number_attribute(path, name)));
    return text;
}

// Adds a group's entries and theirs. A link may lead back to a group above it, so the depth is bounded.
void add_tree(const h5::File& file, const std::string& path, int depth, std::string& text) {
    constexpr int deepest = 8;
    for (const std::string& name : file.children(path)) {
        const std::string child = (path == "/" ? "" : path) + "/" + name;
        text += std::string(static_cast<std::size_t>(depth) * 2, ' ') + printable(name);
        try {
            const h5::Shape shape = file.shape(child);
            text += shape.empty() ? "\n" : fmt::format("  [{}]\n", fmt::join(shape, " x "));
            continue;
        } catch (const DataError&) {
            // Not a dataset.
        }
        try {
            text += metrics_text(file, child) + "\n";
            if (depth < deepest) add_tree(file, child, depth + 1, text);
        } catch (const DataError&) {
            text += "  (a link that leads nowhere, or out of this file)\n";
        }
    }
}

Exit inspect(const fs::path& path) {
    std::string text;
    const bool was_marked = marked(path);
    const bool writing = was_marked && RunFolder::in_use(path.has_parent_path() ? path.parent_path() : ".");
    if (was_marked && !writing) h5::clear_writer_mark(path);
    const h5::File file = h5::File::open(path);
    if (file.has_attribute("/", "limen_format")) {
        const RecordingSummary recording = summarise_recording(file);
        if (writing)
            text += fmt::format("is being written; readable up to {} ms\n", time_text(recording.until));
        else if (was_marked || path.extension() == ".part")
            text += fmt::format("was not closed; readable up to {} ms\n", time_text(recording.until));
        text += recording_text(recording);
    } else if (was_marked && !writing) {
        text += "was not closed; readable now\n";
    }
    add_tree(file, "/", 0, text);
    print(text);
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
