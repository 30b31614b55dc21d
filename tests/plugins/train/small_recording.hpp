// A recording of a few trials, written as docs/file-format.md says, with everything that a test may want to be wrong.
#pragma once

#include <unistd.h>

#include <fmt/format.h>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"

namespace limen::train::test {

struct TemporaryFile {
    std::filesystem::path path;
    explicit TemporaryFile(const std::string& name)
        : path(std::filesystem::temp_directory_path() / fmt::format("limen_{}_{}", getpid(), name)) {}
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    ~TemporaryFile() { std::filesystem::remove(path); }
};

// Trials lie end to end. Spikes of the population "liquid" are the record "liquid"; the report "states" has a sample at
// every multiple of `period` within a trial.
struct SmallRecording {
    std::vector<double> durations{60, 60, 60, 60};
    std::vector<std::int32_t> labels{0, 1, 0, 1};
    std::vector<std::uint8_t> splits{0, 0, 1, 1};
    std::vector<std::string> classes{"left", "right"};
    double size = 2;  // units of both
    std::vector<double> times{};
    std::vector<std::uint64_t> ids{};
    double period = 20;
    std::vector<float> rows{};                // samples x units; empty: no report
    std::vector<std::uint64_t> offsets{};     // empty: as many samples as fit into each trial
    std::vector<double> inputs{}, targets{};  // one channel each, a frame for each period; empty: none
    std::uint32_t format = 1;
    std::vector<std::string> left_out{};  // datasets and groups

    void write(const std::filesystem::path& path) const {
        h5::File file = h5::File::create(path);
        file.set_attribute("/", "limen_format", format);
        write_trials(file);
        file.make_group("/populations/liquid");
        file.set_attribute("/populations/liquid", "size", size);
        file.write<double>("/spikes/liquid/timestamps", times);
        file.write<std::uint64_t>("/spikes/liquid/node_ids", ids);
        write_record(file, "liquid", "spikes", "/spikes/liquid");
        if (!rows.empty()) write_report(file);
        if (!inputs.empty()) write_input(file);
        for (const std::string& name : left_out) file.remove(name);
    }

private:
    static void write_record(h5::File& file, const std::string& name, const std::string& kind, const std::string& at) {
        file.make_group("/records/" + name);
        file.set_text_attribute("/records/" + name, "kind", kind);
        file.set_text_attribute("/records/" + name, "path", at);
        file.set_text_attribute("/records/" + name, "population", "liquid");
    }

    void write_trials(h5::File& file) const {
        std::vector<double> starts;
        double start = 0;
        for (const double duration : durations) {
            starts.push_back(start);
            start += duration;
        }
        file.write<double>("/trials/start", starts);
        file.write<double>("/trials/duration", durations);
        file.write<std::int32_t>("/trials/label", labels);
        file.write<std::uint8_t>("/trials/split", splits);
        file.write_texts("/trials/classes", classes);
        file.write<double>("/progress", std::vector<double>{static_cast<double>(durations.size()), start});
    }

    // As many rows for a trial as periods fit into it.
    std::vector<std::uint64_t> usual_offsets() const {
        std::vector<std::uint64_t> of_trials{0};
        for (const double duration : durations)
            of_trials.push_back(of_trials.back() + static_cast<std::uint64_t>(duration / period));
        return of_trials;
    }

    void write_input(h5::File& file) const {
        file.write<double>("/inputs/u/values", inputs, {inputs.size(), 1});
        file.write<std::uint64_t>("/inputs/u/offsets", usual_offsets());
        file.set_attribute("/inputs/u", "frame", period);
        if (!targets.empty()) file.write<double>("/inputs/u/targets", targets, {targets.size(), 1});
    }

    void write_report(h5::File& file) const {
        const auto units = static_cast<std::size_t>(size);
        const std::vector<std::uint64_t> of_trials = offsets.empty() ? usual_offsets() : offsets;
        const double samples = static_cast<double>(rows.size() / units);
        file.write<float>("/report/states/data", rows, {rows.size() / units, units});
        file.set_text_attribute("/report/states/data", "units", "mV");
        file.write<std::uint64_t>("/report/states/offsets", of_trials);
        file.write<double>("/report/states/mapping/time", std::vector<double>{period, period * (1 + samples), period});
        write_record(file, "states", "report", "/report/states");
    }
};

// The text of the Failure that `action` throws; "" if it throws none.
template <class Failure>
std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& failure) {
        return failure.what();
    }
    return "";
}

inline bool says(const std::string& message, const std::vector<std::string>& parts) {
    for (const std::string& part : parts)
        if (message.find(part) == std::string::npos) return false;
    return !message.empty();
}

}  // namespace limen::train::test
