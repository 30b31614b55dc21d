// Reads arrays of readouts.h5 and puts those of several seeds together.
#include "comparison/figures.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "limen/hdf5.hpp"
#include "limen/learn/recorded_trials.hpp"

namespace limen::app {

namespace {

h5::File readouts_of(const SystemRun& run) { return h5::File::open(run.folder / "readouts.h5"); }

Json null_if_empty(Json list) { return list.empty() ? Json(nullptr) : list; }

// The mean over seeds, element by element; empty where a seed has nothing of that length.
std::vector<double> mean_over_seeds(const System& system,
                                    const std::function<std::vector<double>(const SystemRun&)>& read) {
    std::vector<double> sum;
    for (const SystemRun& run : system.runs) {
        const std::vector<double> values = read(run);
        if (sum.empty()) sum.resize(values.size());
        if (values.empty() || values.size() != sum.size()) return {};
        std::transform(sum.begin(), sum.end(), values.begin(), sum.begin(), std::plus<>());
    }
    for (double& x : sum) x /= static_cast<double>(system.runs.size());
    return sum;
}

// Logarithms of the norms in the last layer, in the first or last record of a training.
std::vector<double> log_flow(const h5::File& file, const std::string& path, bool last) {
    if (!file.exists(path)) return {};
    const h5::Shape shape = file.shape(path);
    if (shape.size() != 3 || shape[0] == 0 || shape[1] == 0) return {};
    const auto all = file.read<double>(path);
    const std::size_t lags = shape[2], first = ((last ? shape[0] - 1 : 0) * shape[1] + shape[1] - 1) * lags;
    std::vector<double> flow;
    for (std::size_t k = 0; k < lags; ++k) flow.push_back(std::log(all[first + k]));
    return flow;
}

Json exponentials(const std::vector<double>& logs) {
    Json list = Json::array();
    for (const double x : logs) list.push_back(std::exp(x));
    return list;
}

std::vector<double> column(const std::vector<double>& rows, std::size_t columns, std::size_t which) {
    std::vector<double> values;
    for (std::size_t i = which; i < rows.size(); i += columns) values.push_back(rows[i]);
    return values;
}

}  // namespace

Json gradient_flow_figure(const std::vector<System>& systems) {
    Json list = Json::array();
    for (const System& system : systems) {
        const std::string path = "/" + system.readout + "/gradient_flow";
        const auto before =
            mean_over_seeds(system, [&](const SystemRun& run) { return log_flow(readouts_of(run), path, false); });
        const auto after =
            mean_over_seeds(system, [&](const SystemRun& run) { return log_flow(readouts_of(run), path, true); });
        if (!before.empty())
            list.push_back({{"system", system.name}, {"before", exponentials(before)}, {"after", exponentials(after)}});
    }
    return null_if_empty(std::move(list));
}

Json memory_figure(const std::vector<System>& systems) {
    Json list = Json::array();
    for (const System& system : systems) {
        const auto r2 = mean_over_seeds(system, [](const SystemRun& run) { return run.memory_curve; });
        if (!r2.empty()) list.push_back({{"system", system.name}, {"r2", r2}});
    }
    return null_if_empty(std::move(list));
}

Json learning_figure(const std::vector<System>& systems) {
    Json list = Json::array();
    for (const System& system : systems) {
        const std::string path = "/" + system.readout + "/learning_curve";
        const h5::File file = readouts_of(system.runs.at(0));
        if (!file.exists(path) || file.shape(path).size() != 2) continue;
        const auto rows = file.read<double>(path);
        const std::size_t columns = file.shape(path)[1];
        if (columns < 2 || rows.empty()) continue;
        list.push_back({{"system", system.name},
                        {"training", column(rows, columns, 0)},
                        {"validation", column(rows, columns, 1)}});
    }
    return null_if_empty(std::move(list));
}

Json confusion_figure(const std::vector<System>& systems) {
    Json list = Json::array(), classes;
    for (const System& system : systems) {
        const std::string group = "/" + system.readout, path = group + "/confusion_test";
        const auto counts = mean_over_seeds(system, [&](const SystemRun& run) {
            const h5::File file = readouts_of(run);
            return file.exists(path) ? file.read<double>(path) : std::vector<double>{};
        });
        if (counts.empty()) continue;
        if (classes.is_null()) classes = readouts_of(system.runs[0]).read_texts(group + "/classes");
        const std::size_t n = classes.size();
        if (counts.size() != n * n) continue;
        Json rows = Json::array();
        for (std::size_t i = 0; i < n; ++i) {
            Json row = Json::array();
            for (std::size_t j = 0; j < n; ++j)
                row.push_back(std::llround(counts[i * n + j] * static_cast<double>(system.runs.size())));
            rows.push_back(std::move(row));
        }
        list.push_back({{"system", system.name}, {"counts", std::move(rows)}});
    }
    if (list.empty()) return nullptr;
    return {{"classes", std::move(classes)}, {"systems", std::move(list)}};
}

Json prediction_figure(const std::vector<System>& systems) {
    constexpr std::uint64_t most_frames = 400;
    Json result = nullptr;
    for (const System& system : systems) {
        const SystemRun& run = system.runs.at(0);
        const h5::File readouts = readouts_of(run), recording = h5::File::open(run.folder / "run.h5");
        const std::string path = "/" + system.readout + "/outputs";
        if (!readouts.exists(path) || readouts.exists("/" + system.readout + "/classes")) continue;
        const std::vector<Split> splits = read_trials(recording).splits;
        const auto trial =
            static_cast<std::size_t>(std::find(splits.begin(), splits.end(), Split::test) - splits.begin());
        for (const std::string& data : recording.children("/inputs")) {
            const std::string group = "/inputs/" + data;
            if (trial == splits.size() || !recording.exists(group + "/targets")) continue;
            const auto offsets = read_offsets(recording, group + "/offsets", group + "/targets", splits.size());
            const h5::Shape shape = recording.shape(group + "/targets");
            if (readouts.shape(path) != shape || shape.size() != 2) continue;
            const std::uint64_t end = offsets[trial + 1],
                                first = std::max(offsets[trial] + most_frames, end) - most_frames;
            const auto read = [&](const h5::File& file, const std::string& dataset) {
                std::vector<double> rows((end - first) * shape[1]);
                file.read_rows<double>(dataset, first, rows);
                return column(rows, shape[1], 0);
            };
            if (result.is_null())
                result = {{"trial", trial},
                          {"first", first - offsets[trial]},
                          {"target", read(recording, group + "/targets")},
                          {"systems", Json::array()}};
            result["systems"].push_back({{"system", system.name}, {"output", read(readouts, path)}});
            break;
        }
    }
    return result;
}

}  // namespace limen::app
