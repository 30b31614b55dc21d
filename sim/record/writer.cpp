// Lays out a recording and appends to it.
#include "record/writer.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "files/lost_files.hpp"
#include "limen/files/whole_file.hpp"

namespace limen {

namespace {

constexpr std::size_t small_chunk = 2048;  // bytes, of tables with a row per trial
constexpr std::uint32_t sonata_magic = 0x0A7A, recording_format = 2;

template <class T>
std::span<const T> one(const T& value) {
    return {&value, 1};
}

}  // namespace

template <class T>
std::size_t RecordingFile::grow(const std::string& path, hsize_t columns, std::optional<std::size_t> chunk_bytes) {
    x_tables.push_back(chunk_bytes ? x_file->make_table<T>(path, columns, *chunk_bytes)
                                   : x_file->make_table<T>(path, columns));
    x_table_paths.push_back(path);
    return x_tables.size() - 1;
}

std::size_t RecordingFile::grow_offsets(const std::string& path) {
    const std::size_t offsets = grow<std::uint64_t>(path, 0, small_chunk);
    x_tables[offsets].append(one(std::uint64_t{0}));
    return offsets;
}

RecordingFile::RecordingFile(const std::filesystem::path& path, const RecordingPlan& plan) : x_path(path) {
    if (h5::WriterLock::held(path))
        throw DataError(path, "", "is being written by another run; give this one a file of its own");
    WholeFile unfinished(path);
    x_made_as = unfinished.path();
    x_file = std::make_shared<h5::File>(h5::File::create(unfinished.path(), path));
    lay_out(plan);
    x_file->start_swmr();
    flush();
    unfinished.publish();
}

RecordingFile::RecordingFile(std::shared_ptr<h5::File> memory, const RecordingPlan& plan)
    : x_in_memory(true), x_file(std::move(memory)) {
    lay_out(plan);
}

void RecordingFile::lay_out(const RecordingPlan& plan) {
    write_head(plan);
    for (const RecordedPopulation& population : plan.populations) make_population(population);
    for (const RecordedReport& report : plan.reports) make_report(report);
    for (const RecordedInput& input : plan.inputs) make_input(input);
    for (const RecordedEdges& edges : plan.edges) write_edges(edges);
    make_trials(plan);
    make_progress();
}

void RecordingFile::write_head(const RecordingPlan& plan) {
    x_file->set_attribute("/", "magic", sonata_magic);
    x_file->set_attribute<std::uint32_t>("/", "version", std::array<std::uint32_t, 2>{0, 1});
    x_file->set_attribute("/", "limen_format", recording_format);
    x_file->write_text("/model/text", plan.model_text);
    x_file->write_text("/model/resolved", plan.resolved);
    x_file->set_attribute("/model", "seed", plan.seed);
    x_file->set_text_attribute("/model", "version", plan.version);
    x_file->set_text_attribute("/model", "model_file", plan.model_file);
    x_file->set_attribute("/", "complete", std::uint8_t{0});
    x_file->set_attribute("/", "planned_trials", plan.trials);
    x_file->set_attribute("/", "planned_ms", plan.duration);
    write_identity(plan.identity);
    x_file->make_group("/records");
    for (const RecordedName& name : plan.names) {
        const std::string path = "/records/" + name.name;
        x_file->make_group(path);
        x_file->set_text_attribute(path, "kind", name.kind);
        x_file->set_text_attribute(path, "path", name.path);
        x_file->set_text_attribute(path, "population", name.population);
    }
}

// What a run is besides its model.
void RecordingFile::write_identity(const RunIdentity& identity) {
    x_file->set_text_attribute("/model", "commit", identity.commit);
    x_file->set_text_attribute("/model", "sha256", identity.model_sha256);
    const auto write = [&](const std::string& path, const auto& all, auto member) {
        std::vector<std::string> texts;
        for (const auto& entry : all) texts.push_back(entry.*member);
        if (!texts.empty()) x_file->write_texts(path, texts);
    };
    write("/model/plugins/name", identity.plugins, &UsedPlugin::name);
    write("/model/plugins/version", identity.plugins, &UsedPlugin::version);
    write("/model/plugins/sha256", identity.plugins, &UsedPlugin::sha256);
    write("/model/inputs/file", identity.inputs, &InputFile::file);
    write("/model/inputs/sha256", identity.inputs, &InputFile::sha256);
}

void RecordingFile::make_population(const RecordedPopulation& population) {
    const std::string path = "/populations/" + population.name;
    x_synaptic_events.push_back(grow<std::uint64_t>(path + "/synaptic_events", 0, small_chunk));
    x_file->set_text_attribute(path, "model", population.model);
    x_file->set_attribute(path, "size", population.size);
    x_file->set_attribute(path, "excitatory", population.excitatory);
    x_file->set_attribute(path, "synapses", population.synapses);
    // Pure numbers need no word.
    for (const Finding& finding : population.findings) {
        x_file->set_attribute(path, finding.name, finding.value);
        if (!finding.unit.empty()) x_file->set_text_attribute(path, finding.name + "_units", finding.unit);
    }
    for (const FoundArray& array : population.arrays) {
        x_file->write<double>(path + "/" + array.name, array.values);
        if (!array.unit.empty()) x_file->set_text_attribute(path + "/" + array.name, "units", array.unit);
    }
    x_spikes.emplace_back();
    if (!population.spikes) return;
    const std::string spikes = "/spikes/" + population.name;
    const std::size_t times = grow<double>(spikes + "/timestamps", 0);
    x_spikes.back() = {times, grow<std::uint64_t>(spikes + "/node_ids", 0)};
    x_file->set_text_attribute(spikes + "/timestamps", "units", "ms");
    if (!population.spike_units.empty())
        x_file->write<std::uint64_t>(spikes + "/recorded_node_ids", population.spike_units);
    note_interval(spikes, population.spike_interval);
    x_file->set_enum_attribute(spikes, "sorting", {"none", "by_id", "by_time"}, 2);
}

// Of a record that keeps a part of each trial; others have no such attributes.
void RecordingFile::note_interval(const std::string& group, const RecordedInterval& interval) {
    if (interval.whole()) return;
    x_file->set_attribute(group, "from", interval.from);
    x_file->set_attribute(group, "until", interval.until);
}

void RecordingFile::make_report(const RecordedReport& report) {
    const std::string path = "/report/" + report.name, mapping = path + "/mapping/";
    const std::size_t data =
        report.float64 ? grow<double>(path + "/data", report.units) : grow<float>(path + "/data", report.units);
    x_reports.push_back({.data = data,
                         .offsets = grow_offsets(path + "/offsets"),
                         .time_axis = x_file->make_table<double>(mapping + "time", 0, small_chunk),
                         .first = report.first,
                         .period = report.period,
                         .units = report.units});
    x_file->set_text_attribute(path, "population", report.population);
    x_file->set_text_attribute(path, "state", report.state);
    x_file->set_text_attribute(path + "/data", "units", report.unit);
    note_interval(path, report.interval);
    std::vector<std::uint64_t> numbers(report.units + 1);
    std::iota(numbers.begin(), numbers.end(), std::uint64_t{0});
    x_file->write<std::uint64_t>(mapping + "index_pointers", numbers);
    numbers.pop_back();
    x_file->write<std::uint64_t>(mapping + "node_ids", report.ids.empty() ? numbers : report.ids);
    x_file->set_attribute(mapping + "node_ids", "sorted", std::uint8_t{1});
    x_file->write<std::uint32_t>(mapping + "element_ids", std::vector<std::uint32_t>(report.units, 0));
    x_reports.back().time_axis.append<double>(std::array{report.first, report.first, report.period});
    x_file->set_text_attribute(mapping + "time", "units", "ms");
}

void RecordingFile::make_input(const RecordedInput& input) {
    const std::string path = "/inputs/" + input.name;
    const std::size_t values = grow<double>(path + "/values", input.channels);
    x_inputs.push_back({values, grow_offsets(path + "/offsets"), std::nullopt});
    if (input.target_channels > 0) {
        x_inputs.back().targets = grow<double>(path + "/targets", input.target_channels);
        x_file->set_text_attribute(path + "/targets", "units", "1");
    }
    x_file->set_attribute(path, "frame", input.frame);
    x_file->set_text_attribute(path, "units", "ms");
}

void RecordingFile::write_edges(const RecordedEdges& edges) {
    const std::string path = "/edges/" + edges.source + "_to_" + edges.target;
    h5::Table sources = x_file->make_table<std::uint64_t>(path + "/source_node_id", 0);
    h5::Table targets = x_file->make_table<std::uint64_t>(path + "/target_node_id", 0);
    h5::Table types = x_file->make_table<std::uint32_t>(path + "/edge_type_id", 0);
    h5::Table weights = x_file->make_table<float>(path + "/0/syn_weight", 0);
    h5::Table delays = x_file->make_table<double>(path + "/0/delay", 0);
    edges.give([&](const EdgePiece& piece) {
        sources.append<std::uint64_t>(piece.sources);
        targets.append<std::uint64_t>(piece.targets);
        types.append<std::uint32_t>(std::vector<std::uint32_t>(piece.sources.size(), 0));
        weights.append<float>(piece.weights);
        delays.append<double>(piece.delays);
    });
    x_file->set_text_attribute(path + "/source_node_id", "node_population", edges.source);
    x_file->set_text_attribute(path + "/target_node_id", "node_population", edges.target);
    x_file->set_text_attribute(path + "/0/syn_weight", "units", edges.unit);
    x_file->set_text_attribute(path + "/0/delay", "units", "ms");
    if (edges.changing) make_final_weights(edges, sources.rows());
}

// Beside SONATA's tables, which know nothing of trials.
void RecordingFile::make_final_weights(const RecordedEdges& edges, std::uint64_t synapses) {
    const std::string path = "/plasticity/" + edges.source + "_to_" + edges.target + "/weight_end";
    x_final_weights.push_back(grow<float>(path, synapses));
    x_file->set_text_attribute(path, "units", edges.unit);
}

void RecordingFile::make_trials(const RecordingPlan& plan) {
    for (const char* name : {"start", "duration"}) {
        const std::string path = std::string("/trials/") + name;
        x_trials.push_back(grow<double>(path, 0, small_chunk));
        x_file->set_text_attribute(path, "units", "ms");
    }
    x_trials.push_back(grow<std::int32_t>("/trials/label", 0, small_chunk));
    x_trials.push_back(grow<std::uint8_t>("/trials/split", 0, small_chunk));
    x_trials.push_back(grow<std::uint32_t>("/trials/source", 0, small_chunk));
    x_file->write_texts("/trials/classes", plan.classes);
}

void RecordingFile::make_progress() {
    x_file->write_texts("/growing", x_table_paths);
    x_progress = x_file->make_table<double>("/progress", 0, small_chunk);
    x_progress->append<double>(std::vector<double>(x_tables.size() + 2));
}

namespace {

// New rows of a table, with the moments (ms) that they are of.
struct NewRows {
    h5::Table& table;
    hsize_t count;
    std::function<double(hsize_t row)> time_of;
    std::function<void(hsize_t first, hsize_t count)> append;
};

// Appends them such that the chunks of all tables begin, and so lie in the file, in the order of time: in whatever
// pieces a run is handed over, which depends on the clock, its file has the same bytes.
void append_in_order(const std::vector<NewRows>& all) {
    struct Begin {
        double time;
        std::size_t table;
        hsize_t first, count;
    };
    std::vector<Begin> begins;
    for (std::size_t t = 0; t < all.size(); ++t) {
        const hsize_t chunk = all[t].table.chunk_rows(), there = all[t].table.rows() % chunk;
        const hsize_t begun =
            there == 0 ? 0 : std::min(all[t].count, chunk - there);  // into a chunk that has its place
        for (hsize_t row = begun; row < all[t].count; row += chunk)
            begins.push_back({all[t].time_of(row), t, row, std::min(chunk, all[t].count - row)});
        if (begun > 0) all[t].append(0, begun);
    }
    std::stable_sort(begins.begin(), begins.end(), [](const Begin& a, const Begin& b) { return a.time < b.time; });
    for (const Begin& begin : begins) all[begin.table].append(begin.first, begin.count);
}

template <class T>
void append_part(h5::Table& table, const std::vector<T>& rows, hsize_t width, hsize_t first, hsize_t count) {
    table.append<T>(std::span(rows).subspan(first * width, count * width));
}

}  // namespace

void RecordingFile::append(const RecordingChunk& chunk) {
    // A trial has its row from its first piece on; what more pieces make of it is put in when it has ended.
    if (chunk.trial && !x_going_on) append_trial(*chunk.trial, chunk.reports);
    append_data(chunk);
    if (chunk.trial && x_going_on && !chunk.goes_on) update_trial(*chunk.trial);
    x_going_on = chunk.goes_on ? chunk.trial : std::nullopt;
    if (chunk.trial && !chunk.goes_on) append_weights(*chunk.trial);
    x_until = chunk.until;
}

void RecordingFile::append_data(const RecordingChunk& chunk) {
    std::vector<NewRows> all;
    for (std::size_t p = 0; p < chunk.spikes.size(); ++p) {
        if (!x_spikes[p]) continue;
        const SpikeChunk& spikes = chunk.spikes[p];
        const auto time_of = [&spikes](hsize_t row) { return spikes.times[row]; };
        h5::Table &times = x_tables[x_spikes[p]->times], &ids = x_tables[x_spikes[p]->ids];
        all.push_back({times, spikes.times.size(), time_of,
                       [&](hsize_t first, hsize_t count) { append_part(times, spikes.times, 1, first, count); }});
        all.push_back({ids, spikes.ids.size(), time_of,
                       [&](hsize_t first, hsize_t count) { append_part(ids, spikes.ids, 1, first, count); }});
    }
    for (std::size_t r = 0; r < chunk.reports.size(); ++r) {
        const Report& report = x_reports[r];
        const StateRows& rows = chunk.reports[r];
        h5::Table& data = x_tables[report.data];
        const double start = (chunk.trial ? chunk.trial->start : 0) + report.first;
        const hsize_t before = data.rows() - report.trial_first;
        all.push_back({data, rows.size() / report.units,
                       [&report, start, before](hsize_t row) {
                           return start + static_cast<double>(before + row) * report.period;
                       },
                       [&](hsize_t first, hsize_t count) {
                           if (rows.exact.empty())
                               append_part(data, rows.single, report.units, first, count);
                           else
                               append_part(data, rows.exact, report.units, first, count);
                       }});
    }
    append_in_order(all);
}

void RecordingFile::append_weights(const FinishedTrial& trial) {
    for (std::size_t w = 0; w < x_final_weights.size(); ++w)
        x_tables[x_final_weights[w]].append<float>(trial.weights[w]);
}

// What changes while a trial goes on.
void RecordingFile::update_trial(const FinishedTrial& trial) {
    const auto replace_last = [&](std::size_t table, auto value) {
        x_tables[table].overwrite(x_tables[table].rows() - 1, one(value));
    };
    replace_last(x_trials[1], trial.duration);
    for (std::size_t p = 0; p < x_synaptic_events.size(); ++p)
        replace_last(x_synaptic_events[p], trial.synaptic_events[p]);
    for (const Report& report : x_reports) replace_last(report.offsets, std::uint64_t{x_tables[report.data].rows()});
}

void RecordingFile::append_trial(const FinishedTrial& trial, const std::vector<StateRows>& reports) {
    x_tables[x_trials[0]].append(one(trial.start));
    x_tables[x_trials[1]].append(one(trial.duration));
    x_tables[x_trials[2]].append(one(trial.label));
    x_tables[x_trials[3]].append(one(static_cast<std::uint8_t>(trial.split)));
    x_tables[x_trials[4]].append(one(trial.source));
    for (std::size_t p = 0; p < x_synaptic_events.size(); ++p)
        x_tables[x_synaptic_events[p]].append(one(trial.synaptic_events[p]));
    const auto note_end = [&](std::size_t offsets, std::size_t of) {
        x_tables[offsets].append(one(std::uint64_t{x_tables[of].rows()}));
    };
    for (std::size_t r = 0; r < reports.size(); ++r) {
        Report& report = x_reports[r];
        report.trial_first = x_tables[report.data].rows();
        x_tables[report.offsets].append(one(std::uint64_t{report.trial_first + reports[r].size() / report.units}));
    }
    for (std::size_t d = 0; d < x_inputs.size(); ++d) {
        x_tables[x_inputs[d].values].append<double>(trial.inputs[d]);
        note_end(x_inputs[d].offsets, x_inputs[d].values);
        if (x_inputs[d].targets) x_tables[*x_inputs[d].targets].append<double>(trial.targets[d]);
    }
}

void RecordingFile::flush() {
    for (Report& report : x_reports) {
        const double end = report.first + static_cast<double>(x_tables[report.data].rows()) * report.period;
        report.time_axis.overwrite<double>(0, std::array{report.first, end, report.period});
    }
    x_file->flush();
    if (x_going_on) update_trial(*x_going_on);
    const hsize_t ended = x_tables[x_trials[0]].rows() - (x_going_on ? 1 : 0);
    std::vector<double> progress{static_cast<double>(ended), x_until};
    for (const h5::Table& table : x_tables) progress.push_back(static_cast<double>(table.rows()));
    x_progress->overwrite<double>(0, progress);
    x_file->flush();
}

void RecordingFile::close(bool complete) {
    flush();
    x_progress.reset();
    x_reports.clear();
    x_tables.clear();
    if (x_in_memory) {
        if (complete) x_file->set_attribute("/", "complete", std::uint8_t{1});
        return x_file.reset();
    }
    x_file.reset();
    const auto check = [&] {
        if (h5::is_lost(x_made_as) || h5::is_lost(x_path))
            throw DataError(x_path, "", "cannot be written; is the disk full?");
    };
    check();
    // Nothing new can be said to readers that follow, so this is said to those that come after.
    if (complete) h5::File::open_to_write(x_path).set_attribute("/", "complete", std::uint8_t{1});
    check();
    WholeFile(x_path, x_path).sync();
}

}  // namespace limen
