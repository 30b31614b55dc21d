// One population of rates in several trials side by side: what it hears, what is sampled of it, what it hands on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/replica.hpp"
#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// A trial on its way; lanes are sorted by their length, so that those that are over are the last ones.
struct RateLane {
    std::size_t place;  // in what RateRun::start() was given
    std::uint32_t trial;
    double duration;      // ms
    std::int64_t frames;  // of the whole trial
    std::int64_t stop;    // frames that count: all, or those before the first whose state is not finite
    std::int64_t done = 0;
    ReplicaOutput* output;
    std::string diverged{};
};

// Whom a population hears: another of its network, or a relay in each lane's output.
struct RateSource {
    const class RateLayer* layer;  // nullptr: the relay
    std::size_t relay, units;
};

// Where a population's input comes from. All references must outlive it.
struct RateSources {
    const std::vector<Trials>& streams;
    std::optional<std::size_t> data, feedback;              // into streams
    std::vector<RateSource> heard;                          // whose states of the same frame it gets
    const std::vector<std::vector<double>>* fed = nullptr;  // of each lane, what is fed back from frame `fed_from` on
    std::int64_t fed_from = 0;                              // ... and before it the targets of the frame before
};

// Distinct parts at once; all else one thread at a time.
class RateLayer {
public:
    // The sample of a lane and record that comes next, and its row in the trial's output.
    struct Cursor {
        std::int64_t next, end;
        std::size_t row = 0;
    };
    // A share of the units, and what the thread needs that takes it through the frames.
    struct Part {
        unsigned part, parts;
        std::vector<Cursor> cursors;
        std::vector<double> joined;  // inputs that come from several places, lane by lane
        std::vector<std::span<const double>> inputs{};
    };

    // `lanes`: how many trials at once, at most.
    RateLayer(const NetworkPopulation&, const Model&, RateSources, std::size_t lanes, double frame);

    // Keeps what it hands on for so many frames, the present one included; 0, the beginning, for none.
    void keep_states(std::size_t frames);
    RateSources& sources() noexcept { return x_sources; }
    const NetworkPopulation& population() const noexcept { return x_population; }
    RateState& state() noexcept { return *x_state; }
    std::size_t units() const noexcept { return x_units; }

    // The lanes must stay where they are.
    void start(std::span<const RateLane> lanes);
    // Before the frames up to `last`: makes room for all samples that can then be taken, and for what other networks
    // hear, so that the outputs do not move while threads write to them.
    void make_rows(std::int64_t last);
    Part make_part(unsigned part, unsigned parts) const;
    // Into how many shares its units are worth cutting.
    unsigned shares(unsigned most) const;
    // Takes the samples that see `frame` frames and, where that is not the last, its share of the units through this
    // frame. False if a number is not finite.
    bool take(Part&, std::int64_t frame, std::int64_t last);
    // What a lane hears in a frame, joined in the part's room where it comes from several places.
    std::span<const double> input(Part&, std::int64_t frame, std::size_t lane) const;
    // What any part has come to, once all have.
    void adopt(const Part& part) { x_cursors = part.cursors; }
    // The first unit of a lane that is not finite after this frame; then the lane's state, and what it hands on of this
    // frame, become 0.
    std::optional<std::uint32_t> give_up(std::int64_t frame, std::size_t lane);
    // No samples of the lane that see more than so many frames, and no more of them for other networks.
    void stop(std::size_t lane, std::int64_t frames);
    // After the frames that make_rows() foresaw: takes away the rows that no sample came for.
    void trim_rows();

    // What it hands on after `frame`, one of those kept.
    std::span<const double> given(std::int64_t frame, std::size_t lane) const {
        return std::span(x_given).subspan(place(frame, lane), x_units);
    }

private:
    // A record, whose samples are numbered from 1. All trials begin at time 0, so they share the clock.
    struct Sampled {
        std::size_t record;  // of the model
        const RecordSpec* spec;
        std::vector<std::uint32_t> units;           // that are kept; empty: all
        std::vector<StateRows> rows{};              // of each lane: whole rows until trim_rows(), where some are kept
        std::vector<std::int64_t> frames_before{};  // how many frames begin before sample first + i
        std::int64_t first = 1;
    };

    // Where the state writes a lane's rows.
    StateRows& rows_of(Sampled& sampled, std::size_t lane) const {
        return sampled.units.empty() ? x_lanes[lane].output->reports[sampled.record] : sampled.rows[lane];
    }
    bool take_frame(Part&, std::int64_t frame, std::int64_t last);
    void foresee_samples(std::int64_t last);
    std::int64_t due(const RateLane&, const Sampled&, std::int64_t next, std::int64_t end, std::int64_t frames) const;
    void take_samples(Part&, std::int64_t frames);
    void hand_on(const Part&, std::int64_t frame, std::size_t lane);
    std::span<const double> fed_back(std::int64_t frame, std::size_t lane) const;
    std::size_t place(std::int64_t frame, std::size_t lane) const {
        return (static_cast<std::size_t>(frame) % x_kept * x_most_lanes + lane) * x_units;
    }

    const NetworkPopulation& x_population;
    RateSources x_sources;
    double x_frame_ms;
    std::size_t x_units, x_channels, x_most_lanes;
    std::unique_ptr<RateState> x_state;
    std::span<const RateLane> x_lanes;
    std::vector<Sampled> x_sampled;
    std::vector<Cursor> x_cursors;          // lane by lane
    std::vector<std::size_t> x_first_rows;  // of what make_rows() has made room for, as the cursors
    std::vector<double> x_nothing;          // as many zeros as it has channels
    std::size_t x_kept = 0;
    std::vector<double> x_given;  // frame, lane, unit
};

}  // namespace limen
