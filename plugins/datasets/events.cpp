// Reads samples of spikes from HDF5.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "datasets/readers.hpp"
#include "limen/core/frame_clock.hpp"
#include "limen/hdf5.hpp"
#include "limen/schema/data_checks.hpp"

namespace limen::datasets {

const Parameter<EventFiles> EventFiles::schema[6] = {
    {"train", &EventFiles::train, "path", Range::any, "file of the training samples, relative to the model"},
    {"test", &EventFiles::test, "path", Range::any, "file of the test samples; empty: none"},
    {"time_unit", &EventFiles::time_unit, "", Range::any, "of the file's times", "s ms us"},
    {"units", &EventFiles::units, "", Range::not_negative, "that can spike; 0: as the training file needs"},
    {"channels", &EventFiles::channels, "", Range::not_negative,
     "into which the units are counted, evenly; 0: one for each"},
    {"length", &EventFiles::length, "ms", Range::not_negative,
     "of each trial, beyond which spikes are lost; 0: to the frame of its last spike"},
};

namespace {

constexpr const char* times_path = "/spikes/times";
constexpr const char* units_path = "/spikes/units";

// The spikes of a file, before anything is known of frames.
struct Samples {
    std::vector<DataEvent> events;
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::int32_t> labels;
};

class SampleReader {
public:
    SampleReader(const std::filesystem::path& path, double ms_per_unit)
        : x_file(h5::File::open(path)), x_ms(ms_per_unit) {}

    // Throws DataError.
    Samples read() {
        Samples samples;
        for (const char* path : {times_path, units_path, "/labels"})
            if (!x_file.exists(path)) throw DataError(x_file.path(), path, "is not there" + what_there_is());
        x_file.read_lists(times_path, [&](std::size_t, std::vector<double>& times) {
            for (const double time : times) {
                if (!(time >= 0 && std::isfinite(time)))
                    refuse(times_path, samples.offsets.size() - 1, time, "0 or more and finite");
                samples.events.push_back({time * x_ms, 0});
            }
            samples.offsets.push_back(samples.events.size());
        });
        const std::size_t count = samples.offsets.size() - 1;
        x_file.read_lists(units_path, [&](std::size_t row, std::vector<double>& units) {
            if (row >= count || units.size() != samples.offsets[row + 1] - samples.offsets[row])
                throw DataError(x_file.path(), units_path,
                                fmt::format("sample {} has {} units, but {} times", row, units.size(),
                                            row < count ? samples.offsets[row + 1] - samples.offsets[row] : 0));
            for (std::size_t k = 0; k < units.size(); ++k) {
                constexpr double most = 1 << 24;
                if (!(units[k] >= 0 && units[k] < most && units[k] == std::floor(units[k])))
                    refuse(units_path, row, units[k], "a whole number from 0 to 2^24 - 1");
                samples.events[samples.offsets[row] + k].unit = static_cast<std::uint32_t>(units[k]);
            }
        });
        if (x_file.shape(units_path)[0] != count)
            throw DataError(x_file.path(), units_path, fmt::format("has fewer samples than the {} of times", count));
        sort(samples);
        samples.labels = labels(count);
        return samples;
    }

    // What the file holds beside what is read, and beside what the Heidelberg sets say of their speakers.
    std::vector<std::string> unused() const {
        std::vector<std::string> notes;
        const std::vector<std::pair<std::string, std::vector<std::string>>> used{
            {"/", {"labels", "spikes", "extra"}},
            {"/spikes", {"times", "units"}},
            {"/extra", {"keys", "speaker", "meta_info", "age", "gender", "body_height"}}};
        for (const auto& [group, names] : used)
            if (x_file.exists(group))
                for (const std::string& name : x_file.children(group))
                    if (std::find(names.begin(), names.end(), name) == names.end() && notes.size() < 10)
                        notes.push_back(not_used("member of " + group, name, names));
        return notes;
    }

    // Names the classes, in the order of their labels, and numbers the labels by them. Without names in the file there
    // are no classes but those of its trials.
    void name_classes(Trials& trials) const {
        std::vector<std::string> names;
        if (x_file.exists("/extra/keys")) names = x_file.read_texts("/extra/keys");
        std::set<std::int32_t> labels(trials.labels.begin(), trials.labels.end());
        for (std::size_t c = 0; c < names.size(); ++c) labels.insert(static_cast<std::int32_t>(c));
        for (const std::int32_t label : labels) {
            const auto c = static_cast<std::size_t>(label);
            trials.classes.push_back(c < names.size() ? names[c] : std::to_string(c));
        }
        for (std::int32_t& label : trials.labels)
            label = static_cast<std::int32_t>(std::distance(labels.begin(), labels.find(label)));
    }

private:
    [[noreturn]] void refuse(const char* path, std::size_t sample, double value, const char* wanted) const {
        throw DataError(x_file.path(), path, fmt::format("sample {} has {}; it must be {}", sample, value, wanted));
    }

    std::string what_there_is() const {
        const std::vector<std::string> notes = unused();
        return notes.empty() ? "" : "; " + notes[0];
    }

    static void sort(Samples& samples) {
        for (std::size_t i = 0; i + 1 < samples.offsets.size(); ++i)
            std::stable_sort(samples.events.begin() + static_cast<std::ptrdiff_t>(samples.offsets[i]),
                             samples.events.begin() + static_cast<std::ptrdiff_t>(samples.offsets[i + 1]),
                             [](const DataEvent& a, const DataEvent& b) { return a.time < b.time; });
    }

