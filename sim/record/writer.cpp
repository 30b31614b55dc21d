// Lays out a recording and appends to it.
#include "record/writer.hpp"

#include <array>
#include <numeric>

namespace limen {

namespace {

constexpr std::size_t small_chunk = 2048;  // bytes, of tables with a row per trial
constexpr std::uint32_t sonata_magic = 0x0A7A, recording_format = 1;

template <class T>
std::span<const T> one(const T& value) {
    return {&value, 1};
}

std::filesystem::path unfinished(const std::filesystem::path& path) { return path.string() + ".new"; }

h5::Table make_offsets(h5::File& file, const std::string& path) {
    h5::Table offsets = file.make_table<std::uint64_t>(path, 0, small_chunk);
    offsets.append(one(std::uint64_t{0}));
    return offsets;
}

}  // namespace

RecordingFile::RecordingFile(const std::filesystem::path& path, const RecordingPlan& plan)
    : x_file(h5::File::create(unfinished(path), path)) {
    write_head(plan);
    for (const RecordedPopulation& population : plan.populations) make_population(population);
    for (const RecordedReport& report : plan.reports) make_report(report);
    for (const RecordedInput& input : plan.inputs) make_input(input);
    for (const RecordedEdges& edges : plan.edges) write_edges(edges);
    make_trials(plan);
    x_progress = x_file.make_table<double>("/progress", 0, small_chunk);
    x_progress->append<double>(std::array{0.0, 0.0});
    x_file.start_swmr();
    flush();
    std::filesystem::rename(unfinished(path), path);
}

void RecordingFile::write_head(const RecordingPlan& plan) {
    x_file.set_attribute("/", "magic", sonata_magic);
    x_file.set_attribute<std::uint32_t>("/", "version", std::array<std::uint32_t, 2>{0, 1});
    x_file.set_attribute("/", "limen_format", recording_format);
    x_file.write_text("/model/text", plan.model_text);
    x_file.write_text("/model/resolved", plan.resolved);
    x_file.set_attribute("/model", "seed", plan.seed);
    x_file.set_text_attribute("/model", "version", plan.version);
    x_file.set_text_attribute("/model", "model_file", plan.model_file);
    x_file.make_group("/records");
    for (const RecordedName& name : plan.names) {
        const std::string path = "/records/" + name.name;
        x_file.make_group(path);
        x_file.set_text_attribute(path, "kind", name.kind);
        x_file.set_text_attribute(path, "path", name.path);
        x_file.set_text_attribute(path, "population", name.population);
    }
}

void RecordingFile::make_population(const RecordedPopulation& population) {
    const std::string path = "/populations/" + population.name;
    x_synaptic_events.push_back(x_file.make_table<std::uint64_t>(path + "/synaptic_events", 0, small_chunk));
    x_file.set_text_attribute(path, "model", population.model);
    x_file.set_attribute(path, "size", population.size);
    x_file.set_attribute(path, "excitatory", population.excitatory);
    x_file.set_attribute(path, "synapses", population.synapses);
    for (const Finding& finding : population.findings) x_file.set_attribute(path, finding.name, finding.value);
    for (const FoundArray& array : population.arrays) x_file.write<double>(path + "/" + array.name, array.values);
    x_spikes.emplace_back();
    if (!population.spikes) return;
    const std::string spikes = "/spikes/" + population.name;
    x_spikes.back() = {x_file.make_table<double>(spikes + "/timestamps", 0),
                       x_file.make_table<std::uint64_t>(spikes + "/node_ids", 0)};
    x_file.set_text_attribute(spikes + "/timestamps", "units", "ms");
    x_file.set_enum_attribute(spikes, "sorting", {"none", "by_id", "by_time"}, 2);
}

void RecordingFile::make_report(const RecordedReport& report) {
    const std::string path = "/report/" + report.name, mapping = path + "/mapping/";
    x_reports.push_back({x_file.make_table<float>(path + "/data", report.units),
                         make_offsets(x_file, path + "/offsets"),
                         x_file.make_table<double>(mapping + "time", 0, small_chunk), report.first, report.period});
    x_file.set_text_attribute(path, "population", report.population);
    x_file.set_text_attribute(path, "state", report.state);
    x_file.set_text_attribute(path + "/data", "units", report.unit);
    std::vector<std::uint64_t> numbers(report.units + 1);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    x_file.write<std::uint64_t>(mapping + "index_pointers", numbers);
    numbers.pop_back();
    x_file.write<std::uint64_t>(mapping + "node_ids", numbers);
    x_file.set_attribute(mapping + "node_ids", "sorted", std::uint8_t{1});
    x_file.write<std::uint32_t>(mapping + "element_ids", std::vector<std::uint32_t>(report.units, 0));
    x_reports.back().time_axis.append<double>(std::array{report.first, report.first, report.period});
    x_file.set_text_attribute(mapping + "time", "units", "ms");
}

void RecordingFile::make_input(const RecordedInput& input) {
    const std::string path = "/inputs/" + input.name;
    x_inputs.push_back({x_file.make_table<double>(path + "/values", input.channels),
                        make_offsets(x_file, path + "/offsets"), std::nullopt});
    if (input.target_channels > 0) {
        x_inputs.back().targets = x_file.make_table<double>(path + "/targets", input.target_channels);
        x_file.set_text_attribute(path + "/targets", "units", "1");
    }
    x_file.set_attribute(path, "frame", input.frame);
    x_file.set_text_attribute(path, "units", "ms");
}

void RecordingFile::write_edges(const RecordedEdges& edges) {
    const std::string path = "/edges/" + edges.source + "_to_" + edges.target;
    h5::Table sources = x_file.make_table<std::uint64_t>(path + "/source_node_id", 0);
    h5::Table targets = x_file.make_table<std::uint64_t>(path + "/target_node_id", 0);
    h5::Table types = x_file.make_table<std::uint32_t>(path + "/edge_type_id", 0);
    h5::Table weights = x_file.make_table<float>(path + "/0/syn_weight", 0);
    h5::Table delays = x_file.make_table<double>(path + "/0/delay", 0);
    edges.give([&](const EdgePiece& piece) {
        sources.append<std::uint64_t>(piece.sources);
        targets.append<std::uint64_t>(piece.targets);
        types.append<std::uint32_t>(std::vector<std::uint32_t>(piece.sources.size(), 0));
        weights.append<float>(piece.weights);
        delays.append<double>(piece.delays);
    });
    x_file.set_text_attribute(path + "/source_node_id", "node_population", edges.source);
    x_file.set_text_attribute(path + "/target_node_id", "node_population", edges.target);
    x_file.set_text_attribute(path + "/0/syn_weight", "units", "pA");
    x_file.set_text_attribute(path + "/0/delay", "units", "ms");
    if (edges.changing) make_final_weights(edges, sources.rows());
}

// Beside SONATA's tables, which know nothing of trials.
void RecordingFile::make_final_weights(const RecordedEdges& edges, std::uint64_t synapses) {
    const std::string path = "/plasticity/" + edges.source + "_to_" + edges.target + "/weight_end";
    x_final_weights.push_back(x_file.make_table<float>(path, synapses));
    x_file.set_text_attribute(path, "units", "pA");
}

void RecordingFile::make_trials(const RecordingPlan& plan) {
    for (const char* name : {"start", "duration"}) {
        const std::string path = std::string("/trials/") + name;
        x_trials.push_back(x_file.make_table<double>(path, 0, small_chunk));
        x_file.set_text_attribute(path, "units", "ms");
    }
    x_trials.push_back(x_file.make_table<std::int32_t>("/trials/label", 0, small_chunk));
    x_trials.push_back(x_file.make_table<std::uint8_t>("/trials/split", 0, small_chunk));
    x_trials.push_back(x_file.make_table<std::uint32_t>("/trials/source", 0, small_chunk));
    x_file.write_texts("/trials/classes", plan.classes);
}

void RecordingFile::append(const RecordingChunk& chunk) {
    for (std::size_t p = 0; p < chunk.spikes.size(); ++p) {
        if (!x_spikes[p]) continue;
        x_spikes[p]->times.append<double>(chunk.spikes[p].times);
        x_spikes[p]->ids.append<std::uint64_t>(chunk.spikes[p].ids);
    }
    for (std::size_t r = 0; r < chunk.reports.size(); ++r) x_reports[r].data.append<float>(chunk.reports[r]);
    if (chunk.trial) append_trial(*chunk.trial);
    x_until = chunk.until;
}

void RecordingFile::append_trial(const FinishedTrial& trial) {
    x_trials[0].append(one(trial.start));
    x_trials[1].append(one(trial.duration));
    x_trials[2].append(one(trial.label));
    x_trials[3].append(one(static_cast<std::uint8_t>(trial.split)));
    x_trials[4].append(one(trial.source));
    for (std::size_t p = 0; p < x_synaptic_events.size(); ++p)
        x_synaptic_events[p].append(one(trial.synaptic_events[p]));
    for (std::size_t w = 0; w < x_final_weights.size(); ++w) x_final_weights[w].append<float>(trial.weights[w]);
    for (Report& report : x_reports) report.offsets.append(one(std::uint64_t{report.data.rows()}));
    for (std::size_t d = 0; d < x_inputs.size(); ++d) {
        x_inputs[d].values.append<double>(trial.inputs[d]);
        x_inputs[d].offsets.append(one(std::uint64_t{x_inputs[d].values.rows()}));
        if (x_inputs[d].targets) x_inputs[d].targets->append<double>(trial.targets[d]);
    }
}

void RecordingFile::flush() {
    for (Report& report : x_reports) {
        const double end = report.first + static_cast<double>(report.data.rows()) * report.period;
        report.time_axis.overwrite<double>(0, std::array{report.first, end, report.period});
    }
    x_file.flush();
    x_progress->overwrite<double>(0, std::array{static_cast<double>(x_trials[0].rows()), x_until});
    x_file.flush();
}

}  // namespace limen
