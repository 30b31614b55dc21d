// `limen train`: readouts from a recording, without simulating again.
#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "limen/hdf5.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/recording_summary.hpp"
#include "output.hpp"
#include "readouts.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct TrainArguments {
    fs::path recording, output, model;
    bool force = false, incomplete = false;
    std::vector<std::string> sets;
};

Model read_readouts(const TrainArguments& arguments, const PluginHost& host) {
    const ModelOptions options{overrides_of(arguments.sets), true};
    if (!arguments.model.empty()) return load_model(arguments.model, host, options);
    const h5::File file = h5::File::open(arguments.recording);
    const std::string name = arguments.recording.string() + ":/model/resolved";
    return parse_model(file.read_text("/model/resolved"), name, host, options);
}

// What is missing may be every trial of a class, or of the test.
void refuse_incomplete(const RecordingSummary& recording, const fs::path& path, bool wanted) {
    if (recording.missing.empty()) return;
    if (!wanted)
        throw DataError(path, "", fmt::format("{}; train on what is there with --incomplete", recording.missing));
    print_error(fmt::format("warning: {} {}\n", path.string(), recording.missing));
}

Exit train(const TrainArguments& arguments) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const h5::File recorded = h5::File::open(arguments.recording);
    const RecordingSummary recording = summarise_recording(recorded);
    const Model model = read_readouts(arguments, host);
    if (model.readouts.empty())
        throw DataError(model.file, "", "has no [readout.*] table; give a model file that has one with --model");
    const fs::path output =
        arguments.output.empty() ? arguments.recording.parent_path() / "readouts.h5" : arguments.output;
    check_output(output, {{arguments.recording, "the recording"}}, arguments.force);
    if (!arguments.model.empty()) check_output(output, {{arguments.model, "the model"}}, arguments.force);
    refuse_incomplete(recording, arguments.recording, arguments.incomplete);
    for (const std::string& damage : recording.damaged) print_error("warning: " + damage + "\n");
    std::vector<std::string> untrained;
    OutputFile file(output);
    std::vector<ReadoutResult> results;
    {
        h5::File readouts = h5::File::create(file.path());
        results = limen::train(model, recorded, readouts, &untrained);
    }
    file.publish();
    print(fmt::format("{}\nreadouts in {}\n", readout_table(results, recording.populations, false).text(),
                      output.string()));
    for (const std::string& sentence : untrained) print_error("error: " + sentence + "\n");
    return untrained.empty() ? exit_ok : exit_fault;
}

}  // namespace

void add_train(CommandLine& line) {
    const auto arguments = std::make_shared<TrainArguments>();
    Arguments words = line.add("train", "train readouts on a recording", [arguments] { return train(*arguments); });
    words.required("recording", "RUN.h5", &arguments->recording, "what limen run recorded");
    words.option("-o,--output", "FILE", &arguments->output, "readouts.h5 beside the recording if not given");
    words.flag("--force", &arguments->force, "replace the output");
    words.flag("--incomplete", &arguments->incomplete, "take a recording that was not finished, as far as it goes");
    words.option("--model", "MODEL", &arguments->model, "take [readout.*] from this file, not from the recording");
    add_set_option(words, &arguments->sets);
}

}  // namespace limen::app
