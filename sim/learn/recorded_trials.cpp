// Reads trials and where their rows are, and refuses what does not fit together.
#include "limen/learn/recorded_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace limen {

namespace {

constexpr std::uint64_t oldest_format = 1, newest_format = 2;

// So many are whole with all that belongs to them.
std::size_t written_trials(const h5::File& file) {
    constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
    if (!file.exists("/progress")) return any;
    const auto progress = file.read<double>("/progress");
    if (progress.size() < 2 || !(progress[0] >= 0))
        throw DataError(file.path(), "/progress", "must hold two numbers or more");
    return progress[0] < static_cast<double>(any) ? static_cast<std::size_t>(progress[0]) : any;
}

void check_times(const h5::File& file, const RecordedTrials& trials) {
    constexpr double longest = 1e15;  // ms, which no run lasts
    constexpr double rounding = 1e-9;
    const auto good = [](double x) { return x >= 0 && x <= longest; };
    double end = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const double start = trials.start[i], duration = trials.duration[i];
        if (!good(duration))
            throw DataError(file.path(), "/trials/duration", fmt::format("trial {} lasts {} ms", i, duration));
        if (!good(start) || start < end - rounding * end)
            throw DataError(
                file.path(), "/trials/start",
                fmt::format("trial {} begins at {} ms, but the one before it ends at {} ms", i, start, end));
        end = start + duration;
    }
}

void check_marks(const h5::File& file, const RecordedTrials& trials) {
    const auto classes = static_cast<std::int64_t>(trials.classes.size());
    for (std::size_t i = 0; i < trials.size(); ++i) {
        // Without classes those of a readout stand in for them.
        if (trials.labels[i] < -1 || (classes > 0 && trials.labels[i] >= classes))
            throw DataError(
                file.path(), "/trials/label",
                fmt::format("trial {} has label {}, but there are {} classes", i, trials.labels[i], classes));
        if (trials.splits[i] > Split::validation)
            throw DataError(file.path(), "/trials/split",
                            fmt::format("trial {} has {}; it must be 0 (training), 1 (test) or 2 (validation)", i,
                                        static_cast<int>(trials.splits[i])));
    }
}

}  // namespace

void check_recording_format(const h5::File& file) {
    if (!file.has_attribute("/", "limen_format"))
        throw DataError(file.path(), "/", "is not a Limen recording: it has no attribute \"limen_format\"");
    const std::uint64_t format = file.count_attribute("/", "limen_format");
    if (format < oldest_format || format > newest_format)
        throw DataError(file.path(), "/",
                        fmt::format("is a recording of format {}; this limen reads {} to {}", format, oldest_format,
                                    newest_format));
}

RecordedTrials read_trials(const h5::File& file) {
    check_recording_format(file);
    RecordedTrials trials;
    trials.labels = file.read<std::int32_t>("/trials/label");
    for (const std::uint8_t split : file.read<std::uint8_t>("/trials/split"))
        trials.splits.push_back(static_cast<Split>(split));
    trials.classes = file.read_texts("/trials/classes");
    trials.start = file.read<double>("/trials/start");
    trials.duration = file.read<double>("/trials/duration");
    // A run that was killed may have written a little more of one array than of another.
    const std::size_t n = std::min({trials.labels.size(), trials.splits.size(), trials.start.size(),
                                    trials.duration.size(), written_trials(file)});
    if (n == 0) throw DataError(file.path(), "/trials", "holds no finished trial");
    trials.labels.resize(n);
    trials.splits.resize(n);
    trials.start.resize(n);
    trials.duration.resize(n);
    check_times(file, trials);
    check_marks(file, trials);
    return trials;
}

std::vector<std::uint64_t> read_offsets(const h5::File& file, const std::string& path, const std::string& dataset,
                                        std::size_t trials) {
    const auto fail = [&](const std::string& message) { throw DataError(file.path(), path, message); };
    std::vector<std::uint64_t> offsets = file.read<std::uint64_t>(path);
    if (offsets.size() <= trials)
        fail(fmt::format("has {} entries; {} trials need {}", offsets.size(), trials, trials + 1));
    file.count_numbers(dataset);  // refuses one that claims more than it holds
    const h5::Shape shape = file.shape(dataset);
    if (shape.size() != 2 || shape[1] == 0)
        throw DataError(file.path(), dataset, "must have two dimensions: rows, and units or channels");
    for (std::size_t i = 0; i < trials; ++i)
        if (offsets[i] > offsets[i + 1] || offsets[i + 1] > shape[0])
            fail(fmt::format("say that trial {} has the rows {} to {} of {}, which has {}", i, offsets[i],
                             offsets[i + 1], dataset, shape[0]));
    return offsets;
}

std::size_t read_units(const h5::File& file, const std::string& population) {
    const std::string path = "/populations/" + population;
    const std::uint64_t units = file.count_attribute(path, "size");
    if (units < 1 || units > std::numeric_limits<std::uint32_t>::max())
        throw DataError(file.path(), path,
                        fmt::format("the attribute \"size\" is {}; a population has 1 to 2^32 - 1 units", units));
    return units;
}

RecordedPart read_recorded_part(const h5::File& file, const std::string& group) {
    RecordedPart part;
    if (!file.has_attribute(group, "from")) return part;
    part.from = file.number_attribute(group, "from");
    if (const double until = file.number_attribute(group, "until"); until != 0) part.until = until;
    if (!(part.from >= 0 && std::isfinite(part.from) && part.until > part.from))
        throw DataError(
            file.path(), group,
            fmt::format("the attributes say that each trial is recorded from {} to {} ms", part.from, part.until));
    return part;
}

std::vector<std::uint64_t> read_spike_units(const h5::File& file, const std::string& group,
                                            const std::string& population) {
    const std::string path = group + "/recorded_node_ids";
    if (!file.exists(path)) return {};
    std::vector<std::uint64_t> units = file.read<std::uint64_t>(path);
    const std::size_t size = read_units(file, population);
    for (std::size_t i = 0; i < units.size(); ++i)
        if (units[i] >= size || (i > 0 && units[i] <= units[i - 1]))
            throw DataError(file.path(), path,
                            fmt::format("entry {} is {}; entries must rise, and be below {}, the units of \"{}\"", i,
                                        units[i], size, population));
    return units;
}

}  // namespace limen
