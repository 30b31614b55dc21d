// What a drive of currents gives, taken down for tests.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "limen/core/error.hpp"
#include "limen/neuron/drive.hpp"

namespace limen::test {

struct Change {
    std::int64_t slice;
    double offset, ms;
    std::vector<double> current;  // per unit
};

// All changes of the current into the units [first, first + size) until `stop` (ms), slice by slice.
inline std::vector<Change> changes_of(const Drive& drive, double stop, double length, std::uint32_t first = 0,
                                      std::uint32_t size = 2) {
    std::vector<Change> found;
    for (std::int64_t slice = 0; static_cast<double>(slice) * length <= stop; ++slice) {
        DriveBuffer buffer;
        drive.fill({0, 0, first, size, slice, length, {}}, buffer);
        for (std::size_t i = 0; i < buffer.current_count(); ++i) {
            const double offset = buffer.current_offset(i);
            found.push_back({slice,
                             offset,
                             std::fma(static_cast<double>(slice), length, offset),
                             {buffer.current(i).begin(), buffer.current(i).end()}});
        }
    }
    return found;
}

// "key: message" of what a factory refuses; empty if it does not.
template <class F>
std::string refusal(F make) {
    try {
        make();
    } catch (const ParameterError& error) {
        return error.key() + ": " + error.what();
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

}  // namespace limen::test
