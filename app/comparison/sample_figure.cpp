// What happens in one trial: its inputs, the spikes of populations and the states that were recorded.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "comparison/figures.hpp"
#include "limen/hdf5.hpp"
#include "limen/learn/recorded_trials.hpp"

namespace limen::app {

namespace {

// More would not be seen, and make the page large.
constexpr std::size_t most_units = 160, most_columns = 320, most_spikes = 6000, most_rows = 1U << 16U;

struct Trial {
    std::size_t number;
    double start, duration;  // ms
};

std::size_t stride_for(std::size_t count, std::size_t most) {
    return std::max<std::size_t>(1, (count + most - 1) / most);
}

// How a heat map and its axes are called.
struct Titles {
    std::string panel, axis, value;  // the axis of units; what the colours mean, with its unit
};

// Rows are times, columns units; both thinned evenly. Values become whole numbers from 0 to 255 between `low` and
// `high`, which differ even where all values are the same.
Json heat_panel(const Titles& titles, std::span<const double> rows, std::size_t units, double period) {
    const std::size_t times = rows.size() / units;
    const std::size_t step = stride_for(times, most_columns), unit_step = stride_for(units, most_units);
    const auto [low, high] = std::minmax_element(rows.begin(), rows.end());
    const double range = *high > *low ? *high - *low : 1;
    constexpr double levels = 255;
    Json image = Json::array();
    for (std::size_t u = 0; u < units; u += unit_step) {
        Json line = Json::array();
        for (std::size_t t = 0; t < times; t += step)
            line.push_back(std::lround((rows[t * units + u] - *low) / range * levels));
        image.push_back(std::move(line));
    }
    return {{"kind", "heat"},
            {"title", titles.panel},
            {"axis", titles.axis},
            {"value", titles.value},
            {"units", units},
            {"step", unit_step},
            {"column", static_cast<double>(step) * period},
            {"duration", static_cast<double>(times) * period},
            {"low", *low},
            {"high", *low + range},
            {"image", std::move(image)}};
}

// The rows of a dataset that belong to the trial by its offsets, not too many.
std::vector<double> rows_of(const h5::File& file, const std::string& group, const std::string& dataset,
                            std::size_t trial, std::size_t columns) {
    const auto offsets = read_offsets(file, group + "/offsets", group + "/" + dataset, trial + 1);
    const std::uint64_t count = std::min<std::uint64_t>(offsets[trial + 1] - offsets[trial], most_rows);
    std::vector<double> rows(count * columns);
    if (count > 0) file.read_rows<double>(group + "/" + dataset, offsets[trial], rows);
    return rows;
}

std::optional<Json> input_panel(const h5::File& file, const std::string& data, const Trial& trial) {
    const std::string group = "/inputs/" + data;
    const h5::Shape shape = file.shape(group + "/values");
    if (shape.size() != 2) return std::nullopt;
    const auto rows = rows_of(file, group, "values", trial.number, shape[1]);
    if (rows.empty()) return std::nullopt;
    return heat_panel({"input " + data, "channel of " + data, "value (no unit)"}, rows, shape[1],
                      file.number_attribute(group, "frame"));
}

std::string unit_in_brackets(const h5::File& file, const std::string& report) {
    const std::string data = report + "/data";
    const std::string unit = file.has_attribute(data, "units") ? file.text_attribute(data, "units") : "1";
    return unit == "1" ? " (no unit)" : " (" + unit + ")";
}

// How the axis of units is called: its numbers are those of columns.
std::string axis_of_units(const h5::File& file, const std::string& group, const std::string& population) {
    const std::string path = group + "/mapping/node_ids";
    const auto ids = file.exists(path) ? file.read<std::uint64_t>(path) : std::vector<std::uint64_t>{};
    const bool first_ones = ids.empty() || ids.back() + 1 == ids.size();
    return first_ones ? "unit of " + population : "place among the recorded units of " + population;
}

std::optional<Json> state_panel(const h5::File& file, const std::string& group, const Trial& trial) {
    const h5::Shape shape = file.shape(group + "/data");
    const auto time = file.read<double>(group + "/mapping/time");
    if (shape.size() != 2 || time.size() != 3) return std::nullopt;
    const auto rows = rows_of(file, group, "data", trial.number, shape[1]);
    if (rows.empty()) return std::nullopt;
    const std::string population = file.text_attribute(group, "population"),
                      state = file.text_attribute(group, "state");
    const RecordedPart part = read_recorded_part(file, group);
    const std::string title = population + ": " + state;
    return heat_panel({part.from > 0 ? fmt::format("{}, from {} ms on", title, part.from) : title,
                       axis_of_units(file, group, population), state + unit_in_brackets(file, group)},
                      rows, shape[1], time[2]);
}

// The first of the sorted times that is not before `time`.
hsize_t first_from(const h5::File& file, const std::string& dataset, hsize_t count, double time) {
    hsize_t low = 0, high = count;
    while (low < high) {
        const hsize_t middle = low + (high - low) / 2;
        double value = 0;
        file.read_rows<double>(dataset, middle, std::span(&value, 1));
        (value < time ? low : high) = value < time ? middle + 1 : middle;
    }
    return low;
}

// So many units, the first ones, are excitatory and the others inhibitory; nothing where the recording does not say.
std::optional<double> excitatory_units(const h5::File& file, const std::string& population) {
    const std::string group = "/populations/" + population;
    if (!file.exists(group) || !file.has_attribute(group, "excitatory")) return std::nullopt;
    const double number = file.number_attribute(group, "excitatory");
    return number >= 0 ? std::optional(number) : std::nullopt;
}

std::optional<Json> raster_panel(const h5::File& file, const std::string& population, const Trial& trial) {
    const std::string group = "/spikes/" + population;
    const hsize_t count = file.shape(group + "/timestamps").at(0);
    const hsize_t first = first_from(file, group + "/timestamps", count, trial.start);
    const hsize_t end = first_from(file, group + "/timestamps", count, trial.start + trial.duration);
    std::vector<double> times(std::min<hsize_t>(end - first, most_rows));
    std::vector<std::uint64_t> ids(times.size());
    if (!times.empty()) {
        file.read_rows<double>(group + "/timestamps", first, times);
        file.read_rows<std::uint64_t>(group + "/node_ids", first, ids);
    }
    const std::size_t units = read_units(file, population);
    // Thinned by units, so that each one's train stays whole.
    const std::size_t step = std::max(stride_for(units, 2 * most_units), stride_for(times.size(), most_spikes));
    Json shown_times = Json::array(), shown_ids = Json::array();
    constexpr double resolution = 100;  // parts of a ms, finer than any screen
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (ids[i] % step != 0) continue;
        shown_times.push_back(std::round((times[i] - trial.start) * resolution) / resolution);
        shown_ids.push_back(ids[i]);
    }
    Json panel{{"kind", "raster"},
               {"title", population + ": spikes"},
               {"axis", "unit of " + population},
               {"units", units},
               {"step", step},
               {"duration", trial.duration},
               {"times", std::move(shown_times)},
               {"ids", std::move(shown_ids)}};
    if (const auto number = excitatory_units(file, population); number && *number <= static_cast<double>(units))
        panel["excitatory"] = static_cast<std::size_t>(*number);
    return panel;
}

}  // namespace