    std::vector<std::int32_t> labels(std::size_t count) const {
        const auto read = x_file.read<std::int64_t>("/labels");
        if (read.size() != count)
            throw DataError(x_file.path(), "/labels",
                            fmt::format("has {} entries; there are {} samples", read.size(), count));
        constexpr std::int64_t most_classes = 1 << 20;
        std::vector<std::int32_t> labels;
        for (std::size_t i = 0; i < count; ++i) {
            if (read[i] < 0 || read[i] >= most_classes)
                refuse("/labels", i, static_cast<double>(read[i]), "from 0 to 2^20 - 1");
            labels.push_back(static_cast<std::int32_t>(read[i]));
        }
        return labels;
    }

    h5::File x_file;
    double x_ms;
};

// Trials of frames, with the spikes that fall into them.
class Cutter {
public:
    Cutter(Trials& trials, const EventFiles& options, double frame)
        : x_trials(trials), x_length(options.length), x_clock(frame) {}

    void add(const Samples& samples, Split split) {
        for (std::size_t i = 0; i + 1 < samples.offsets.size(); ++i) {
            const auto events =
                std::span(samples.events).subspan(samples.offsets[i], samples.offsets[i + 1] - samples.offsets[i]);
            x_empty += events.empty() ? 1 : 0;
            const double last = events.empty() ? 0 : events.back().time;
            const std::int64_t wanted = x_length > 0 ? x_clock.begun(x_length) : x_clock.at(last) + 1;
            constexpr std::int64_t most_frames = 100'000'000;
            if (wanted > most_frames)
                throw ParameterError("length",
                                     fmt::format("makes {:.3g} frames of a trial, whose last spike is at {} ms",
                                                 static_cast<double>(wanted), last));
            check_size(static_cast<double>(wanted), samples.events.size());
            append(events, static_cast<std::size_t>(wanted));
            x_trials.labels.push_back(samples.labels[i]);
            x_trials.splits.push_back(split);
        }
    }

    void add_notes() {
        if (x_lost > 0)
            x_trials.notes.push_back(fmt::format("{} of {} spikes come after the length of {} ms and are lost", x_lost,
                                                 x_lost + x_trials.events.size(), x_length));
        if (x_empty > 0)
            x_trials.notes.push_back(fmt::format("{} of {} trials hold no spikes", x_empty, x_trials.size()));
    }

private:
    // A unit's number costs nothing in a file, but a channel in every frame.
    void check_size(double frames, std::size_t spikes) const {
        constexpr double always = 1 << 26, for_each_spike = 1000;
        const double numbers =
            static_cast<double>(x_trials.values.size()) + frames * static_cast<double>(x_trials.channels);
        if (numbers > always + for_each_spike * static_cast<double>(x_trials.events.size() + spikes))
            throw ParameterError(
                "channels", fmt::format("must be given, and smaller: {} channels in frames of {} ms make {:.3g} "
                                        "numbers of {} spikes; at most 2^26, and 1,000 for each spike, are made",
                                        x_trials.channels, x_clock.length(), numbers, x_trials.events.size() + spikes));
    }

    void append(std::span<const DataEvent> events, std::size_t frames) {
        const std::size_t channels = x_trials.channels, first = x_trials.values.size();
        x_trials.values.resize(first + frames * channels);
        for (const DataEvent& event : events) {
            const auto k = static_cast<std::size_t>(x_clock.at(event.time));
            if (k >= frames) {
                ++x_lost;
                continue;
            }
            const std::size_t channel = std::size_t{event.unit} * channels / x_trials.event_units;
            x_trials.values[first + k * channels + channel] += 1;
            x_trials.events.push_back(event);
        }
        x_trials.offsets.push_back(x_trials.offsets.back() + frames);
        x_trials.event_offsets.push_back(x_trials.events.size());
    }

    Trials& x_trials;
    double x_length;
    FrameClock x_clock;
    std::size_t x_lost = 0, x_empty = 0;
};

std::uint32_t largest_unit(const Samples& samples) {
    std::uint32_t largest = 0;
    for (const DataEvent& event : samples.events) largest = std::max(largest, event.unit);
    return largest;
}

}  // namespace

Trials EventFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    const auto options = from_parameters<EventFiles>(parameters);
    if (options.train.empty()) throw ParameterError("train", "must name the file of the training samples");
    const double ms = options.time_unit == "s" ? 1000 : options.time_unit == "us" ? 0.001 : 1;
    SampleReader training(context.folder / options.train, ms);
    const Samples train = training.read();
    Samples test;
    if (!options.test.empty()) test = SampleReader(context.folder / options.test, ms).read();

    Trials trials;
    const std::uint32_t least = std::max(largest_unit(train), largest_unit(test)) + 1;
    if (options.units > 0 && options.units < least)
        throw ParameterError("units", fmt::format("is {}, but unit {} spikes", options.units, least - 1));
    trials.event_units = options.units > 0 ? checked<std::uint32_t>(options.units, "units") : least;
    if (options.channels > trials.event_units)
        throw ParameterError(
            "channels", fmt::format("is {}, but there are {} units to count", options.channels, trials.event_units));
    trials.channels = options.channels > 0 ? static_cast<std::size_t>(options.channels) : trials.event_units;
    trials.event_offsets = {0};
    trials.notes = training.unused();
    Cutter cutter(trials, options, context.frame);
    cutter.add(train, Split::train);
    cutter.add(test, Split::test);
    cutter.add_notes();
    training.name_classes(trials);
    return trials;
}

}  // namespace limen::datasets
