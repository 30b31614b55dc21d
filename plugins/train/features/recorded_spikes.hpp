// Spikes of a recording, piece by piece.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"

namespace limen::train {

// One thread at a time. The file outlives it.
class RecordedSpikes {
public:
    struct Piece {
        std::vector<double> times;         // ms, sorted, on the axis that all trials share
        std::vector<std::uint64_t> units;  // below units()
    };

    RecordedSpikes() = default;
    // `path`: of the group with timestamps and node_ids. Throws DataError.
    RecordedSpikes(const h5::File&, std::string path, const std::string& population);

    std::size_t units() const noexcept { return x_units; }
    // The spikes from `begin` until just before `end` (ms). Throws DataError.
    Piece read(double begin, double end) const;
    // How many those are.
    std::size_t count(double begin, double end) const;

private:
    static constexpr std::size_t block_size = 4096;  // of spikes that are read at once
    std::size_t first_from(double time) const;
    // Times from a row on.
    std::vector<double> block(std::size_t row) const;

    const h5::File* x_file = nullptr;
    std::string x_path;
    std::size_t x_units = 0, x_rows = 0;
    struct Known {
        double time = 0;
        std::size_t row = 0;
    };
    mutable Known x_known{};  // a row that is the first from a time on
};

}  // namespace limen::train
