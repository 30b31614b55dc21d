// States of a population on their way from one network to others, in one trial.
#pragma once

#include <cassert>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace limen {

// A row for each frame, in order, those that all have heard forgotten. Rows stay where they are. One thread at a time,
// but for the numbers of rows that are there.
class Relay {
public:
    // The first frame that has no row yet.
    std::int64_t end() const noexcept { return x_first + static_cast<std::int64_t>(x_rows.size()); }
    // No frames will follow these: their source went no further.
    bool cut() const noexcept { return x_cut; }

    std::span<const double> row(std::int64_t frame) const noexcept { return x_rows[place(frame)]; }
    std::span<double> row(std::int64_t frame) noexcept { return x_rows[place(frame)]; }

    std::span<double> add(std::size_t units, double value) { return x_rows.emplace_back(units, value); }
    void cut_at(std::int64_t frame) {
        while (end() > frame && !x_rows.empty()) x_rows.pop_back();
        x_cut = true;
    }
    void forget_before(std::int64_t frame) {
        for (; x_first < frame && !x_rows.empty(); ++x_first) x_rows.pop_front();
    }

private:
    std::size_t place(std::int64_t frame) const noexcept {
        assert(frame >= x_first && frame < end());
        return static_cast<std::size_t>(frame - x_first);
    }

    std::int64_t x_first = 0;
    std::deque<std::vector<double>> x_rows;
    bool x_cut = false;
};

}  // namespace limen
