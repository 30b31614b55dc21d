// What all encoders are: populations whose spikes follow from the frames of a trial, known when it begins.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/core/frame_clock.hpp"
#include "limen/neuron/population.hpp"
#include "limen/schema/dataset.hpp"

namespace limen::lsm {

// The values that an encoder can tell apart, in units of the channel, where they are its parameters `low` and `high`.
struct Bounds {
    double low, high;

    // Throws ParameterError unless low < high.
    void check() const;
    bool exceeded(double value) const noexcept { return value < low || value > high; }
    // For Encoder::range.
    std::string text() const;
};

// Channel c has the units [c n, (c + 1) n), n being the units of a channel. What becomes of values beyond an encoder's
// range is told in a warning, and how much a decoder finds again in the number `decoded_snr_dB`.
class Encoder : public Population {
public:
    // `key` is the parameter that decides the number of units. Throws ParameterError.
    Encoder(double units_of_channel, double channels, const char* key, const PopulationContext&);

    std::uint32_t size() const override { return x_size; }
    std::uint32_t receptors(bool) const override { return 0; }
    std::uint64_t bytes() const override { return sizeof(*this); }
    std::unique_ptr<PopulationState> make_state(const PopulationWiring&) const override;
    Examination examine(const Trials*) const override;

    // Appends the spikes of a trial in any order, in ms from its start; those from its end on do not count.
    virtual void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const = 0;
    // What each channel was at the end of each frame [frames x channels], from the spikes of a trial, sorted by time.
    // Empty: there is no telling.
    virtual std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const;
    // Whether a value is beyond its range, and what that range is, with the keys that decide it.
    virtual bool exceeds(double) const { return false; }
    virtual std::string range() const { return ""; }

    // Spikes of a trial, sorted by time and unit.
    std::vector<DataEvent> sorted_spikes(const Trials&, std::size_t trial) const;
    std::size_t channels() const noexcept { return x_channels; }
    std::uint32_t units_of_channel() const noexcept { return x_units_of_channel; }
    std::uint32_t channel_of(std::uint32_t unit) const noexcept { return unit / x_units_of_channel; }
    // In ms from a trial's start; the frame's length, and when frame k begins.
    const FrameClock& clock() const noexcept { return x_clock; }
    double frame() const noexcept { return x_clock.length(); }
    double start_of(std::size_t k) const noexcept { return x_clock.begin(static_cast<std::int64_t>(k)); }

protected:
    std::uint64_t seed() const noexcept { return x_seed; }
    std::uint32_t id() const noexcept { return x_id; }

private:
    std::uint32_t x_units_of_channel = 1, x_size = 0, x_id;
    std::size_t x_channels;
    FrameClock x_clock;
    std::uint64_t x_seed;
};

// Makes encoders of a class E, whose parameters are an Encoding.
template <class E, class Encoding, bool decodes = true>
class EncoderFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override {
        if (!decodes) return {};
        return {{"decoded", "", "what the spikes tell of the channel of each unit, at the end of a frame"}};
    }
    bool spiking() const override { return true; }
    bool exact_samples() const override { return true; }
    bool wants_data() const override { return true; }
    std::unique_ptr<Population> make(const Parameters& p, const PopulationContext& context) const override {
        return std::make_unique<E>(from_parameters<Encoding>(p), context);
    }
};

}  // namespace limen::lsm
