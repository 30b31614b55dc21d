// Where straight lines meet whole numbers.
#include "lsm/encoders/integrate_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace limen::lsm {

namespace {

constexpr double ms_per_s = 1000;

// Adds `rate` (Hz) in the time from `begin` to `end` (ms) to the mean rates of the frames that it touches.
void add_rate(double rate, double begin, double end, const FrameClock& clock, std::span<double> means) {
    const auto last = std::min(static_cast<std::size_t>(clock.begun(end)), means.size());
    for (auto k = static_cast<std::size_t>(clock.at(begin)); k < last; ++k) {
        const double start = clock.begin(static_cast<std::int64_t>(k)), frame = clock.length();
        means[k] += rate * std::max(0.0, std::min(end, start + frame) - std::max(begin, start)) / frame;
    }
}

}  // namespace

const std::vector<Parameter<IntegrateEncoding>> IntegrateEncoding::schema =
    rate_keys<IntegrateEncoding>("units for each channel, which take turns");

IntegrateEncoder::IntegrateEncoder(const IntegrateEncoding& encoding, const PopulationContext& context)
    : Encoder(static_cast<double>(encoding.copies), static_cast<double>(context.channels), "copies", context),
      x_encoding(encoding) {}

double IntegrateEncoder::first_phase(std::uint32_t unit) const noexcept {
    return (unit % units_of_channel() + 0.5) / units_of_channel();
}

void IntegrateEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    for (std::uint32_t i = 0; i < size(); ++i) {
        double phase = first_phase(i);
        for (std::size_t k = 0; k < data.frames(trial); ++k) {
            const double rate = x_encoding.rate(data.frame(trial, k)[channel_of(i)]) / ms_per_s;
            const double reached = phase + rate * frame();
            double whole = 1;
            for (; whole <= reached; ++whole) spikes.push_back({start_of(k) + (whole - phase) / rate, i});
            phase = reached - (whole - 1);
        }
    }
}

std::vector<double> IntegrateEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    std::vector<std::vector<double>> times(size());
    for (const DataEvent& spike : spikes) times[spike.unit].push_back(spike.time);
    const double end = start_of(frames);
    std::vector<double> values(frames * channels()), means(frames);
    for (std::uint32_t i = 0; i < size(); ++i) {
        std::fill(means.begin(), means.end(), 0);
        double before = 0, rate = 0, share = 1 - first_phase(i);
        for (const double time : times[i]) {
            if (time <= before) continue;
            rate = share / (time - before) * ms_per_s;
            add_rate(rate, before, time, clock(), means);
            before = time;
            share = 1;
        }
        // The last interval is not over: its rate is no more than would have ended it.
        if (end > before) add_rate(std::min(rate, share / (end - before) * ms_per_s), before, end, clock(), means);
        for (std::size_t k = 0; k < frames; ++k) values[k * channels() + channel_of(i)] += means[k];
    }
    for (double& value : values) value = x_encoding.value(value / units_of_channel());
    return values;
}

bool IntegrateEncoder::exceeds(double value) const {
    const double rate = x_encoding.base_rate + x_encoding.gain * value;
    return rate < 0 || rate > x_encoding.max_rate;
}

std::string IntegrateEncoder::range() const {
    return fmt::format("what rates from 0 to max_rate = {} Hz can say: change base_rate, gain or max_rate",
                       x_encoding.max_rate);
}

}  // namespace limen::lsm
