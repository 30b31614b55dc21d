// Finds what is asked for in the file, and reads no more than that.
#include "limen/learn/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "limen/core/error.hpp"

namespace limen {

namespace {

std::vector<std::string> children(const h5::File& file, const std::string& group) {
    return file.exists(group) ? file.children(group) : std::vector<std::string>{};
}

// The columns of the wanted units.
std::vector<std::size_t> columns_of(const Selection& selection, const std::vector<std::uint64_t>& units,
                                    const std::string& what) {
    std::vector<std::size_t> columns;
    std::map<std::uint64_t, std::size_t> places;
    for (std::size_t i = 0; i < units.size(); ++i) places[units[i]] = i;
    for (const std::uint64_t id : selection.ids) {
        const auto found = places.find(id);
        if (found == places.end())
            throw Error(fmt::format("{} has no unit {}; it has {} units, from {} to {}", what, id, units.size(),
                                    places.begin()->first, places.rbegin()->first));
        columns.push_back(found->second);
    }
    for (std::size_t i = 0; selection.ids.empty() && i < units.size(); ++i) columns.push_back(i);
    return columns;
}

// Appends the columns of the rows [first, second), reading about a megabyte at once.
void read_columns(const h5::File& file, const std::string& dataset, std::pair<std::uint64_t, std::uint64_t> rows,
                  std::size_t width, const std::vector<std::size_t>& columns, std::vector<double>& values) {
    constexpr std::size_t numbers_at_once = std::size_t{1} << 17U;
    const std::uint64_t most = std::max<std::uint64_t>(1, numbers_at_once / width);
    std::vector<double> block;
    for (std::uint64_t first = rows.first; first < rows.second; first += most) {
        block.resize(std::min(most, rows.second - first) * width);
        file.read_rows<double>(dataset, first, std::span(block));
        for (std::size_t row = 0; row < block.size(); row += width)
            for (const std::size_t column : columns) values.push_back(block[row + column]);
    }
}

void check_interval(const Selection& selection) {
    if (!(selection.from >= 0 && selection.until >= selection.from))
        throw Error(fmt::format("nothing lies between {} and {} ms; from must be 0 or more, and until no less",
                                selection.from, selection.until));
}

}  // namespace

Recording Recording::open(const std::filesystem::path& path) {
    return Recording(std::make_shared<h5::File>(h5::File::open(path)));
}

Recording::Recording(std::shared_ptr<const h5::File> file) : x_file(std::move(file)) {
    check_recording_format(*x_file);
    read_populations();
    read_records();
    x_data = children(*x_file, "/inputs");
    for (const std::string& name : children(*x_file, "/edges")) {
        const std::string path = "/edges/" + name;
        x_edges.emplace_back(x_file->text_attribute(path + "/source_node_id", "node_population"),
                             x_file->text_attribute(path + "/target_node_id", "node_population"));
    }
}

void Recording::read_populations() {
    for (const std::string& name : x_file->children("/populations")) {
        const std::string path = "/populations/" + name;
        x_populations.push_back({.name = name,
                                 .model = x_file->text_attribute(path, "model"),
                                 .size = read_units(*x_file, name),
                                 .excitatory = x_file->count_attribute(path, "excitatory"),
                                 .synapses = x_file->count_attribute(path, "synapses"),
                                 .spikes = x_file->exists("/spikes/" + name)});
    }
}

void Recording::read_records() {
    for (const std::string& name : children(*x_file, "/report")) {
        const std::string path = "/report/" + name;
        const auto time = x_file->read<double>(path + "/mapping/time");
        if (time.size() != 3 || !std::isfinite(time[0]) || !(time[2] > 0 && std::isfinite(time[2])))
            throw DataError(x_file->path(), path + "/mapping/time",
                            "must hold three numbers: the first time, the last and the period, above 0 ms");
        const h5::Shape shape = x_file->shape(path + "/data");
        auto units = x_file->read<std::uint64_t>(path + "/mapping/node_ids");
        if (shape.size() != 2 || shape[1] != units.size() || units.empty())
            throw DataError(x_file->path(), path + "/mapping/node_ids",
                            fmt::format("names {} units, which are not the columns of {}/data", units.size(), path));
        x_records.push_back({.name = name,
                             .population = x_file->text_attribute(path, "population"),
                             .state = x_file->text_attribute(path, "state"),
                             .unit = x_file->text_attribute(path + "/data", "units"),
                             .first = time[0],
                             .period = time[2],
                             .units = std::move(units)});
    }
}

const RecordedTrials& Recording::trials() const {
    if (!x_trials) x_trials = read_trials(*x_file);
    return *x_trials;
}

bool Recording::complete() const {
    return !x_file->has_attribute("/", "complete") || x_file->count_attribute("/", "complete") != 0;
}

const Recording::Record& Recording::record(const std::string& name) const {
    std::vector<std::string> names;
    for (const Record& record : x_records) {
        if (record.name == name) return record;
        names.push_back(record.name);
    }
    throw Error(fmt::format("{} holds no states \"{}\"{}", x_file->path().string(), name, suggestion(name, names)));
}

void Recording::check_trial(const Selection& selection) const {
    check_interval(selection);
    if (selection.trial && *selection.trial >= trials().size())
        throw Error(fmt::format("{} holds no trial {}; there are {}, counted from 0", x_file->path().string(),
                                *selection.trial, trials().size()));
}

Recording::Spikes Recording::spikes(const std::string& population, const Selection& selection) const {
    std::vector<std::string> names;
    for (const Population& p : x_populations)
        if (p.spikes) names.push_back(p.name);
    const auto found = std::find_if(x_populations.begin(), x_populations.end(),
                                    [&](const Population& p) { return p.spikes && p.name == population; });
    if (found == x_populations.end())
        throw Error(fmt::format("{} holds no spikes of a population \"{}\"{}", x_file->path().string(), population,
                                suggestion(population, names)));
    check_trial(selection);
    std::vector<bool> wanted(found->size, selection.ids.empty());
    for (const std::uint64_t id : selection.ids) {
        if (id >= found->size)
            throw Error(fmt::format("population \"{}\" has no unit {}; it has {}, counted from 0", population, id,
                                    found->size));
        wanted[id] = true;
    }
    const auto known = x_spikes.try_emplace(population, *x_file, "/spikes/" + population, population).first;
    double from = selection.from, until = selection.until;
    if (selection.trial) {
        const double start = trials().start[*selection.trial];
        until = start + std::min(until, trials().duration[*selection.trial]);
        from += start;
    }
    const RecordedSpikes::Piece piece = known->second.read(from, until);
    Spikes chosen;
    for (std::size_t i = 0; i < piece.times.size(); ++i)
        if (const std::uint64_t id = known->second.unit(piece.units[i]); wanted[id]) {
            chosen.times.push_back(piece.times[i]);
            chosen.ids.push_back(id);
        }
    return chosen;
}

Recording::States Recording::states(const std::string& name, const Selection& selection) const {
    const Record& record = this->record(name);
    check_trial(selection);
    const std::vector<std::size_t> columns = columns_of(selection, record.units, fmt::format("record \"{}\"", name));
    const std::string path = "/report/" + name, dataset = path + "/data";
    const auto offsets = read_offsets(*x_file, path + "/offsets", dataset, trials().size());
    States states;
    states.unit = record.unit;
    for (const std::size_t column : columns) states.ids.push_back(record.units[column]);
    const std::size_t first = selection.trial.value_or(0), last = selection.trial ? first + 1 : trials().size();
    for (std::size_t trial = first; trial < last; ++trial) {
        const double start = trials().start[trial], origin = selection.trial ? 0 : start;
        const auto time_of = [&](std::uint64_t row) {
            return record.first + static_cast<double>(row - offsets[trial]) * record.period;
        };
        std::uint64_t from = offsets[trial], until = offsets[trial + 1];
        while (from < until && origin + time_of(from) < selection.from) ++from;
        while (until > from && origin + time_of(until - 1) > selection.until) --until;
        for (std::uint64_t row = from; row < until; ++row) states.times.push_back(start + time_of(row));
        read_columns(*x_file, dataset, {from, until}, record.units.size(), columns, states.values);
    }
    return states;
}

Recording::Synapses Recording::synapses(const std::string& source, const std::string& target) const {
    std::vector<std::string> names;
    for (const auto& [from, to] : x_edges) names.push_back(from + " to " + to);
    if (std::find(x_edges.begin(), x_edges.end(), std::pair(source, target)) == x_edges.end())
        throw Error(fmt::format("{} holds no synapses from \"{}\" to \"{}\"{}", x_file->path().string(), source, target,
                                suggestion(source + " to " + target, names)));
    const std::string path = "/edges/" + source + "_to_" + target;
    return {.sources = x_file->read<std::uint64_t>(path + "/source_node_id"),
            .targets = x_file->read<std::uint64_t>(path + "/target_node_id"),
            .weights = x_file->read<double>(path + "/0/syn_weight"),
            .delays = x_file->read<double>(path + "/0/delay"),
            .unit = x_file->text_attribute(path + "/0/syn_weight", "units")};
}

Recording::Frames Recording::frames(const std::string& data, const char* dataset, std::size_t trial) const {
    check_trial({.trial = trial});
    if (std::find(x_data.begin(), x_data.end(), data) == x_data.end())
        throw Error(fmt::format("{} holds no data \"{}\"{}", x_file->path().string(), data, suggestion(data, x_data)));
    const std::string group = "/inputs/" + data, path = group + dataset;
    if (!x_file->exists(path)) throw Error(fmt::format("the data \"{}\" have no targets", data));
    const auto offsets = read_offsets(*x_file, group + "/offsets", path, trials().size());
    Frames frames{.channels = static_cast<std::size_t>(x_file->shape(path)[1]),
                  .frame = x_file->number_attribute(group, "frame")};
    frames.values.resize((offsets[trial + 1] - offsets[trial]) * frames.channels);
    x_file->read_rows<double>(path, offsets[trial], std::span(frames.values));
    return frames;
}

Recording::Frames Recording::input(const std::string& data, std::size_t trial) const {
    return frames(data, "/values", trial);
}

Recording::Frames Recording::targets(const std::string& data, std::size_t trial) const {
    return frames(data, "/targets", trial);
}

}  // namespace limen
