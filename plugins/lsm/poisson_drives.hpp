// Poisson spikes that reach units without an axon.
#pragma once

#include "limen/neuron/drive.hpp"

namespace limen::lsm {

// A Poisson process at exact continuous times, for every unit its own or the same for all.
struct PoissonInput {
    double rate = 0, weight = 0;
    bool shared = false;
    static const Parameter<PoissonInput> schema[3];
};

class PoissonDrive : public Drive {
public:
    // Throws ParameterError.
    PoissonDrive(const PoissonInput& parameters, const DriveContext& context);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    double event_rate() const override;

private:
    PoissonInput x_parameters;
    DriveContext x_context;
};

// Poisson processes whose rate is a sine: rate (1 + amplitude sin(2 pi frequency t + phase)), t from the trial's start.
struct PoissonSineInput {
    double rate = 0, amplitude = 1, frequency = 1, phase = 0, weight = 0;
    bool shared = false;
    static const Parameter<PoissonSineInput> schema[6];
};

class PoissonSineDrive : public Drive {
public:
    // Throws ParameterError.
    PoissonSineDrive(const PoissonSineInput& parameters, const DriveContext& context);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    double event_rate() const override;

private:
    PoissonSineInput x_parameters;
    DriveContext x_context;
};

// Poisson processes whose rates follow the channels of a data stream: unit i that of channel i mod channels, which is
// constant within a frame. Where they are shared, all units of a channel receive the same spikes.
struct PoissonRatesInput {
    double base_rate = 20, gain = 20, max_rate = 200, weight = 0;
    bool shared = false;
    static const Parameter<PoissonRatesInput> schema[5];
};

class PoissonRatesDrive : public Drive {
public:
    // Throws ParameterError.
    PoissonRatesDrive(const PoissonRatesInput& parameters, const DriveContext& context);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    double event_rate() const override;

private:
    // Per ms, where the channel has this value.
    double rate(double channel_value) const noexcept;
    // The highest of all channels in this slice.
    double highest_rate(const DriveRequest&) const;

    PoissonRatesInput x_parameters;
    DriveContext x_context;
};

}  // namespace limen::lsm
