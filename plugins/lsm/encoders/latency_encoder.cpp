// From responses to latencies and back.
#include "lsm/encoders/latency_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/math.hpp"

namespace limen::lsm {

const Parameter<LatencyEncoding> LatencyEncoding::schema[6] = {
    {"fields", &LatencyEncoding::fields, "", Range::positive, "units for each channel, at least 3"},
    {"low", &LatencyEncoding::low, "", Range::any, "smallest value; what is below counts as this"},
    {"high", &LatencyEncoding::high, "", Range::any, "largest value; what is above counts as this"},
    {"overlap", &LatencyEncoding::overlap, "", Range::positive,
     "distance of two neighbours over the standard deviation of their fields"},
    {"window", &LatencyEncoding::window, "ms", Range::not_negative,
     "latency of a response of 0, at most the frame; 0: the frame"},
    {"cutoff", &LatencyEncoding::cutoff, "", Range::share, "weaker responses give no spike"},
};

LatencyEncoder::LatencyEncoder(const LatencyEncoding& encoding, const PopulationContext& context)
    : Encoder(static_cast<double>(encoding.fields), static_cast<double>(context.channels), "fields", context),
      x_encoding(encoding),
      x_window(encoding.window > 0 ? encoding.window : context.frame) {
    if (encoding.fields < 3)
        throw ParameterError("fields", fmt::format("is {}; it must be at least 3", encoding.fields));
    encoding.bounds().check();
    if (x_window > context.frame)
        throw ParameterError("window", fmt::format("is {} ms; it must be at most the frame of the data, {} ms",
                                                   encoding.window, context.frame));
    x_distance = (encoding.high - encoding.low) / static_cast<double>(encoding.fields - 2);
    x_width = x_distance / encoding.overlap;
}

double LatencyEncoder::centre(std::uint32_t field) const noexcept {
    return x_encoding.low + (field - 0.5) * x_distance;
}

void LatencyEncoder::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    for (std::size_t k = 0; k < data.frames(trial); ++k) {
        const std::span<const double> values = data.frame(trial, k);
        for (std::uint32_t i = 0; i < size(); ++i) {
            const double value = std::clamp(values[channel_of(i)], x_encoding.low, x_encoding.high);
            const double distance = (value - centre(i % units_of_channel())) / x_width;
            const double response = math::exp(-distance * distance / 2);
            if (response >= x_encoding.cutoff) spikes.push_back({start_of(k) + (1 - response) * x_window, i});
        }
    }
}

std::vector<double> LatencyEncoder::decode(std::span<const DataEvent> spikes, std::size_t frames) const {
    struct Response {
        double of = 0, centre = 0;
    };
    std::vector<std::pair<Response, Response>> strongest(frames * channels());  // two each, the first to spike first
    for (const DataEvent& spike : spikes) {
        const auto k = static_cast<std::size_t>(clock().at(spike.time));
        if (k >= frames) continue;
        const Response response{1 - (spike.time - start_of(k)) / x_window, centre(spike.unit % units_of_channel())};
        auto& [first, second] = strongest[k * channels() + channel_of(spike.unit)];
        if (first.of == 0)
            first = response;
        else if (second.of == 0)
            second = response;
    }
    std::vector<double> values;
    for (const auto& [first, second] : strongest) {
        const double middle = (first.centre + second.centre) / 2;
        const double slope = x_width * x_width / (first.centre - second.centre);
        values.push_back(second.of > 0 ? middle + slope * math::log(first.of / second.of) : first.centre);
    }
    return values;
}

}  // namespace limen::lsm
