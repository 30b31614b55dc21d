// Data sources: sequences of frames, ragged in length, with a label each or with targets frame by frame.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/parameter.hpp"

namespace limen {

enum class Split : std::uint8_t { train = 0, test = 1, validation = 2 };

// Sequences of frames, one after the other. offsets has one entry more than there are trials, and trial i's frames are
// rows offsets[i] to offsets[i + 1] of values, each of `channels` numbers. labels index into classes. Where there are
// targets, what a readout shall give at each frame, they have a row of `target_channels` numbers for each row of
// values.
struct Trials {
    std::size_t channels = 0, target_channels = 0;
    std::vector<double> values, targets{};
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::int32_t> labels;
    std::vector<Split> splits;
    std::vector<std::string> classes;
    std::vector<std::string> notes{};  // what a person should know of the data, as sentences

    std::size_t size() const noexcept { return offsets.size() - 1; }
    std::size_t frames(std::size_t trial) const noexcept {
        return static_cast<std::size_t>(offsets[trial + 1] - offsets[trial]);
    }
    std::span<const double> frame(std::size_t trial, std::size_t k) const noexcept {
        return std::span(values).subspan((static_cast<std::size_t>(offsets[trial]) + k) * channels, channels);
    }
    std::span<const double> target(std::size_t trial, std::size_t k) const noexcept {
        return std::span(targets).subspan((static_cast<std::size_t>(offsets[trial]) + k) * target_channels,
                                          target_channels);
    }
};

// What a data source is made from, beside its parameters.
struct DatasetContext {
    std::filesystem::path folder;  // of the model file: paths are relative to it
    std::uint64_t seed = 1;        // the model's
    std::uint32_t id = 0;          // which of the model's data sources it is, for its random streams
};

// Reads or makes a data source.
class DatasetFactory {
public:
    virtual ~DatasetFactory() = default;
    // What the key `standardise` is where a model does not give it.
    virtual bool standardise() const { return true; }
    // Throws DataError, naming file and line, and ParameterError.
    virtual Trials load(const Parameters&, const DatasetContext&) const = 0;
};

}  // namespace limen
