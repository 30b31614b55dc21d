// The currents that drives inject into the neurons of one block.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "limen/neuron/population.hpp"

namespace limen::lsm {

// Those of several drives add up. Empty until one comes. One thread at a time.
class DriveCurrents {
public:
    void clear() noexcept { x_currents.clear(); }
    // One drive's, from now on, into all of its neurons.
    void set(const CurrentEvent& event) {
        x_neurons = event.current.size();
        x_currents.resize(std::max(x_currents.size(), (event.drive + 1) * x_neurons), 0.0);
        std::copy(event.current.begin(), event.current.end(),
                  x_currents.begin() + static_cast<std::ptrdiff_t>(event.drive * x_neurons));
    }
    // pA, of all drives into one neuron.
    double into(std::size_t neuron) const noexcept {
        double sum = 0;
        for (std::size_t d = neuron; d < x_currents.size(); d += x_neurons) sum += x_currents[d];
        return sum;
    }

private:
    std::size_t x_neurons = 0;
    std::vector<double> x_currents;  // drive by drive, of each neuron
};

}  // namespace limen::lsm