Json sample_figure(const std::vector<System>& systems) {
    Json result = nullptr;
    std::set<std::filesystem::path> seen;
    std::set<std::string> titles;
    for (const System& system : systems) {
        const SystemRun& run = system.runs.at(0);
        if (!seen.insert(run.folder).second) continue;
        const h5::File file = h5::File::open(run.folder / "run.h5");
        const RecordedTrials trials = read_trials(file);
        const auto test = std::find(trials.splits.begin(), trials.splits.end(), Split::test);
        const auto number = static_cast<std::size_t>(test == trials.splits.end() ? 0 : test - trials.splits.begin());
        const Trial trial{number, trials.start[number], trials.duration[number]};
        if (result.is_null()) {
            const std::int32_t label = trials.labels[number];
            result = {{"trial", number}, {"duration", trial.duration}, {"panels", Json::array()}};
            if (label >= 0 && !trials.classes.empty())
                result["label"] = trials.classes[static_cast<std::size_t>(label)];
        }
        const auto add = [&](std::optional<Json> panel) {
            if (panel && titles.insert((*panel)["title"].get<std::string>()).second)
                result["panels"].push_back(std::move(*panel));
        };
        if (file.exists("/inputs"))
            for (const std::string& data : file.children("/inputs")) add(input_panel(file, data, trial));
        for (const std::string& record : file.children("/records")) {
            const std::string path = "/records/" + record, kind = file.text_attribute(path, "kind");
            if (kind == "report") add(state_panel(file, file.text_attribute(path, "path"), trial));
            if (kind == "spikes") add(raster_panel(file, file.text_attribute(path, "population"), trial));
        }
    }
    return result;
}

}  // namespace limen::app
