// `limen apply`: trained readouts on another recording.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/hdf5.hpp"
#include "limen/registry/host.hpp"
#include "output.hpp"
#include "readouts.hpp"
#include "recording.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct ApplyArguments {
    fs::path readouts, recording, output;
    std::vector<std::string> names;
    bool force = false;
};

// The readouts of the file, with the parameters that they were trained with.
std::vector<ReadoutSpec> read_specs(const h5::File& file, const std::vector<std::string>& wanted,
                                    const PluginHost& host) {
    const std::vector<std::string> there = file.children("/");
    for (const std::string& name : wanted)
        if (std::find(there.begin(), there.end(), name) == there.end())
            throw DataError(file.path(), "", fmt::format("has no readout \"{}\"{}", name, suggestion(name, there)));
    std::vector<ReadoutSpec> specs;
    for (const std::string& name : wanted.empty() ? there : wanted) {
        const std::string group = "/" + name;
        if (!file.has_attribute(group, "table"))
            throw DataError(file.path(), group, "does not say how it was trained; train it with this version of limen");
        const std::string where = file.path().string() + ":" + group;
        Model model = parse_model(file.text_attribute(group, "table"), where, host, {{}, true});
        specs.insert(specs.end(), model.readouts.begin(), model.readouts.end());
    }
    if (specs.empty()) throw DataError(file.path(), "", "holds no readout");
    return specs;
}

std::map<std::string, double> apply_one(const ReadoutSpec& spec, const ApplyArguments& arguments,
                                        const fs::path& output) {
    std::map<std::string, double> metrics;
    try {
        call_plugin(plugin_place(*spec.offer, spec.path), [&] {
            metrics =
                spec.offer->trainer->apply(arguments.recording, spec.parameters, spec.name, arguments.readouts, output);
        });
        refuse_no_number(metrics, arguments.recording, spec.name);
    } catch (const ParameterError& problem) {
        // Measures stand beside readouts, and are passed over unless one is asked for by name.
        if (problem.key() == "trainer" && arguments.names.empty()) {
            print_error(fmt::format("note: \"{}\" {}\n", spec.name, problem.what()));
            return metrics;
        }
        throw DataError(arguments.readouts, "/" + spec.name, problem.key() + ": " + problem.what());
    }
    return metrics;
}

Table metrics_table(const std::vector<std::pair<std::string, std::map<std::string, double>>>& results) {
    std::vector<std::string> names;
    for (const auto& [readout, metrics] : results)
        for (const auto& [name, value] : metrics)
            if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    std::vector<Table::Column> columns{{"readout", "readout"}};
    for (const std::string& name : names) {
        columns.push_back({title_of(name), name});
    }
    Table table(std::move(columns));
    for (const auto& [readout, metrics] : results) {
        std::vector<Cell> row{text_cell(readout)};
        for (const std::string& name : names) {
            const auto found = metrics.find(name);
            row.push_back(found == metrics.end()        ? missing_cell()
                          : name.ends_with("_accuracy") ? percent_cell(found->second)
                                                        : number_cell(found->second));
        }
        table.add(std::move(row));
    }
    return table;
}

Exit apply(ApplyArguments arguments) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const h5::File readouts = h5::File::open(arguments.readouts);
    const RecordingSummary recording = summarise_recording(h5::File::open(arguments.recording));
    for (const std::string& damage : recording.damaged) print_error("warning: " + damage + "\n");
    const std::vector<ReadoutSpec> specs = read_specs(readouts, arguments.names, host);
    if (arguments.output.empty()) arguments.output = arguments.recording.parent_path() / "applied.h5";
    check_output(arguments.output,
                 {{arguments.readouts, "the file of readouts"}, {arguments.recording, "the recording"}},
                 arguments.force);
    if (!recording.missing.empty())
        print_error(fmt::format("warning: {} {}\n", arguments.recording.string(), recording.missing));
    OutputFile file(arguments.output);
    h5::File::create(file.path());
    std::vector<std::pair<std::string, std::map<std::string, double>>> results;
    for (const ReadoutSpec& spec : specs) results.emplace_back(spec.name, apply_one(spec, arguments, file.path()));
    file.publish();
    print(fmt::format("{}\noutputs in {}\n", metrics_table(results).text(), arguments.output.string()));
    return exit_ok;
}

}  // namespace

void add_apply(CommandLine& line) {
    const auto arguments = std::make_shared<ApplyArguments>();
    Arguments words =
        line.add("apply", "let trained readouts loose on another recording", [arguments] { return apply(*arguments); });
    words.required("readouts", "READOUTS.h5", &arguments->readouts, "what limen run or limen train has trained");
    words.required("recording", "RUN.h5", &arguments->recording, "what limen run recorded");
    words.option("--readout", "NAME", &arguments->names, "only this one; may be given many times");
    words.option("-o,--output", "FILE", &arguments->output, "applied.h5 beside the recording if not given");
    words.flag("--force", &arguments->force, "replace the output");
}

}  // namespace limen::app
