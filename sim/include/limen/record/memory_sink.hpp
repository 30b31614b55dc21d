// A run kept in memory, by the names of its model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "limen/engine/sink.hpp"

namespace limen {

// What it gives stays valid until the next piece comes or it dies. It takes as much memory as the recording would take
// of the disk. Names that are not recorded throw Error, with those that are.
class MemorySink : public Sink {
public:
    struct Spikes {
        std::span<const double> times;       // ms, from the start of the recording, sorted by (time, id)
        std::span<const std::uint64_t> ids;  // units of the population
    };
    struct States {
        std::span<const float> values;  // rows x units
        std::span<const double> exact;  // in place of `values`, of a record with precision = "double"
        std::size_t units = 0;
        double first = 0, period = 1;  // ms: the moment of a trial's first row, and from row to row
        std::string_view unit;         // of the values
        // Which unit of the population each column is of, in order.
        std::span<const std::uint64_t> ids{};
        std::size_t rows() const noexcept { return units == 0 ? 0 : (values.size() + exact.size()) / units; }
        double at(std::size_t row, std::size_t unit) const {
            const std::size_t place = row * units + unit;
            return exact.empty() ? static_cast<double>(values[place]) : exact[place];
        }
    };

    void begin(const RecordingPlan&) override;
    void append(std::shared_ptr<const RecordingChunk>) override;
    void end(bool complete) override { x_complete = complete; }

    // All that was known before the run.
    const RecordingPlan& plan() const noexcept { return x_plan; }
    // Whether all that was planned is there.
    bool complete() const noexcept { return x_complete; }
    // The trials that have ended, in the order of time; a run without data is one trial.
    std::span<const FinishedTrial> trials() const noexcept { return x_trials; }

    // The spikes of a population, if the model records them, in all trials or in one of those above.
    Spikes spikes(std::string_view population) const;
    Spikes spikes(std::string_view population, std::size_t trial) const;
    // The samples of a [record.*] table of states.
    States states(std::string_view record) const;
    States states(std::string_view record, std::size_t trial) const;
    // The synapses from one population to another, with the weights that were drawn.
    const EdgePiece& synapses(std::string_view source, std::string_view target) const;

private:
    struct KeptSpikes {
        std::vector<double> times;
        std::vector<std::uint64_t> ids;
        std::vector<std::size_t> ends;  // of each trial
    };
    struct KeptStates {
        StateRows rows;
        std::vector<std::size_t> ends;  // of each trial
        std::vector<std::uint64_t> ids;
    };
    std::size_t spikes_of(std::string_view population) const;
    std::size_t states_of(std::string_view record) const;
    void check_trial(std::size_t trial) const;

    RecordingPlan x_plan;
    std::vector<KeptSpikes> x_spikes;  // per population
    std::vector<KeptStates> x_states;  // per report
    std::vector<EdgePiece> x_edges;    // as in the plan
    std::vector<FinishedTrial> x_trials;
    bool x_complete = false;
};

// Calls a function with each piece, as it comes.
class FunctionSink : public Sink {
public:
    explicit FunctionSink(std::function<void(const RecordingChunk&)> take) : x_take(std::move(take)) {}
    void begin(const RecordingPlan&) override {}
    void append(std::shared_ptr<const RecordingChunk> piece) override { x_take(*piece); }
    void end(bool) override {}

private:
    std::function<void(const RecordingChunk&)> x_take;
};

}  // namespace limen
