// Plays spikes that are known beforehand, and tells what a decoder finds in them.
#include "lsm/encoders/encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "limen/core/slice_clock.hpp"

namespace limen::lsm {

namespace {

class EncoderState : public PopulationState {
public:
    EncoderState(const Encoder& encoder, const PopulationWiring& wiring)
        : x_encoder(encoder), x_data(*wiring.data), x_decodes(!wiring.observables.empty()) {
        x_blocks.resize(wiring.blocks.size());
    }

    void start(std::uint32_t trial) override {
        for (Block& block : x_blocks) block = {};
        const std::vector<DataEvent> spikes = x_encoder.sorted_spikes(x_data, trial);
        for (const DataEvent& spike : spikes) x_blocks[spike.unit / x_encoder.block_size()].spikes.push_back(spike);
        if (x_decodes) x_decoded = x_encoder.decode(spikes, x_data.frames(trial));
    }

    void advance(std::uint32_t block, const Slice& slice, const BlockInputs&,
                 std::vector<SpikeEvent>& spikes) override {
        const SliceClock clock(slice.length);
        for (const SampleEvent& sample : slice.samples) write(block, clock.ms({slice.index, sample.offset}), sample);
        auto& [all, next] = x_blocks[block];
        for (; next < all.size(); ++next) {
            const Time time = clock.at(all[next].time);
            if (time.slice > slice.index) return;
            spikes.push_back({time.offset, all[next].unit});
        }
    }

private:
    struct Block {
        std::vector<DataEvent> spikes{};
        std::size_t next = 0;
    };

    // The value of the frame that ends at or after this time (ms); 0 before the first.
    void write(std::uint32_t block, double time, const SampleEvent& sample) const {
        const auto frame = static_cast<std::size_t>(x_encoder.clock().begun(time));
        const std::uint32_t first = block * x_encoder.block_size();
        const std::uint32_t last = std::min(first + x_encoder.block_size(), x_encoder.size());
        write_sample(sample, first, last, [&](std::size_t i) {
            const std::size_t place =
                (frame - 1) * x_encoder.channels() + x_encoder.channel_of(static_cast<std::uint32_t>(i));
            return frame > 0 && place < x_decoded.size() ? x_decoded[place] : 0;
        });
    }

    const Encoder& x_encoder;
    const Trials& x_data;
    bool x_decodes;
    std::vector<Block> x_blocks;
    std::vector<double> x_decoded;
};

// Power of the signal, about the mean of its channel, over that of what was decoded wrongly, in dB.
class Loss {
public:
    explicit Loss(std::size_t channels) : x_sums(channels), x_squares(channels) {}
    void add(std::size_t channel, double value, double decoded) {
        x_sums[channel] += value;
        x_squares[channel] += value * value;
        x_errors += (value - decoded) * (value - decoded);
        x_count += 1;
    }
    double snr() const {
        const double of_channel = x_count / static_cast<double>(x_sums.size());
        double power = 0;
        for (std::size_t c = 0; c < x_sums.size(); ++c) power += x_squares[c] - x_sums[c] * x_sums[c] / of_channel;
        // What rounding may leave of channels that are constant is no signal.
        constexpr double rounding = 1e-12;
        double all = 0;
        for (const double squares : x_squares) all += squares;
        return power > rounding * all ? 10 * std::log10(power / x_errors) : -std::numeric_limits<double>::infinity();
    }

private:
    std::vector<double> x_sums, x_squares;
    double x_errors = 0, x_count = 0;
};

}  // namespace

void Bounds::check() const {
    if (low >= high) throw ParameterError("low", fmt::format("is {}; it must be below high, {}", low, high));
}

std::string Bounds::text() const {
    return fmt::format("low = {} to high = {}: widen them, or scale the data", low, high);
}

Encoder::Encoder(double units_of_channel, double channels, const char* key, const PopulationContext& context)
    : x_id(context.id), x_channels(static_cast<std::size_t>(channels)), x_clock(context.frame), x_seed(context.seed) {
    if (units_of_channel * channels > std::numeric_limits<std::uint32_t>::max())
        throw ParameterError(
            key, fmt::format("makes {} units; a population has at most 2^32 - 1", units_of_channel * channels));
    x_units_of_channel = static_cast<std::uint32_t>(units_of_channel);
    x_size = static_cast<std::uint32_t>(units_of_channel * channels);
}

std::unique_ptr<PopulationState> Encoder::make_state(const PopulationWiring& wiring) const {
    return std::make_unique<EncoderState>(*this, wiring);
}

std::vector<DataEvent> Encoder::sorted_spikes(const Trials& data, std::size_t trial) const {
    std::vector<DataEvent> spikes;
    encode(data, trial, spikes);
    std::sort(spikes.begin(), spikes.end(), [](const DataEvent& a, const DataEvent& b) {
        return std::tie(a.time, a.unit) < std::tie(b.time, b.unit);
    });
    const auto frames = static_cast<std::int64_t>(data.frames(trial));
    std::erase_if(spikes, [&](const DataEvent& spike) { return clock().at(spike.time) >= frames; });
    return spikes;
}

std::vector<double> Encoder::decode(std::span<const DataEvent>, std::size_t) const { return {}; }

Examination Encoder::examine(const Trials* data) const {
    Examination told;
    if (data == nullptr || data->values.empty()) return told;
    constexpr double worth_telling = 0.01;
    const auto beyond = static_cast<double>(
        std::count_if(data->values.begin(), data->values.end(), [&](double value) { return exceeds(value); }));
    if (const double share = beyond / static_cast<double>(data->values.size()); share > worth_telling)
        told.warnings.push_back(fmt::format("clips {:.1f} % of its data, which lie beyond {}", 100 * share, range()));
    constexpr std::size_t most_trials = 50;
    const std::size_t count = std::min(data->size(), most_trials);
    Loss loss(channels());
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t trial = i * data->size() / count;
        const std::vector<double> decoded = decode(sorted_spikes(*data, trial), data->frames(trial));
        if (decoded.empty()) return told;
        for (std::size_t k = 0; k < decoded.size(); ++k)
            loss.add(k % channels(), data->frame(trial, k / channels())[k % channels()], decoded[k]);
    }
    if (const double snr = loss.snr(); std::isfinite(snr)) told.findings.push_back({"decoded_snr_dB", snr});
    return told;
}

}  // namespace limen::lsm
