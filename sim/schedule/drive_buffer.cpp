// Keeps the currents of all drives of a block in one array.
#include "limen/drive.hpp"

namespace limen {

std::span<double> DriveBuffer::add_current(double offset, std::uint32_t size) {
    x_offsets.push_back(offset);
    x_starts.push_back(x_values.size());
    x_values.resize(x_values.size() + size, 0.0);
    return std::span(x_values).subspan(x_starts.back());
}

std::span<const double> DriveBuffer::current(std::size_t i) const noexcept {
    const std::size_t end = i + 1 < x_starts.size() ? x_starts[i + 1] : x_values.size();
    return std::span(x_values).subspan(x_starts[i], end - x_starts[i]);
}

void DriveBuffer::clear() noexcept {
    events.clear();
    x_offsets.clear();
    x_values.clear();
    x_starts.clear();
}

}  // namespace limen
