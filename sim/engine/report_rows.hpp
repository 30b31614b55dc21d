// Makes rows of a report, and finds them again.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "limen/engine/sink.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

// Appends so many numbers that nobody has written yet.
inline void grow(StateRows& rows, bool exact, std::size_t count) {
    if (exact)
        rows.exact.resize(rows.exact.size() + count, unwritten<double>());
    else
        rows.single.resize(rows.single.size() + count, unwritten<float>());
}

// Keeps the first numbers alone.
inline void shrink(StateRows& rows, std::size_t count) {
    rows.single.resize(std::min(rows.single.size(), count));
    rows.exact.resize(std::min(rows.exact.size(), count));
}

// Some of the numbers, in the precision that they are in; the other span is empty.
struct RowSpans {
    std::span<float> single;
    std::span<double> exact;
};
inline RowSpans part_of(StateRows& rows, std::size_t first, std::size_t count) {
    if (!rows.exact.empty()) return {{}, std::span(rows.exact).subspan(first, count)};
    return {std::span(rows.single).subspan(first, count), {}};
}

// Some rows that are so wide, from number `first` until before `end`.
struct RowRange {
    std::size_t width, first, end;
};
// Appends these columns of them; all where none is named.
inline void append_columns(StateRows& kept, const StateRows& rows, RowRange range,
                           std::span<const std::uint32_t> columns) {
    const auto append = [&](auto& to, const auto& from) {
        if (from.empty()) return;
        for (std::size_t row = range.first; row < range.end; ++row) {
            const auto begin = from.begin() + static_cast<std::ptrdiff_t>(row * range.width);
            if (columns.empty()) to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(range.width));
            for (const std::uint32_t column : columns) to.push_back(begin[column]);
        }
    };
    append(kept.single, rows.single);
    append(kept.exact, rows.exact);
}

// Looks at the numbers from `first` on: check_samples().
inline void check_rows_from(const SampledRows& about, const StateRows& rows, std::size_t first) {
    if (!rows.exact.empty()) return check_samples(about, std::span(rows.exact).subspan(first));
    check_samples(about, std::span(rows.single).subspan(first));
}

}  // namespace limen
