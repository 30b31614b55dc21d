// Makes rows of a report, and finds them again.
#pragma once

#include <algorithm>
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

// Looks at the numbers from `first` on: check_samples().
inline void check_rows_from(const SampledRows& about, const StateRows& rows, std::size_t first) {
    if (!rows.exact.empty()) return check_samples(about, std::span(rows.exact).subspan(first));
    check_samples(about, std::span(rows.single).subspan(first));
}

}  // namespace limen
