// Trials on their way through a network of rates, side by side and frame by frame: no queue, no slices, no events.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/pulse.hpp"
#include "engine/rate_layer.hpp"
#include "engine/replica.hpp"
#include "limen/core/team.hpp"
#include "limen/learn/trainer.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// Whether a network is of this kind: none of its populations spikes.
bool is_rate_network(const Network&) noexcept;

// Outputs of a readout that take the place of the targets from frame `first` on, where each is heard a frame late.
struct ClosedLoop {
    const LinearReadout& readout;
    std::vector<std::size_t> populations;  // of the network, in the order of the readout's features
    std::int64_t first;                    // at least 1
    // Called after each output with its frame, the features that it was made of, and the output. What it does to the
    // readout counts from the next frame on.
    std::function<void(std::int64_t frame, std::span<const double> features, std::span<const double> outputs)> after{};
};

// One thread at a time; it may share the units of a step among several itself. All references must outlive it.
//
// Populations that hear others lie at a depth, one more than the deepest of those. In a step a population at depth d
// takes the frame that one at depth 0 took d steps before, so that all of them can take their frames at once: what they
// hear is from an earlier step. Whatever thread takes what, every update has the same inputs.
class RateRun {
public:
    // `lanes`: how many trials at once, at most.
    RateRun(const Network&, const Model&, const std::vector<Trials>& streams, std::size_t lanes);

    // Before start(): a frame then begins only after all populations have taken the one before.
    void close_loop(const ClosedLoop&);

    // Back to time 0 of these trials, which last `durations` ms. Their samples will go to the outputs, one each.
    void start(std::span<const std::uint32_t> trials, std::span<const double> durations,
               std::span<ReplicaOutput* const> outputs);
    // Takes all trials through the frames that begin before `until` ms, and samples what can then be sampled.
    void advance(double until);
    // Shows that it goes on, after the run was asked to stop.
    void show_pulse(const Pulse& pulse) noexcept { x_pulse = pulse; }
    // Steps are shared among at most so many threads; no more than 1 if trials run beside each other already.
    void share_steps(unsigned most_threads);

    // What is complete of the trial that was the given one of start(), in ms.
    double now(std::size_t trial) const noexcept;
    // What to tell a person of a trial whose state is not finite any more; empty if it is.
    const std::string& diverged(std::size_t trial) const noexcept { return x_lanes[x_lane_of[trial]].diverged; }
    // An observable of all units of a population of the network, as it is now in that trial.
    void observe(std::size_t trial, std::size_t population, std::uint32_t observable, std::span<double> row) const;
    // Of each population of the network.
    std::vector<std::uint64_t> synaptic_events(std::size_t trial) const;
    // With a closed loop, the outputs of the trial's frames first - 1, first, ...
    const std::vector<double>& loop_outputs(std::size_t trial) const noexcept { return x_outputs[x_lane_of[trial]]; }

private:
    // A share of a population's units, for one of the threads.
    struct Task {
        std::size_t layer;
        RateLayer::Part part;
    };

    // The frame of a population in a step, counted from the first frame of this piece; -1: none.
    std::int64_t frame_in(std::int64_t step, std::size_t depth) const noexcept;
    std::vector<std::vector<Task>> deal_tasks(unsigned threads) const;
    void run_steps(std::int64_t last, unsigned threads);
    void go(std::vector<Task>&, Barrier*, std::int64_t last);
    void hear_outputs(std::int64_t frame);
    void give_up_lanes(std::int64_t last);
    void stop_with_heard();
    unsigned most_threads() const;
    unsigned choose_threads();
    void learn_speed(unsigned threads, std::int64_t frames, double seconds);

    const Network& x_network;
    const Model& x_model;
    const std::vector<Trials>& x_streams;
    std::size_t x_clock;                               // the data whose frames these are
    std::vector<std::unique_ptr<RateLayer>> x_layers;  // as the populations of the network
    std::size_t x_depth = 0;                           // of the deepest
    std::int64_t x_stride = 1;                         // steps from one frame of a population to its next
    std::vector<RateLane> x_lanes;
    std::vector<std::size_t> x_lane_of;  // of the trials as start() was given them
    std::int64_t x_frame = 0;            // frames that are done
    std::int64_t x_step = 0;             // next one of this piece
    std::atomic<std::int64_t> x_first_bad{0};
    Pulse x_pulse;
    unsigned x_most_threads = 1;
    double x_alone_s = 0, x_shared_s = 0;  // for a frame, with one thread and with several, as last measured
    unsigned x_pieces = 0;
    std::unique_ptr<ClosedLoop> x_loop;
    std::vector<std::vector<double>> x_fed;      // of each lane, its last output
    std::vector<std::vector<double>> x_outputs;  // of each lane, all of them
    std::vector<double> x_features;              // of the last output
};

// Cuts trials into batches that run beside each other, each in one RateRun: of about equal length, and not smaller
// than is worth while. Gives the numbers of the trials in each.
std::vector<std::vector<std::uint32_t>> cut_into_batches(std::span<const std::size_t> frames, unsigned threads);

}  // namespace limen
