// Draws patterns and the jitter of their spikes, and plays them from frame to frame.
#include "lsm/encoders/pattern_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "lsm/poisson_process.hpp"

namespace limen::lsm {

const Parameter<PatternEncoding> PatternEncoding::schema[4] = {
    {"units", &PatternEncoding::units, "", Range::positive, "spike trains of a pattern"},
    {"rate", &PatternEncoding::rate, "Hz", Range::positive, "of each, on average"},
    {"length", &PatternEncoding::length, "ms", Range::positive, "of a pattern"},
    {"jitter", &PatternEncoding::jitter, "ms", Range::not_negative,
     "standard deviation by which each spike is moved, anew each time"},
};

namespace {

// Tells patterns apart from their jitter in the name of a random stream.
constexpr std::uint64_t pattern_stream = std::uint64_t{1} << 63U;

std::uint64_t pattern_of(double value) {
    constexpr double most = 1e15;
    return value > 0 ? static_cast<std::uint64_t>(std::llround(std::min(value, most))) : 0;
}

}  // namespace

PatternEncoder::PatternEncoder(const PatternEncoding& encoding, const PopulationContext& context)
    : Encoder(static_cast<double>(encoding.units), 1, "units", context), x_encoding(encoding) {
    constexpr std::int64_t most_units = 1 << 24;
    constexpr double most_spikes = 1e7;
    if (encoding.units > most_units)
        throw ParameterError("units", fmt::format("is {}; at most {}", encoding.units, most_units));
    if (encoding.rate * encoding.length > most_spikes)
        throw ParameterError("length",
                             fmt::format("is {} ms, in which a unit fires {:.3g} times; at most {:.0e} are "
                                         "possible",
                                         encoding.length, encoding.rate * encoding.length / 1000, most_spikes / 1000));
}

std::vector<double> PatternEncoder::train(std::uint32_t unit, std::uint64_t pattern) const {
    Random random(seed(), Purpose::encoder, id(), unit, pattern_stream | pattern);
    std::vector<double> times;
    for_poisson_times(random, x_encoding.rate, x_encoding.length, [&](double t) { times.push_back(t); });
    return times;
}

std::vector<double> PatternEncoder::moved_train(std::uint32_t unit, std::uint64_t pattern, std::uint32_t trial,
                                                std::uint32_t time) const {
    std::vector<double> times = train(unit, pattern);
    if (x_encoding.jitter == 0) return times;
    Random random(seed(), Purpose::encoder, id(), unit, std::uint64_t{trial} << 31U | time);
    boost::random::normal_distribution<double> normal(0, x_encoding.jitter);
    for (double& t : times) t += normal(random);
    std::erase_if(times, [&](double t) { return t < 0 || t >= x_encoding.length; });
    std::sort(times.begin(), times.end());
    return times;
}

void PatternEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    for (std::size_t k = 0; k < data.frames(trial); ++k)
        for (std::uint32_t i = 0; i < size(); ++i)
            for (const double t : moved_train(i, pattern_of(data.frame(trial, k)[0]), static_cast<std::uint32_t>(trial),
                                              static_cast<std::uint32_t>(k)))
                if (t < frame()) spikes.push_back({start_of(k) + t, i});
}

}  // namespace limen::lsm
