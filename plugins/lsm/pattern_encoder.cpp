// Draws patterns and the jitter of their spikes, and plays them from frame to frame.
#include "lsm/pattern_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/math.hpp"
#include "limen/random.hpp"

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

class PatternState : public PopulationState {
public:
    PatternState(const PatternEncoder& population, const PopulationWiring& wiring)
        : x_population(population), x_blocks(wiring.blocks.size()) {
        x_trains.resize(population.size());
    }

    void start(std::uint32_t trial) override {
        x_trial = trial;
        for (Block& block : x_blocks) block = {};
        for (Train& train : x_trains) train = {};
    }

    void advance(std::uint32_t block, const Slice& slice, const BlockInputs&,
                 std::vector<SpikeEvent>& spikes) override {
        const std::uint32_t first = block * x_population.block_size();
        const std::uint32_t last = std::min(first + x_population.block_size(), x_population.size());
        Block& state = x_blocks[block];
        for (const FrameEvent& frame : slice.frames) {
            play(first, last, state, frame.offset, spikes);
            state.begun = frame.offset;
            for (std::uint32_t i = first; i < last; ++i)
                x_trains[i] = {x_population.moved_train(i, pattern_of(frame.values[0]), x_trial, state.frames), 0};
            ++state.frames;
        }
        play(first, last, state, slice.length, spikes);
        state.begun -= slice.length;
    }

private:
    struct Block {
        double begun = 0;          // when the pattern did, in ms from the slice's start
        std::uint32_t frames = 0;  // seen in this trial
    };
    struct Train {
        std::vector<double> times{};
        std::size_t next = 0;
    };

    static std::uint64_t pattern_of(double value) {
        return value > 0 ? static_cast<std::uint64_t>(std::llround(std::min(value, 1e15))) : 0;
    }

    void play(std::uint32_t first, std::uint32_t last, const Block& state, double until,
              std::vector<SpikeEvent>& spikes) {
        for (std::uint32_t i = first; i < last; ++i)
            for (Train& train = x_trains[i];
                 train.next < train.times.size() && state.begun + train.times[train.next] < until; ++train.next)
                spikes.push_back({std::max(0.0, state.begun + train.times[train.next]), i});
    }

    const PatternEncoder& x_population;
    std::uint32_t x_trial = 0;
    std::vector<Block> x_blocks;
    std::vector<Train> x_trains;  // of each unit
};

}  // namespace

PatternEncoder::PatternEncoder(const PatternEncoding& encoding, const PopulationContext& context)
    : x_encoding(encoding), x_seed(context.seed), x_id(context.id) {
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
    constexpr double ms_per_s = 1000;
    Random random(x_seed, Purpose::encoder, x_id, unit, pattern_stream | pattern);
    std::vector<double> times;
    for (double t = 0;;) {
        t -= math::log(1 - random.uniform()) * ms_per_s / x_encoding.rate;
        if (t >= x_encoding.length) return times;
        times.push_back(t);
    }
}

std::vector<double> PatternEncoder::moved_train(std::uint32_t unit, std::uint64_t pattern, std::uint32_t trial,
                                                std::uint32_t time) const {
    std::vector<double> times = train(unit, pattern);
    if (x_encoding.jitter == 0) return times;
    Random random(x_seed, Purpose::encoder, x_id, unit, std::uint64_t{trial} << 31U | time);
    boost::random::normal_distribution<double> normal(0, x_encoding.jitter);
    for (double& t : times) t += normal(random);
    std::erase_if(times, [&](double t) { return t < 0 || t >= x_encoding.length; });
    std::sort(times.begin(), times.end());
    return times;
}

std::unique_ptr<PopulationState> PatternEncoder::make_state(const PopulationWiring& wiring) const {
    return std::make_unique<PatternState>(*this, wiring);
}

}  // namespace limen::lsm
