// Spikes of a recording, piece by piece.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/recorded_trials.hpp"

namespace limen {

// The recorded spikes of a population in a file, which outlives this. One thread at a time.
class RecordedSpikes {
public:
    struct Piece {
        std::vector<double> times;         // ms, sorted, on the axis that all trials share
        std::vector<std::uint64_t> units;  // below units(): places among those that were recorded
    };

    RecordedSpikes() = default;
    // `path` is that of the group with timestamps and node_ids. Throws DataError.
    RecordedSpikes(const h5::File&, std::string path, const std::string& population);

    // How many units were recorded: all of the population, or some.
    std::size_t units() const noexcept { return x_chosen.empty() ? x_units : x_chosen.size(); }
    // The unit of the population that has such a place.
    std::uint64_t unit(std::uint64_t place) const noexcept { return x_chosen.empty() ? place : x_chosen[place]; }
    // The part of each trial that was recorded.
    const RecordedPart& part() const noexcept { return x_part; }
    // The spikes from `begin` until just before `end` (ms). Throws DataError.
    Piece read(double begin, double end) const;
    // How many spikes read() would give.
    std::size_t count(double begin, double end) const;

private:
    static constexpr std::size_t block_size = 4096;  // of spikes that are read at once
    std::size_t first_from(double time) const;
    // The place of a unit, by what stands in this row of node_ids.
    std::uint64_t place_of(std::uint64_t unit, std::size_t row) const;
    // The times from a row on.
    std::vector<double> block(std::size_t row) const;

    const h5::File* x_file = nullptr;
    std::string x_path;
    std::size_t x_units = 0, x_rows = 0;
    std::vector<std::uint64_t> x_chosen;  // units, in order; empty: all
    RecordedPart x_part;
    struct Known {
        double time = 0;
        std::size_t row = 0;
    };
    mutable Known x_known{};  // a row that is the first from a time on
};

}  // namespace limen
