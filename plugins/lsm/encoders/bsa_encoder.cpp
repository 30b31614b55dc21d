// Takes filters away from a channel as long as they fit.
#include "lsm/encoders/bsa_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace limen::lsm {

const Parameter<BsaEncoding> BsaEncoding::schema[6] = {
    {"low", &BsaEncoding::low, "", Range::any, "what no spikes say, in units of the channel"},
    {"high", &BsaEncoding::high, "", Range::any, "what a spike in each step says, in units of the channel"},
    {"cutoff", &BsaEncoding::cutoff, "Hz", Range::positive, "of the low-pass filter"},
    {"length", &BsaEncoding::length, "ms", Range::positive, "of the filter"},
    {"step", &BsaEncoding::step, "ms", Range::positive,
     "between two possible spikes; a frame must hold a whole number"},
    {"threshold", &BsaEncoding::threshold, "", Range::fraction,
     "by how much the sum of errors must shrink for a spike; 1: it must fit perfectly"},
};

namespace {

std::vector<double> windowed_sinc(double cutoff, double step, std::size_t taps) {
    constexpr double ms_per_s = 1000, pi = std::numbers::pi;
    std::vector<double> filter(taps);
    const double middle = static_cast<double>(taps - 1) / 2;
    for (std::size_t j = 0; j < taps; ++j) {
        const double x = 2 * pi * cutoff / ms_per_s * step * (static_cast<double>(j) - middle);
        const double window = taps == 1 ? 1 : 0.54 - 0.46 * std::cos(2 * pi * static_cast<double>(j) / (2 * middle));
        filter[j] = window * (x == 0 ? 1 : std::sin(x) / x);
    }
    const double sum = std::accumulate(filter.begin(), filter.end(), 0.0);
    for (double& h : filter) h /= sum;
    return filter;
}

}  // namespace

BsaEncoder::BsaEncoder(const BsaEncoding& encoding, const PopulationContext& context)
    : Encoder(1, static_cast<double>(context.channels), "model", context),
      x_encoding(encoding),
      x_steps(static_cast<std::size_t>(FrameClock(encoding.step).filling(context.frame).value_or(0))) {
    encoding.bounds().check();
    if (x_steps == 0)
        throw ParameterError("step",
                             fmt::format("is {} ms; a whole number of steps must fill the frame of the data, {} ms",
                                         encoding.step, context.frame));
    constexpr double most_taps = 1e5;
    const double taps = std::round(encoding.length / encoding.step);
    if (taps < 1 || taps > most_taps)
        throw ParameterError("length",
                             fmt::format("is {} ms, {} steps; it must be 1 to 100,000 of them", encoding.length, taps));
    x_filter = windowed_sinc(encoding.cutoff, encoding.step, static_cast<std::size_t>(taps));
}

std::vector<double> BsaEncoder::samples(const Trials& data, std::size_t trial, std::size_t channel) const {
    std::vector<double> samples;
    const auto scaled = [&](std::size_t k) {
        return (data.frame(trial, k)[channel] - x_encoding.low) / (x_encoding.high - x_encoding.low);
    };
    double from = scaled(0);
    samples.push_back(from);
    for (std::size_t k = 0; k < data.frames(trial); ++k) {
        const double to = scaled(k);
        for (std::size_t s = 1; s <= x_steps; ++s)
            samples.push_back(from + (to - from) * static_cast<double>(s) / static_cast<double>(x_steps));
        from = to;
    }
    samples.insert(samples.end(), x_filter.size(), from);
    return samples;
}

void BsaEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    for (std::uint32_t c = 0; c < channels(); ++c) {
        std::vector<double> left = samples(data, trial, c);
        for (std::size_t n = 0; n < data.frames(trial) * x_steps; ++n) {
            double gain = 0;  // the error without a spike, less that with one
            for (std::size_t j = 0; j < x_filter.size(); ++j)
                gain += std::fabs(left[n + j]) - std::fabs(left[n + j] - x_filter[j]);
            if (gain < x_encoding.threshold) continue;
            for (std::size_t j = 0; j < x_filter.size(); ++j) left[n + j] -= x_filter[j];
            spikes.push_back({static_cast<double>(n) * x_encoding.step, c});
        }
    }
}

std::vector<double> BsaEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    std::vector<double> values(frames * channels(), x_encoding.low);
    const double range = x_encoding.high - x_encoding.low;
    for (const DataEvent& spike : spikes) {
        const auto n = static_cast<std::size_t>(FrameClock(x_encoding.step).at(spike.time));
        for (std::size_t k = n / x_steps; k < frames && (k + 1) * x_steps < n + x_filter.size(); ++k)
            values[k * channels() + spike.unit] += range * x_filter[(k + 1) * x_steps - n];
    }
    return values;
}

}  // namespace limen::lsm
