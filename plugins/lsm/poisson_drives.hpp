// Poisson spikes that reach units without an axon.
#pragma once

#include "limen/drive.hpp"

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

}  // namespace limen::lsm
