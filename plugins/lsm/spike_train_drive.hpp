// Spikes that are given: those of a file, each at its time.
#pragma once

#include <string>
#include <vector>

#include "limen/neuron/drive.hpp"

namespace limen::lsm {

struct SpikeTrainInput {
    std::string file{}, group{};
    double weight = 0, delay = 0;
    static const Parameter<SpikeTrainInput> schema[4];
};

// Every spike of the file reaches the unit of its id, in each trial at the same time after the trial's start.
class SpikeTrainDrive : public Drive {
public:
    // Throws ParameterError and DataError.
    SpikeTrainDrive(const SpikeTrainInput&, const DriveContext&);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    double event_rate() const override { return x_event_rate; }
    std::uint64_t bytes() const override;

private:
    struct Spike {
        double time;  // ms
        std::uint32_t unit;
    };
    double x_weight, x_event_rate = 0;
    std::vector<std::vector<Spike>> x_spikes;  // of so many units together, sorted by time
};

}  // namespace limen::lsm
