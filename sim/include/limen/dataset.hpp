// Data sources: labelled sequences of frames, ragged in length.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/parameter.hpp"

namespace limen {

enum class Split : std::uint8_t { train = 0, test = 1 };

// Sequences of frames, one after the other. offsets has one entry more than there are trials, and trial i's frames are
// rows offsets[i] to offsets[i + 1] of values, each of `channels` numbers. labels index into classes.
struct Trials {
    std::size_t channels = 0;
    std::vector<double> values;
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::int32_t> labels;
    std::vector<Split> splits;
    std::vector<std::string> classes;

    std::size_t size() const noexcept { return offsets.size() - 1; }
    std::size_t frames(std::size_t trial) const noexcept {
        return static_cast<std::size_t>(offsets[trial + 1] - offsets[trial]);
    }
    std::span<const double> frame(std::size_t trial, std::size_t k) const noexcept {
        return std::span(values).subspan((static_cast<std::size_t>(offsets[trial]) + k) * channels, channels);
    }
};

// Reads a data source. Paths in `parameters` are relative to `folder`, the model file's. Throws DataError, naming file
// and line.
class DatasetFactory {
public:
    virtual ~DatasetFactory() = default;
    virtual Trials load(const Parameters& parameters, const std::filesystem::path& folder) const = 0;
};

}  // namespace limen
