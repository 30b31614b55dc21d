// Inputs of a liquid that need no axon: Poisson spikes and currents from analog channels.
#pragma once

#include <vector>

#include "limen/drive.hpp"

namespace limen::lsm {

// Every unit has a Poisson process of its own, at exact continuous times.
struct PoissonInput {
    double rate = 0, weight = 0;
    static const Parameter<PoissonInput> schema[2];
};

// Every unit receives the sum of the channels, each with a fixed random weight, as a current that changes with each
// frame.
struct CurrentInput {
    double scale = 1, density = 0.3;
    static const Parameter<CurrentInput> schema[2];
};

class PoissonDrive : public Drive {
public:
    PoissonDrive(const PoissonInput& parameters, const DriveContext& context)
        : x_parameters(parameters), x_context(context) {}
    void fill(const DriveRequest&, DriveBuffer&) const override;
    double event_rate() const override;

private:
    PoissonInput x_parameters;
    DriveContext x_context;
};

class CurrentDrive : public Drive {
public:
    CurrentDrive(const CurrentInput&, const DriveContext&);
    void fill(const DriveRequest&, DriveBuffer&) const override;
    // pA per unit of a channel: row by row, one row of `channels` for each unit.
    const std::vector<double>& weights() const noexcept { return x_weights; }

private:
    std::size_t x_channels;
    std::vector<double> x_weights;
};

class PoissonDriveFactory : public DriveFactory {
public:
    bool wants_data() const override { return false; }
    std::unique_ptr<Drive> make(const Parameters& p, const DriveContext& context) const override {
        return std::make_unique<PoissonDrive>(from_parameters<PoissonInput>(p), context);
    }
};

class CurrentDriveFactory : public DriveFactory {
public:
    bool wants_data() const override { return true; }
    std::unique_ptr<Drive> make(const Parameters& p, const DriveContext& context) const override {
        return std::make_unique<CurrentDrive>(from_parameters<CurrentInput>(p), context);
    }
};

}  // namespace limen::lsm
