// Keeps what all drives of a block say: inputs by their weight, currents in one array.
#include "limen/neuron/drive.hpp"

namespace limen {

DriveInputs& DriveBuffer::add_inputs(double weight) {
    if (x_used == x_inputs.size()) x_inputs.emplace_back();
    DriveInputs& inputs = x_inputs[x_used++];
    inputs.weight = weight;
    inputs.receptor = x_receptor;
    inputs.offsets.clear();
    inputs.targets.clear();
    return inputs;
}

std::span<const InputTrain> DriveBuffer::trains() {
    x_trains.clear();
    for (std::size_t i = 0; i < x_used; ++i)
        x_trains.push_back({x_inputs[i].weight, x_inputs[i].offsets, x_inputs[i].targets, x_inputs[i].receptor});
    return x_trains;
}

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
    x_used = 0;
    x_receptor = 0;
    x_offsets.clear();
    x_values.clear();
    x_starts.clear();
}

}  // namespace limen
