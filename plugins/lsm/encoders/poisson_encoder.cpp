// Draws the intervals between an encoder's spikes, frame by frame.
#include "lsm/encoders/poisson_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "limen/math.hpp"
#include "limen/random.hpp"

namespace limen::lsm {

namespace {

constexpr double ms_per_s = 1000;

}  // namespace

const Parameter<PoissonEncoding> PoissonEncoding::schema[4] = {
    {"copies", &PoissonEncoding::copies, "", Range::positive, "units for each channel"},
    {"base_rate", &PoissonEncoding::base_rate, "Hz", Range::any, "rate where the channel is 0"},
    {"gain", &PoissonEncoding::gain, "Hz", Range::any, "change of the rate with each unit of the channel"},
    {"max_rate", &PoissonEncoding::max_rate, "Hz", Range::positive, "the rate is clamped to 0 and this"},
};

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
            for (double t = 0;;) {
                t -= math::log(1 - random.uniform()) * ms_per_s / rate;
                if (t >= frame()) break;
                spikes.push_back({start_of(k) + t, i});
            }
        }
    }
}

std::vector<double> PoissonEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    std::vector<double> values(frames * channels());
    for (const DataEvent& spike : spikes)
        values[std::min(static_cast<std::size_t>(spike.time / frame()), frames - 1) * channels() +
               channel_of(spike.unit)] += 1;
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
