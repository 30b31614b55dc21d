// Reads /trials and /inputs, checks them, and scales.
#include "train/recurrent/recorded_sequences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "limen/core/channel_scale.hpp"
#include "train/features/recording.hpp"

namespace limen::train::recurrent {

namespace {

// Of inputs or targets, each column about its mean and over its divisor.
void apply_scale(Examples<double>& trials, std::vector<double> Example<double>::*member, std::span<const double> mean,
                 std::span<const double> divisor) {
    for (Example<double>& trial : trials)
        for (std::size_t k = 0; k < (trial.*member).size(); ++k)
            (trial.*member)[k] = ((trial.*member)[k] - mean[k % mean.size()]) / divisor[k % mean.size()];
}

class Reader {
public:
    Reader(const h5::File& file, const SequenceOptions& options)
        : x_file(file),
          x_options(options),
          x_trials(read_trials(file)),
          x_input(find_input(file, options.data, false, x_trials.size())),
          x_offsets(x_input.offsets) {
        if (x_input.none()) fail("/inputs", "is not there: the run had no [data.*], so there is nothing to train on");
    }

    RecordedSequences read() {
        x_result.frame = x_input.frame;
        take_trials();
        const bool frames = wants_frames();
        read_inputs();
        if (frames)
            read_targets();
        else
            take_labels();
        if (!x_options.standardise) return std::move(x_result);
        scale(&Example<double>::frames, x_result.input_mean, x_result.input_scale);
        if (frames) scale(&Example<double>::targets, x_result.target_mean, x_result.target_scale);
        return std::move(x_result);
    }

private:
    [[noreturn]] void fail(const std::string& path, const std::string& message) const {
        throw DataError(x_file.path(), path, message);
    }

    bool wants_frames() const {
        const bool there = x_input.target_channels > 0;
        if (x_options.target == "frames" && !there)
            throw ParameterError("target", fmt::format("is \"frames\", but {} has no {}/targets",
                                                       x_file.path().string(), x_input.group));
        return there && x_options.target != "label";
    }

    void take_trials() {
        const std::size_t trials = x_trials.size();
        x_result.splits = x_trials.splits;
        x_result.trials.resize(trials);
    }

    void read_inputs() {
        x_result.inputs = read_rows(x_input.group + "/values", &Example<double>::frames);
        for (std::size_t i = 0; i < x_result.trials.size(); ++i)
            if (x_result.trials[i].frames.empty())
                fail(x_input.group + "/offsets", fmt::format("give trial {} no frame", i));
    }

    void read_targets() { x_result.outputs = read_rows(x_input.group + "/targets", &Example<double>::targets); }

    // Gives the number of columns.
    std::size_t read_rows(const std::string& path, std::vector<double> Example<double>::*member) {
        const std::size_t columns = x_file.shape(path).at(1);
        for (std::size_t i = 0; i < x_result.trials.size(); ++i) {
            auto& rows = x_result.trials[i].*member;
            rows.resize((x_offsets[i + 1] - x_offsets[i]) * columns);
            if (!rows.empty()) x_file.read_rows<double>(path, x_offsets[i], rows);
            const auto bad = std::find_if(rows.begin(), rows.end(), [](double x) { return !std::isfinite(x); });
            if (bad == rows.end()) continue;
            const auto at = static_cast<std::size_t>(bad - rows.begin());
            fail(path, fmt::format("is {} in row {}, channel {}; every number must be finite", *bad,
                                   x_offsets[i] + at / columns, at % columns));
        }
        return columns;
    }

    void take_labels() {
        const std::vector<std::int32_t>& labels = x_trials.labels;
        x_result.classes = x_trials.classes;
        x_result.outputs = x_result.classes.size();
        if (x_result.outputs < 2) fail("/trials/classes", "has fewer than two classes; there is nothing to tell apart");
        for (std::size_t i = 0; i < x_result.trials.size(); ++i) {
            if (labels[i] < 0 || static_cast<std::size_t>(labels[i]) >= x_result.outputs)
                fail("/trials/label", labels[i] == -1
                                          ? fmt::format("gives trial {} no label to train on", i)
                                          : fmt::format("gives trial {} the label {}, but there are {} classes", i,
                                                        labels[i], x_result.outputs));
            x_result.trials[i].label = labels[i];
        }
    }

