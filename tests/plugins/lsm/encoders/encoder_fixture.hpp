// Data for encoders, and their spikes as a network would see them.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm::test {

constexpr double frame = 10;  // ms

inline PopulationContext context_of(std::size_t channels, std::uint64_t seed = 1) {
    PopulationContext context{seed, 0, channels};
    context.frame = frame;
    return context;
}

// Trials, each of rows of `channels` values.
inline Trials trials_of(std::size_t channels, const std::vector<std::vector<double>>& of_trials) {
    Trials trials;
    trials.channels = channels;
    for (const auto& values : of_trials) {
        trials.values.insert(trials.values.end(), values.begin(), values.end());
        trials.offsets.push_back(trials.values.size() / channels);
        trials.splits.push_back(Split::train);
    }
    return trials;
}

// A smooth signal: three sines in each channel, within -1.5 to 1.5.
inline Trials sines(std::size_t channels, std::size_t frames) {
    std::vector<double> values;
    for (std::size_t k = 0; k < frames; ++k)
        for (std::size_t c = 0; c < channels; ++c) {
            const double t = static_cast<double>(k) * frame / 1000, x = static_cast<double>(c) + 1;
            values.push_back(0.7 * std::sin(6.3 * t * x) + 0.5 * std::sin(11 * t + x) + 0.3 * std::cos(3 * t - x));
        }
    return trials_of(channels, {values});
}

// The spikes of a trial, unit by unit in ms, as the state gives them in slices of 0.3 ms, whose ends are no frame's.
inline std::vector<std::vector<double>> played(const Encoder& encoder, const Trials& data, std::uint32_t trial = 0) {
    const SynapseRows none;
    const std::vector<const SynapseRows*> blocks((encoder.size() + encoder.block_size() - 1) / encoder.block_size(),
                                                 &none);
    const PopulationWiring wiring{blocks, {}, {}, 1, 0, &data};
    const auto state = encoder.make_state(wiring);
    state->start(trial);
    std::vector<std::vector<double>> times(encoder.size());
    constexpr double length = 0.3;
    const double end = encoder.start_of(data.frames(trial));
    for (std::int64_t index = 0; static_cast<double>(index) * length < end; ++index)
        for (std::uint32_t b = 0; b < blocks.size(); ++b) {
            std::vector<SpikeEvent> spikes;
            state->advance(b, {index, length, {}, {}, {}}, {}, spikes);
            for (const SpikeEvent& spike : spikes) {
                CHECK(spike.offset >= 0);
                CHECK(spike.offset < length);
                CHECK(spike.unit / encoder.block_size() == b);
                times.at(spike.unit).push_back(static_cast<double>(index) * length + spike.offset);
            }
        }
    return times;
}

inline std::vector<double> decoded(const Encoder& encoder, const Trials& data, std::size_t trial = 0) {
    return encoder.decode(encoder.sorted_spikes(data, trial), data.frames(trial));
}

// The largest difference of what was decoded from the data, from frame `first` on.
inline double largest_error(const Encoder& encoder, const Trials& data, std::size_t first = 0) {
    const std::vector<double> values = decoded(encoder, data);
    REQUIRE(values.size() == data.values.size());
    double largest = 0;
    for (std::size_t i = first * data.channels; i < values.size(); ++i)
        largest = std::fmax(largest, std::fabs(values[i] - data.values[i]));
    return largest;
}

inline double finding(const Encoder& encoder, const Trials& data, const std::string& name) {
    for (const Finding& found : encoder.examine(&data).findings)
        if (found.name == name) return found.value;
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace limen::lsm::test
