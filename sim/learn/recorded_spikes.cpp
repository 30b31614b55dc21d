// Finds spikes where the last ones ended, or else by halving, because they are sorted by time.
#include "limen/learn/recorded_spikes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace limen {

namespace {

// Spikes are found by halving, which goes astray without a word where they are not in order.
void check_spike_times(const h5::File& file, const std::string& path, std::size_t rows) {
    constexpr std::size_t piece = 1U << 16U;
    double last = 0;
    std::vector<double> times;
    for (std::size_t first = 0; first < rows; first += times.size()) {
        times.resize(std::min(piece, rows - first));
        file.read_rows<double>(path, first, std::span(times));
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (!(std::isfinite(times[i]) && times[i] >= 0))
                throw DataError(file.path(), path,
                                fmt::format("entry {} is {} ms; it must be 0 or more and finite", first + i, times[i]));
            if (times[i] < last)
                throw DataError(file.path(), path,
                                fmt::format("entry {} is {} ms, but the one before it {} ms; spikes must be sorted by "
                                            "time",
                                            first + i, times[i], last));
            last = times[i];
        }
    }
}

}  // namespace

RecordedSpikes::RecordedSpikes(const h5::File& file, std::string path, const std::string& population)
    : x_file(&file),
      x_path(std::move(path)),
      x_units(read_units(file, population)),
      x_rows(std::min(file.count_numbers(x_path + "/timestamps"), file.count_numbers(x_path + "/node_ids"))),
      x_chosen(read_spike_units(file, x_path, population)),
      x_part(read_recorded_part(file, x_path)) {
    check_spike_times(file, x_path + "/timestamps", x_rows);
}

RecordedSpikes::Piece RecordedSpikes::read(double begin, double end) const {
    Piece piece;
    const std::size_t first = first_from(begin);
    // Trials are mostly read one after the other: the end of one is where the next begins.
    for (x_known = {begin, first}; x_known.row < x_rows && x_known.time < end;) {
        const std::vector<double> times = block(x_known.row);
        const auto stop = std::lower_bound(times.begin(), times.end(), end);
        piece.times.insert(piece.times.end(), times.begin(), stop);
        x_known.row += static_cast<std::size_t>(stop - times.begin());
        if (stop != times.end()) break;
    }
    x_known.time = std::max(begin, end);
    piece.units.resize(piece.times.size());
    x_file->read_rows<std::uint64_t>(x_path + "/node_ids", first, std::span(piece.units));
    for (std::size_t i = 0; i < piece.units.size(); ++i) piece.units[i] = place_of(piece.units[i], first + i);
    return piece;
}

std::uint64_t RecordedSpikes::place_of(std::uint64_t unit, std::size_t row) const {
    const auto fail = [&](const std::string& message) {
        throw DataError(x_file->path(), x_path + "/node_ids",
                        fmt::format("entry {} is {}, but {}", row, unit, message));
    };
    if (unit >= x_units) fail(fmt::format("the population has {} units", x_units));
    if (x_chosen.empty()) return unit;
    const auto found = std::lower_bound(x_chosen.begin(), x_chosen.end(), unit);
    if (found == x_chosen.end() || *found != unit) fail("\"recorded_node_ids\" does not hold that unit");
    return static_cast<std::uint64_t>(found - x_chosen.begin());
}

std::size_t RecordedSpikes::count(double begin, double end) const {
    const std::size_t first = first_from(begin);
    x_known = {begin, first};
    const std::size_t last = std::max(first, first_from(end));
    x_known = {std::max(begin, end), last};
    return last - first;
}

std::vector<double> RecordedSpikes::block(std::size_t row) const {
    std::vector<double> times(std::min(block_size, x_rows - row));
    x_file->read_rows<double>(x_path + "/timestamps", row, std::span(times));
    return times;
}

// The number of the first spike at `time` or later.
std::size_t RecordedSpikes::first_from(double time) const {
    const auto within = [&](std::size_t row) {
        const std::vector<double> times = block(row);
        return static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), time) - times.begin());
    };
    std::size_t low = 0, high = x_rows;
    if (time >= x_known.time) {
        low = x_known.row;
        if (time == x_known.time) return low;
        if (const std::size_t found = within(low); found < block_size || low + found == x_rows) return low + found;
    }
    while (high - low > block_size) {
        const std::size_t middle = low + (high - low) / 2;
        double at = 0;
        x_file->read_rows<double>(x_path + "/timestamps", middle, std::span(&at, 1));
        (at < time ? low : high) = at < time ? middle + 1 : middle;
    }
    return low + std::min(within(low), high - low);
}

}  // namespace limen
