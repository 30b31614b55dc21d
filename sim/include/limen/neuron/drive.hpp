// Drives: input to single units that needs no axon, such as Poisson spikes or an injected current.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "limen/neuron/population.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

// Which part of which trial a drive is asked for.
struct DriveRequest {
    std::uint32_t trial;
    std::uint32_t block;
    std::uint32_t first, size;  // units of the population in this block
    std::int64_t slice;
    double length;                         // ms
    std::span<const FrameEvent> frames{};  // of the drive's data, or of the rates in their place, in this slice
    std::span<const double> frame{};       // what is in force when the slice begins; empty before the first
    // Whether another drive has given the currents so far: then the one in force when the slice begins is announced,
    // too.
    bool resumes = false;
};

// Inputs of one weight, for a drive to fill: input k comes at offsets[k] (ms) to unit targets[k] of the block.
struct DriveInputs {
    double weight = 0;
    std::vector<double> offsets;
    std::vector<std::uint16_t> targets;
    std::uint32_t receptor = 0;
};

// Holds what drives say for one block and slice; reused, so nothing is allocated once it has grown.
class DriveBuffer {
public:
    // New inputs of this weight, to be filled in any order before anything else is added.
    DriveInputs& add_inputs(double weight);
    // Announces a current for all units of the block from `offset` on and returns where to write it (pA); it holds 0.
    std::span<double> add_current(double offset, std::uint32_t size);

    // The receptor of all inputs that are added from now on.
    void use_receptor(std::uint32_t receptor) noexcept { x_receptor = receptor; }
    void clear() noexcept;
    // All inputs; valid until something is added.
    std::span<const InputTrain> trains();
    std::span<const DriveInputs> inputs() const noexcept { return {x_inputs.data(), x_used}; }
    std::size_t current_count() const noexcept { return x_offsets.size(); }
    double current_offset(std::size_t i) const noexcept { return x_offsets[i]; }
    std::span<const double> current(std::size_t i) const noexcept;

private:
    std::vector<DriveInputs> x_inputs;  // the first x_used of them
    std::size_t x_used = 0;
    std::uint32_t x_receptor = 0;
    std::vector<InputTrain> x_trains;
    std::vector<double> x_offsets, x_values;
    std::vector<std::size_t> x_starts;
};

// A drive keeps no state: what it gives depends on the request alone, so trials and blocks may run in any order. Any
// thread.
class Drive {
public:
    virtual ~Drive() = default;
    // Adds inputs in any order, and currents sorted by offset.
    virtual void fill(const DriveRequest&, DriveBuffer&) const = 0;
    // The mean number of inputs per unit and ms, from which the engine chooses the slice.
    virtual double event_rate() const { return 0; }
    // The bytes that it keeps, for --dry-run.
    virtual std::uint64_t bytes() const { return 0; }
};

struct DriveContext {
    std::uint32_t target_size;
    std::size_t channels;  // of the data stream, or units of the rates in its place; 0 without either
    std::uint64_t seed;
    std::uint32_t id;
    std::filesystem::path folder{};  // of the model file: paths in the parameters are relative to it
};

class DriveFactory {
public:
    virtual ~DriveFactory() = default;
    virtual bool wants_data() const = 0;
    // Whether it gives currents, so that a model that sends them to a population that takes none is wrong.
    virtual bool gives_currents() const { return false; }
    // Throws ParameterError and DataError.
    virtual std::unique_ptr<Drive> make(const Parameters&, const DriveContext&) const = 0;
};

}  // namespace limen
