// `limen apply`: trained readouts on another recording.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/hdf5.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/recording_summary.hpp"
#include "output.hpp"
#include "readouts.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct ApplyArguments {
    fs::path readouts, recording, output;
    std::vector<std::string> names;
    bool force = false;
};

Metrics apply_one(const ReadoutSpec& spec, const h5::File& readouts, const h5::File& recording, h5::File& output,
                  bool wanted) {
    try {
        return limen::apply(spec, readouts, recording, output);
    } catch (const ParameterError& problem) {
        // Measures stand beside readouts, and are passed over unless one is asked for by name.
        if (problem.key() != "trainer" || wanted)
            throw DataError(readouts.path(), "/" + spec.name, problem.key() + ": " + problem.what());
        print_error(fmt::format("note: \"{}\" {}\n", spec.name, problem.what()));
        return {};
    }
}

Table metrics_table(const std::vector<std::pair<std::string, Metrics>>& results) {
    Metrics all;
    for (const auto& [readout, metrics] : results)
        for (const Metric& metric : metrics)
            if (!all.contains(metric.name)) all.add(metric);
    std::vector<Table::Column> columns{{"readout", "readout"}};
    for (const Metric& metric : all) columns.push_back({metric.title, metric.name});
    Table table(std::move(columns));
    for (const auto& [readout, metrics] : results) {
        std::vector<Cell> row{text_cell(readout)};
        for (const Metric& metric : all) row.push_back(metric_cell(metrics.find(metric.name)));
        table.add(std::move(row));
    }
    return table;
}

Exit apply(ApplyArguments arguments) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const h5::File readouts = h5::File::open(arguments.readouts);
    const h5::File recorded = h5::File::open(arguments.recording);
    const RecordingSummary recording = summarise_recording(recorded);
    for (const std::string& damage : recording.damaged) print_error("warning: " + damage + "\n");
    const std::vector<ReadoutSpec> specs = trained_readouts(readouts, host, arguments.names);
    if (arguments.output.empty()) arguments.output = arguments.recording.parent_path() / "applied.h5";
    check_output(arguments.output,
                 {{arguments.readouts, "the file of readouts"}, {arguments.recording, "the recording"}},
                 arguments.force);
    if (!recording.missing.empty())
        print_error(fmt::format("warning: {} {}\n", arguments.recording.string(), recording.missing));
    OutputFile file(arguments.output);
    std::vector<std::pair<std::string, Metrics>> results;
    {
        h5::File output = h5::File::create(file.path());
        for (const ReadoutSpec& spec : specs)
            results.emplace_back(spec.name, apply_one(spec, readouts, recorded, output, !arguments.names.empty()));
    }
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
