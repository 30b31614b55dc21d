// Where straight lines cross levels.
#include "lsm/encoders/level_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace limen::lsm {

const Parameter<LevelEncoding> LevelEncoding::schema[2] = {
    {"delta", &LevelEncoding::delta, "", Range::positive, "distance of two levels, in units of the channel"},
    {"origin", &LevelEncoding::origin, "", Range::any, "where a channel begins, in its units"},
};

LevelEncoder::LevelEncoder(const LevelEncoding& encoding, const PopulationContext& context)
    : Encoder(2, static_cast<double>(context.channels), "model", context), x_encoding(encoding) {}

void LevelEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    constexpr double most_in_frame = 1e4;
    for (std::uint32_t c = 0; c < channels(); ++c) {
        double from = x_encoding.origin;
        double level = 0;  // levels are numbered from the origin
        for (std::size_t k = 0; k < data.frames(trial); ++k) {
            const double to = data.frame(trial, k)[c];
            if (std::fabs(to - from) > most_in_frame * x_encoding.delta)
                throw Error(
                    fmt::format("trial {}: channel {} changes by {:.3g} in frame {}, over 10,000 levels; a larger "
                                "delta than {} makes fewer",
                                trial, c, to - from, k, x_encoding.delta));
            const double step = to > from ? 1 : -1;
            for (;;) {
                const double next = x_encoding.origin + (level + step) * x_encoding.delta;
                if (step * (to - next) < 0 || to == from) break;
                level += step;
                // A level that rounding puts before the line's start is crossed there.
                spikes.push_back(
                    {start_of(k) + std::max(0.0, frame() * (next - from) / (to - from)), 2 * c + (step > 0 ? 0U : 1U)});
            }
            from = to;
        }
    }
}

std::vector<double> LevelEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    std::vector<double> values(frames * channels()), levels(channels());
    std::size_t next = 0;
    for (std::size_t k = 0; k < frames; ++k) {
        for (; next < spikes.size() && clock().at(spikes[next].time) <= static_cast<std::int64_t>(k); ++next)
            levels[channel_of(spikes[next].unit)] += spikes[next].unit % 2 == 0 ? 1 : -1;
        for (std::size_t c = 0; c < channels(); ++c)
            values[k * channels() + c] = x_encoding.origin + levels[c] * x_encoding.delta;
    }
    return values;
}

}  // namespace limen::lsm
