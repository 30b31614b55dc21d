// Takes all trials through all networks of a model and hands what happens to sinks.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/network_run.hpp"
#include "engine/recording_plan.hpp"
#include "limen/engine/run_control.hpp"
#include "limen/engine/sink.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// So many trials are on their way at once, whatever the number of threads: enough to keep many busy, few enough for
// their recordings, and what their networks hear of each other, to wait in memory.
constexpr std::size_t trials_at_once = 64;

// Of the trials so far.
struct RunTotals {
    std::vector<std::uint64_t> spikes, synaptic_events;  // per population of the model
    std::vector<double> network_s;                       // wall time of each network
    double biological_ms = 0;
    std::size_t trials = 0;
    bool stopped_early = false;
    std::string runaway;  // as in RunSummary
};

// Who follows a run, and who takes it.
struct RunAudience {
    const RunControl& control;
    std::span<Sink* const> sinks;
    RunIdentity identity;  // for the sinks' plan
};

// One thread at a time. All references must outlive it. Two ways lead through it: all(), or trial by trial and piece by
// piece; both hand over in the order of time.
class Run {
public:
    // Begins the sinks.
    Run(const std::vector<Network>&, const Model&, const std::vector<Trials>& streams, const RunAudience&);

    // What is left of the trial that goes on, and all trials after it.
    void all();
    // Ends the sinks. What there is is complete if every trial was taken to its end.
    void end();

    // Begins a trial, by its number in the data, after what there is so far.
    void start(std::size_t trial);
    // Takes that trial through whole slices until `until` ms of it have passed, or it is over, or the run is to end.
    // Gives how much of it has passed.
    double advance(double until);
    // Ends it where it is.
    void cut();
    bool going() const noexcept { return x_going != nullptr; }
    double now() const noexcept;  // ms, of that trial

    std::size_t trials() const noexcept { return x_whole.size(); }
    // That which all() would take next.
    std::size_t next_trial() const noexcept { return x_next; }
    const RunTotals& totals() const noexcept { return x_totals; }
    // The weights, as they are now, from one population to another in the trial that goes on: in the order of
    // MemorySink::synapses, in the unit of the target. Nothing if no synapses of the model join them.
    std::optional<std::vector<double>> weights(std::size_t source, std::size_t target) const;
    // An observable of a population of the model as it is now in the trial that goes on; false if it is not kept.
    bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const;
    std::size_t units(std::size_t population) const;  // of the model
    // Goes on with a population of other parameters, or with a drive that was replaced, both of a network; false if the
    // population's state cannot. Where no trial goes on, there is nothing to do.
    bool change(std::size_t network, std::size_t population, const Population& next);
    void resume(std::size_t network, std::size_t drive);

private:
    using WallClock = std::chrono::steady_clock;
    // Of one trial, until it is recorded.
    struct TrialResult {
        ReplicaOutput output;
        std::vector<std::vector<std::uint64_t>> events;  // per network, of its populations
        std::vector<std::string> faults;                 // per network; empty if all went well
        std::vector<std::vector<float>> weights;         // per changing set of edges
    };
    // A trial on its way, piece by piece.
    struct Going {
        std::size_t trial;
        double duration;  // ms
        ReplicaOutput output;
        std::vector<std::unique_ptr<NetworkRun>> runs{};  // per network
        std::vector<std::uint64_t> synaptic_events{};     // per population of the model
        double now = 0;                                   // ms
        bool recorded_before = false;
        // Of networks that are ahead of others: what comes after `now`, and how many rows of each report came before
        // it.
        std::vector<SpikeChunk> later_spikes{};
        std::vector<StateRows> later_rows{};
        std::vector<std::int64_t> rows_before{};
    };

    // Of a population, which of its spikes are recorded; all if no units are named.
    struct KeptSpikes {
        std::vector<bool> units;
        double from = 0, until = 0;  // ms, as of a record
    };

    static std::vector<float> weights_to_record(const NetworkRun&, const EdgeSet&);
    static void note_synaptic_events(const Network&, const std::vector<std::uint64_t>& events,
                                     std::vector<std::uint64_t>& of_model);
    // Whether a frame of so many trials side by side is sure to take no more than some milliseconds.
    static bool beats_quickly(const Network&, std::size_t lanes);
    bool stop_wanted() const;
    void choose_spikes(const RecordSpec&);
    void begin(const RunIdentity&);
    void hand_over(RecordingChunk);
    void report_progress(double done_ms);
    RecordingChunk to_chunk(ReplicaOutput&, double start, double until) const;
    FinishedTrial finished_trial(std::size_t trial, double start, std::vector<std::uint64_t> synaptic_events) const;
    void add_data(FinishedTrial&) const;
    void add_counts(const ReplicaOutput&);
    TrialResult make_result() const;
    ReplicaOutput make_output() const;
    std::vector<double> reaches(double until) const;
    void forget_heard();
    void hand_over_piece(bool last);
    void hold_back(RecordingChunk&, bool last);
    void finish_trial(bool whole);
    void to_its_end();
    void run_trials(std::size_t network, std::size_t first, std::vector<TrialResult>&);
    void many_trials();

    const std::vector<Network>& x_networks;
    const Model& x_model;
    const std::vector<Trials>& x_streams;
    const RunControl& x_control;
    std::span<Sink* const> x_sinks;
    std::vector<std::size_t> x_givers;  // per relay, its network
    std::vector<bool> x_recorded;       // per population of the model, whether its spikes are
    std::vector<KeptSpikes> x_kept;     // per population of the model
    std::vector<std::size_t> x_widths;  // per record of the model, of a row of states
    RunContext x_context;
    WallClock::time_point x_start;
    std::vector<bool> x_whole;  // per trial, whether it was taken to its end
    std::size_t x_next = 0;
    double x_total_ms = 0;
    std::vector<EdgeSet> x_changing;  // of which the weights at the end of each trial are recorded
    std::unique_ptr<Going> x_going;
    RunTotals x_totals;
};

}  // namespace limen
