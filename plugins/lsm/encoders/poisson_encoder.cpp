// Draws the intervals between an encoder's spikes, frame by frame.
#include "lsm/encoders/poisson_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lsm/poisson_process.hpp"

namespace limen::lsm {

const std::vector<Parameter<PoissonEncoding>> PoissonEncoding::schema =
    rate_keys<PoissonEncoding>("units for each channel");

double PoissonEncoding::rate(double value) const noexcept {
    return std::clamp(base_rate + gain * value, 0.0, max_rate);
}

PoissonEncoder::PoissonEncoder(const PoissonEncoding& encoding, const PopulationContext& context)
    : Encoder(static_cast<double>(encoding.copies), static_cast<double>(context.channels), "copies", context),
      x_encoding(encoding) {}

void PoissonEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    for (std::size_t k = 0; k < data.frames(trial); ++k) {
        const std::span<const double> values = data.frame(trial, k);
        for (std::uint32_t i = 0; i < size(); ++i) {
            const double rate = x_encoding.rate(values[channel_of(i)]);
            if (rate <= 0) continue;
            // A Poisson process has no memory, so each frame begins afresh, in a stream of its own.
            Random random(seed(), Purpose::encoder, id(), i, static_cast<std::uint64_t>(trial) << 32U | k);
            for_poisson_times(random, rate, frame(), [&](double t) { spikes.push_back({start_of(k) + t, i}); });
        }
    }
}

std::vector<double> PoissonEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    constexpr double ms_per_s = 1000;
    std::vector<double> values(frames * channels());
    for (const DataEvent& spike : spikes)
        if (const auto k = static_cast<std::size_t>(clock().at(spike.time)); k < frames)
            values[k * channels() + channel_of(spike.unit)] += 1;
    for (double& value : values) value = x_encoding.value(value / (units_of_channel() * frame()) * ms_per_s);
    return values;
}

bool PoissonEncoder::exceeds(double value) const {
    return x_encoding.base_rate + x_encoding.gain * value > x_encoding.max_rate;
}

std::string PoissonEncoder::range() const {
    return fmt::format("max_rate = {} Hz: raise it, or lower base_rate or gain", x_encoding.max_rate);
}

}  // namespace limen::lsm
