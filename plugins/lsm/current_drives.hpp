// Currents from analog channels.
#pragma once

#include <vector>

#include "limen/neuron/drive.hpp"

namespace limen::lsm {

// Every unit receives the sum of the channels, each with a fixed random weight, as a current that changes with each
// frame.
struct CurrentInput {
    double scale = 1, density = 0.3;
    static const Parameter<CurrentInput> schema[2];
};

class CurrentDrive : public Drive {
public:
    CurrentDrive(const CurrentInput&, const DriveContext&);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    std::uint64_t bytes() const override { return x_weights.capacity() * sizeof(double); }
    // pA per unit of a channel: row by row, one row of `channels` for each unit.
    const std::vector<double>& weights() const noexcept { return x_weights; }

private:
    std::size_t x_channels;
    std::vector<double> x_weights;
};

}  // namespace limen::lsm
