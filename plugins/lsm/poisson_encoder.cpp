// Draws the intervals between an encoder's spikes, frame by frame.
#include "lsm/poisson_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "limen/math.hpp"

namespace limen::lsm {

const Parameter<PoissonEncoding> PoissonEncoding::schema[4] = {
    {"copies", &PoissonEncoding::copies, "", Range::positive, "units for each channel"},
    {"base_rate", &PoissonEncoding::base_rate, "Hz", Range::any, "rate where the channel is 0"},
    {"gain", &PoissonEncoding::gain, "Hz", Range::any, "change of the rate with each unit of the channel"},
    {"max_rate", &PoissonEncoding::max_rate, "Hz", Range::positive, "the rate is clamped to 0 and this"},
};

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

class EncoderState : public PopulationState {
public:
    EncoderState(const PoissonEncoder& population, const PopulationWiring& wiring)
        : x_population(population), x_seed(wiring.seed), x_id(wiring.id), x_frames(wiring.blocks.size()) {
        for (std::uint32_t i = 0; i < population.size(); ++i)
            x_units.push_back({Random(x_seed, Purpose::encoder, x_id, i), 0, never});
    }

    void start(std::uint32_t trial) override {
        x_trial = trial;
        std::fill(x_frames.begin(), x_frames.end(), 0);
        for (Unit& unit : x_units) unit.next = never;
    }

    void advance(std::uint32_t block, const Slice& slice, const BlockInputs&,
                 std::vector<SpikeEvent>& spikes) override {
        const std::uint32_t first = block * x_population.block_size();
        const std::uint32_t last = std::min(first + x_population.block_size(), x_population.size());
        for (const FrameEvent& frame : slice.frames) {
            fire(first, last, frame.offset, spikes);
            // A Poisson process has no memory, so each frame begins afresh, in a stream of its own.
            const std::uint64_t step = static_cast<std::uint64_t>(x_trial) << 32 | x_frames[block]++;
            for (std::uint32_t i = first; i < last; ++i) {
                x_units[i].random = Random(x_seed, Purpose::encoder, x_id, i, step);
                x_units[i].rate = x_population.rate(frame.values[i / x_population.copies()]);
                x_units[i].next = frame.offset + interval(x_units[i]);
            }
        }
        fire(first, last, slice.length, spikes);
        for (std::uint32_t i = first; i < last; ++i) x_units[i].next -= slice.length;
    }

private:
    struct Unit {
        Random random;
        double rate;  // Hz
        double next;  // ms from the slice's start
    };

    static double interval(Unit& unit) {
        constexpr double ms_per_s = 1000;
        if (unit.rate <= 0) return never;
        return -math::log(1 - unit.random.uniform()) * ms_per_s / unit.rate;
    }

    void fire(std::uint32_t first, std::uint32_t last, double until, std::vector<SpikeEvent>& spikes) {
        for (std::uint32_t i = first; i < last; ++i)
            for (Unit& unit = x_units[i]; unit.next < until; unit.next += interval(unit))
                spikes.push_back({unit.next, i});
    }

    const PoissonEncoder& x_population;
    std::uint64_t x_seed;
    std::uint32_t x_id, x_trial = 0;
    std::vector<Unit> x_units;
    std::vector<std::uint32_t> x_frames;  // frames seen in this trial, per block
};

}  // namespace

PoissonEncoder::PoissonEncoder(const PoissonEncoding& encoding, const PopulationContext& context)
    : x_encoding(encoding), x_size(0) {
    const double size = static_cast<double>(encoding.copies) * static_cast<double>(context.channels);
    if (size > std::numeric_limits<std::uint32_t>::max())
        throw ParameterError("copies", fmt::format("is {}, which makes {} units; a population has at most 2^32 - 1",
                                                   encoding.copies, size));
    x_size = static_cast<std::uint32_t>(size);
}

std::uint64_t PoissonEncoder::bytes() const { return sizeof(*this); }

double PoissonEncoder::rate(double channel_value) const noexcept {
    return std::clamp(x_encoding.base_rate + x_encoding.gain * channel_value, 0.0, x_encoding.max_rate);
}

std::unique_ptr<PopulationState> PoissonEncoder::make_state(const PopulationWiring& wiring) const {
    return std::make_unique<EncoderState>(*this, wiring);
}

}  // namespace limen::lsm
