// Trials on their way through a population of rates, side by side and frame by frame: no queue, no slices, no events.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/dataset.hpp"
#include "limen/team.hpp"
#include "schedule/network.hpp"
#include "schedule/replica.hpp"

namespace limen {

// Whether a network is of this kind: one population that does not spike.
bool is_rate_network(const Network&) noexcept;

// One thread at a time; it may share the units of a step among several itself. All references must outlive it.
class RateRun {
public:
    // `lanes`: how many trials at once, at most.
    RateRun(const Network&, const Model&, const std::vector<Trials>& streams, std::size_t lanes);

    // Back to time 0 of these trials, which last `durations` ms. Their samples will go to the outputs, one each.
    void start(std::span<const std::uint32_t> trials, std::span<const double> durations,
               std::span<ReplicaOutput* const> outputs);
    // Takes all trials through the frames that begin before `until` ms, and samples what can then be sampled.
    void advance(double until);
    // Steps are shared among at most so many threads; no more than 1 if trials run beside each other already.
    void share_steps(unsigned most_threads);

    // What is complete of the trial that was the given one of start(), in ms.
    double now(std::size_t trial) const noexcept;
    // What to tell a person of a trial whose state is not finite any more; empty if it is.
    const std::string& diverged(std::size_t trial) const noexcept { return x_lanes[x_lane_of[trial]].diverged; }
    std::uint64_t synaptic_events(std::size_t trial) const noexcept;

private:
    // A trial; they are sorted by their length, so that those that are over are the last ones.
    struct Lane {
        std::size_t place;  // in what start() was given
        std::uint32_t trial;
        double duration;      // ms
        std::int64_t frames;  // of the whole trial
        std::int64_t done = 0;
        ReplicaOutput* output;
        std::string diverged{};
    };
    // A record, whose samples are numbered from 1. All trials begin at time 0, so they share the clock.
    struct Sampled {
        std::size_t record;  // of the model
        std::uint32_t observable;
        double period;
        std::vector<std::int64_t> frames_before;  // how many frames begin before sample first + i
        std::int64_t first = 1;
    };
    // The sample of each lane and record that comes next, and the rows of this piece.
    struct Cursor {
        std::int64_t next, end;
        std::size_t row = 0;
    };

    // Of the units, for one of the threads.
    struct Share {
        unsigned part, parts;
    };

    void foresee_samples(std::int64_t last);
    void make_rows(std::int64_t last);
    std::int64_t due(const Lane&, const Sampled&, std::int64_t next, std::int64_t end, std::int64_t frames) const;
    void run_frames(std::int64_t last, unsigned threads);
    void go(std::vector<Cursor>&, Share, Barrier*, std::int64_t last);
    void take_samples(std::vector<Cursor>&, std::int64_t frames, Share);
    void give_up_lanes(std::int64_t frame);
    unsigned choose_threads();
    void learn_speed(unsigned threads, std::int64_t frames, double seconds);
    Cursor& cursor(std::size_t lane, std::size_t sampled) { return x_cursors[lane * x_sampled.size() + sampled]; }

    const NetworkPopulation& x_population;
    const Model& x_model;
    const std::vector<Trials>& x_streams;
    SliceClock x_clock;
    std::size_t x_data;
    std::size_t x_units;
    std::unique_ptr<RateState> x_state;
    std::vector<Lane> x_lanes;
    std::vector<std::size_t> x_lane_of;  // of the trials as start() was given them
    std::vector<Sampled> x_sampled;
    std::vector<Cursor> x_cursors;  // lane by lane
    std::vector<double> x_no_input;
    std::int64_t x_frame = 0;  // frames that are done
    std::atomic<std::int64_t> x_first_bad{0};
    unsigned x_most_threads = 1;
    double x_alone_s = 0, x_shared_s = 0;  // for a frame, with one thread and with several, as last measured
    unsigned x_pieces = 0;
};

// Cuts trials into batches that run beside each other, each in one RateRun: of about equal length, and not smaller
// than is worth while. Gives the numbers of the trials in each.
std::vector<std::vector<std::uint32_t>> cut_into_batches(std::span<const std::size_t> frames, unsigned threads);

}  // namespace limen