    void scale(std::vector<double> Example<double>::*member, std::vector<double>& mean,
               std::vector<double>& deviation) {
        const bool inputs = member == &Example<double>::frames;
        const std::size_t columns = inputs ? x_result.inputs : x_result.outputs;
        for (std::size_t column = 0; column < columns; ++column) {
            const ChannelScale scale = channel_scale([&](auto&& use) {
                for (const std::size_t i : x_result.of(Split::train))
                    for (std::size_t k = column; k < (x_result.trials[i].*member).size(); k += columns)
                        use((x_result.trials[i].*member)[k]);
            });
            mean.push_back(scale.mean);
            // An input that never changes says nothing, and is 0 everywhere. A target must still be met.
            deviation.push_back(inputs || scale.deviation() > 0 ? scale.divisor() : 1);
        }
        apply_scale(x_result.trials, member, mean, deviation);
    }

    const h5::File& x_file;
    const SequenceOptions& x_options;
    RecordedTrials x_trials;
    RecordedInput x_input;
    const std::vector<std::uint64_t>& x_offsets;
    RecordedSequences x_result;
};

}  // namespace

std::vector<std::size_t> RecordedSequences::of(Split split) const {
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < splits.size(); ++i)
        if (splits[i] == split) numbers.push_back(i);
    return numbers;
}

RecordedSequences read_sequences(const h5::File& recording, const SequenceOptions& options) {
    return Reader(recording, options).read();
}

namespace {

std::vector<double> read_scale(const h5::File& readouts, const std::string& path, std::size_t columns) {
    std::vector<double> numbers = readouts.read<double>(path);
    if (numbers.size() != columns)
        throw DataError(readouts.path(), path,
                        fmt::format("holds {} numbers; there are {} columns to scale", numbers.size(), columns));
    const auto finite = [](double x) { return std::isfinite(x); };
    if (!std::all_of(numbers.begin(), numbers.end(), finite))
        throw DataError(readouts.path(), path, "holds numbers that are not finite");
    return numbers;
}

}  // namespace

void scale_as_trained(RecordedSequences& sequences, const h5::File& readouts, const std::string& group,
                      const std::filesystem::path& recording) {
    const std::string V = group + "/output/V", U = group + "/layer0/forward/U";
    const h5::Shape inner = readouts.shape(U), outer = readouts.shape(V);
    const hsize_t channels = inner.size() == 2 ? inner[1] : 1;  // a single column is written as a vector
    if (channels != sequences.inputs)
        throw DataError(
            readouts.path(), U,
            fmt::format("is for {} input channels, but {} has {}", channels, recording.string(), sequences.inputs));
    if (outer.empty() || outer[0] != sequences.outputs)
        throw DataError(
            readouts.path(), V,
            fmt::format("gives {} outputs, but {} has {} {}", outer.empty() ? 0 : outer[0], recording.string(),
                        sequences.outputs, sequences.has_labels() ? "classes" : "target channels"));
    if (sequences.has_labels() && readouts.read_texts(group + "/classes") != sequences.classes)
        throw DataError(
            recording, "/trials/classes",
            fmt::format("are not those that {} in {} has learnt", group.substr(1), readouts.path().string()));
    const auto scale = [&](std::vector<double> Example<double>::*member, const std::string& name,
                           std::vector<double>& mean, std::vector<double>& deviation) {
        if (!readouts.exists(group + "/" + name + "_mean")) return;
        const std::size_t columns = member == &Example<double>::frames ? sequences.inputs : sequences.outputs;
        mean = read_scale(readouts, group + "/" + name + "_mean", columns);
        deviation = read_scale(readouts, group + "/" + name + "_scale", columns);
        apply_scale(sequences.trials, member, mean, deviation);
    };
    scale(&Example<double>::frames, "input", sequences.input_mean, sequences.input_scale);
    scale(&Example<double>::targets, "target", sequences.target_mean, sequences.target_scale);
}

}  // namespace limen::train::recurrent
