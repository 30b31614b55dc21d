// Reads the head of a recording.
#include "limen/simulation/recording_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "limen/learn/recorded_trials.hpp"

namespace limen {

namespace {

// What a recording before version 2 lacks is not known.
std::string missing_from(const h5::File& file, double trials, double until) {
    if (!file.has_attribute("/", "complete") || file.count_attribute("/", "complete") != 0) return "";
    const std::uint64_t planned = file.count_attribute("/", "planned_trials");
    const double ms = file.number_attribute("/", "planned_ms");
    return fmt::format("is not complete: it holds {} of {} trials, {:.6g} of {:.6g} ms", trials, planned, until, ms);
}

// Reads a recording part by part.
class SummaryReader {
public:
    explicit SummaryReader(const h5::File& file) : x_file(file) {}

    RecordingSummary read() {
        check_recording_format(x_file);
        x_summary.model_file = x_file.text_attribute("/model", "model_file");
        x_summary.version = x_file.text_attribute("/model", "version");
        x_summary.seed = x_file.count_attribute("/model", "seed");
        guard([&] { read_progress(); });
        guard([&] { read_trials_and_rows(); });
        for (const std::string& name : x_file.children("/populations")) guard([&] { read_population(name); });
        return std::move(x_summary);
    }

private:
    // One dataset that is damaged keeps no one from the others.
    template <class Read>
    void guard(Read read) {
        try {
            read();
        } catch (const DataError& error) {
            x_summary.damaged.emplace_back(error.what());
        }
    }

    void read_progress() {
        const auto progress = x_file.read<double>("/progress");
        if (progress.size() < 2) throw DataError(x_file.path(), "/progress", "must hold two numbers or more");
        x_summary.until = progress[1];
        x_summary.missing = missing_from(x_file, progress[0], progress[1]);
    }

    // A run that has only begun has no trial, and nothing that could be wrong with one.
    void read_trials_and_rows() {
        if (x_file.count_numbers("/trials/split") == 0) return;
        const std::vector<Split> splits = read_trials(x_file).splits;
        const auto number = [&](Split split) {
            return static_cast<std::size_t>(std::count(splits.begin(), splits.end(), split));
        };
        x_summary.trials = splits.size();
        x_summary.training = number(Split::train);
        x_summary.test = number(Split::test);
        x_summary.validation = number(Split::validation);
        for (const auto& [groups, rows] :
             {std::pair{"/report", "/data"}, {"/inputs", "/values"}, {"/inputs", "/targets"}})
            if (x_file.exists(groups))
                for (const std::string& name : x_file.children(groups))
                    guard([&, rows = rows, groups = groups] {
                        const std::string group = fmt::format("{}/{}", groups, name);
                        if (x_file.exists(group + rows))
                            read_offsets(x_file, group + "/offsets", group + rows, x_summary.trials);
                    });
    }

    // How long spikes were recorded, in all trials together.
    double recorded_ms(const RecordedPart& part) const {
        if (part.whole()) return x_summary.until;
        double sum = 0;
        for (const double duration : x_file.read<double>("/trials/duration"))
            sum += std::max(0.0, std::min(duration, part.until) - part.from);
        return sum;
    }

    void read_population(const std::string& name) {
        const std::string path = "/populations/" + name, spikes = "/spikes/" + name + "/timestamps";
        PopulationSummary summary;
        summary.name = name;
        summary.model = x_file.text_attribute(path, "model");
        summary.units = read_units(x_file, name);
        summary.synapses = x_file.count_attribute(path, "synapses");
        for (const auto& [finding, value] : x_file.real_attributes(path)) {
            const std::string units = finding + "_units";
            const bool with_unit = x_file.has_attribute(path, units);
            summary.findings.push_back({finding, value, with_unit ? x_file.text_attribute(path, units) : ""});
        }
        summary.synaptic_events = unknown_count;
        guard([&] {
            const auto events = x_file.read<std::uint64_t>(path + "/synaptic_events");
            summary.synaptic_events = std::accumulate(events.begin(), events.end(), std::uint64_t{0});
        });
        bool with_spikes = false;
        if (x_file.exists(spikes))
            guard([&] {
                summary.spikes = x_file.count_numbers(spikes);
                constexpr double ms_per_s = 1000;
                const std::string group = "/spikes/" + name;
                const std::size_t chosen = read_spike_units(x_file, group, name).size();
                const double units = static_cast<double>(chosen > 0 ? chosen : summary.units);
                if (const double ms = recorded_ms(read_recorded_part(x_file, group)); ms > 0)
                    summary.rate = static_cast<double>(summary.spikes) / units / ms * ms_per_s;
                with_spikes = true;
            });
        x_summary.populations.push_back(std::move(summary));
        x_summary.with_spikes.push_back(with_spikes);
    }

    const h5::File& x_file;
    RecordingSummary x_summary;
};

}  // namespace

RecordingSummary summarise_recording(const h5::File& file) { return SummaryReader(file).read(); }

}  // namespace limen
