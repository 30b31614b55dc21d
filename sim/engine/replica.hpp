// One trial on its way through a network: all that changes, slice by slice. Replicas share the network and nothing
// else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/continuous_arrivals.hpp"
#include "engine/event_queue.hpp"
#include "engine/network.hpp"
#include "engine/plastic_weights.hpp"
#include "engine/pulse.hpp"
#include "engine/relay.hpp"
#include "engine/short_term_sources.hpp"
#include "engine/travelling_spikes.hpp"
#include "limen/engine/sink.hpp"
#include "limen/schema/dataset.hpp"
#include "model/record_choice.hpp"

namespace limen {

// What a replica hands over: the same pieces that a recording is made of, for the populations and records of the whole
// model.
struct ReplicaOutput {
    ReplicaOutput() = default;
    explicit ReplicaOutput(const Model&);     // empty, with room for all of these
    std::vector<SpikeChunk> spikes;           // per population of the model; times from the start of the trial
    std::vector<StateRows> reports;           // per record of the model; empty for records of spikes
    std::vector<std::uint64_t> spike_counts;  // per population of the model, kept also where spikes are not recorded
    // Of the model, for the networks that come after this one; empty where none will run. Kept by clear().
    std::vector<Relay> relays{};
    void clear();
};

// One thread at a time; it runs its blocks in parallel itself, if it may.
class Replica {
public:
    // Spikes of the populations in `recorded` (one flag per population of the model) are kept. All references must
    // outlive it.
    Replica(const Network&, const Model&, const std::vector<Trials>& streams, const std::vector<bool>& recorded);

    // Whether its blocks are run beside each other, where that is worth while; otherwise one after the other.
    void share_blocks(bool share) noexcept { x_share = share; }
    // Shows that it goes on, after the run was asked to stop.
    void show_pulse(const Pulse& pulse) noexcept { x_pulse = pulse; }
    // Back to time 0 of this trial, which lasts `duration` ms.
    void start(std::uint32_t trial, double duration);
    // Runs whole slices until at least `until` ms have passed or the trial is over; appends to `output`.
    void advance(double until, ReplicaOutput& output);
    // Also when a population has run away: more slices would only take longer and longer.
    bool finished() const noexcept { return x_queue.next_slice() > x_last_slice || !x_runaway.empty(); }
    // What to tell a person of a population that went beyond the model's max_rate; empty if none did.
    const std::string& runaway() const noexcept { return x_runaway; }
    // What is complete, in ms.
    double now() const noexcept;

    // The weights, as they are now, of the synapses from one population of the network to another, in the order of its
    // graph.
    std::vector<double> weights(std::size_t from, std::size_t to) const;
    // Of the trial so far, per population of the network.
    std::vector<std::uint64_t> synaptic_events() const;
    // PopulationState::observe and change, of a population of the network.
    bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const;
    bool change(std::size_t population, const Population& next);
    // A drive of the network was replaced, and what it gives is in force from the next slice on.
    void resume(std::size_t drive);

private:
    void run_slice(ReplicaOutput& output);
    void sort_clock_events(std::span<const ClockEvent> ticks, ReplicaOutput& output);
    void start_heard();
    void start_given();
    std::optional<std::span<const double>> frame_of(std::size_t stream, std::int64_t tick,
                                                    const ReplicaOutput& output) const;
    // Up to where it can go when those that it hears went no further than they did.
    double end_of_heard(const ReplicaOutput& output) const;
    void cut_relays(ReplicaOutput& output) const;
    void run_block(std::size_t block);
    DriveRequest request(const NetworkDrive&, std::size_t block) const;
    BlockInputs fill_inputs(std::size_t block);
    void emit(std::size_t population, ReplicaOutput& output);
    StateRows& rows_of(std::size_t record, ReplicaOutput& output);
    void keep_chosen(ReplicaOutput& output);
    void watch_rates();
    std::string moment() const;
    // Of what the reports held before.
    void check_new_samples(const std::vector<std::size_t>& before, const ReplicaOutput& output);
    void check_new_relays(const std::vector<std::int64_t>& before, const ReplicaOutput& output) const;

    // What one block needs beside its units' state.
    struct BlockWork {
        std::unique_ptr<PlasticWeights> plastic;  // where the block has such synapses
        std::optional<ContinuousArrivals> arrivals;
        DriveBuffer inputs;
        std::vector<InputTrain> trains;
        std::vector<CurrentEvent> currents;
        std::vector<SpikeEvent> spikes;
    };
    // What a clock of the queue stands for.
    struct ClockMeaning {
        bool frames;                        // or samples
        std::size_t index;                  // of the stream, or of the record, or of the population
        const GivenRelay* given = nullptr;  // for whom the samples of the population are; none: a record
    };
    void give_sample(const ClockEvent&, const ClockMeaning&, ReplicaOutput& output);

    // A record of states that keeps some units, or a part of each trial. Populations write whole rows, which last for a
    // slice. They sample throughout, because a sample cuts a spiking unit's way through a slice in two and so rounds
    // it: what is kept is to the last bit what a record of everything holds.
    struct ChosenStates {
        bool some = false;                   // otherwise rows go to the output as they are
        std::vector<std::uint32_t> units{};  // empty: all
        SampleRange samples{};               // of this trial
        StateRows rows{};
    };

    const Network& x_network;
    const Model& x_model;
    const std::vector<Trials>& x_streams;
    const std::vector<bool>& x_recorded;
    EventQueue x_queue;
    ShortTermSources x_short_term;
    std::vector<TravellingSpikes> x_travelling;              // of each delay class; on those that are continuous
    std::vector<std::unique_ptr<PopulationState>> x_states;  // per population of the network
    std::vector<BlockWork> x_work;                           // per block
    std::vector<ClockMeaning> x_clocks;
    std::vector<std::vector<FrameEvent>> x_frames;    // per stream, data before relays, in this slice
    std::vector<std::span<const double>> x_frame;     // per stream: what is in force when the slice begins
    std::vector<std::vector<SampleEvent>> x_samples;  // per population of the network, in this slice
    std::vector<Slice> x_slices;                      // per population of the network
    std::vector<SpikeEvent> x_spikes;
    std::vector<std::size_t> x_resumed;  // drives of the network, in the next slice
    std::vector<ChosenStates> x_chosen;  // per record of the model
    std::vector<std::size_t> x_rows;     // per record of the model: the number of its next sample in this trial, from 0
    Pulse x_pulse;
    bool x_share = true;
    std::uint32_t x_trial = 0;
    double x_duration = 0;
    std::int64_t x_last_slice = -1;
    std::vector<std::uint64_t> x_recent_spikes;  // per population of the network, since x_window_start
    double x_window_start = 0;
    std::string x_runaway;
};

// Among how many threads each of so many trials beside each other may share its blocks. Many trials keep all threads
// busy; blocks beside each other as well would only make threads wait in turns of microseconds, and take up further
// trials while they wait.
unsigned threads_for_blocks(std::size_t trials);

// Samples at period, 2 * period, ... that fall into `duration`, its end included.
std::int64_t sample_count(double duration, double period);

}  // namespace limen
