// A recording of a few trials, written as docs/file-format.md says, with everything that a test may want to be wrong.
#pragma once

#include <unistd.h>

#include <fmt/format.h>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/trainer.hpp"

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

    // Brings spikes that were made unit by unit into the order of time.
    SmallRecording& sort_spikes();

    void write(const std::filesystem::path& path) const;

private:
    void write_trials(h5::File&) const;
    // As many rows for a trial as periods fit into it.
    std::vector<std::uint64_t> usual_offsets() const;
    void write_input(h5::File&) const;
    void write_report(h5::File&) const;
};

// Trains on a file into another one, which is there.
Metrics train_file(const Trainer&, const std::filesystem::path& recording, const Parameters&, const std::string& name,
                   const std::filesystem::path& output);
// Lets loose what that has left in `readouts`, and writes into `output`, which is there.
Metrics apply_file(const Learner&, const std::filesystem::path& recording, const Parameters&, const std::string& name,
                   const std::filesystem::path& readouts, const std::filesystem::path& output);
LinearReadout linear_readout_in(const Learner&, const Parameters&, const std::string& name,
                                const std::filesystem::path& readouts);

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
