// Takes many trials through all networks, beside each other.
#include <fmt/format.h>

#include <algorithm>

#include "engine/run.hpp"
#include "engine/streams.hpp"
#include "limen/core/parallel.hpp"
#include "limen/core/wall_time.hpp"

namespace limen {

namespace {

// How many of the first trials went through all networks before the run was to end.
template <class Results>
std::size_t done_first(const Results& results) {
    const auto undone = std::find_if(results.begin(), results.end(), [](const auto& result) {
        return std::any_of(result.events.begin(), result.events.end(), [](const auto& of) { return of.empty(); });
    });
    return static_cast<std::size_t>(undone - results.begin());
}

}  // namespace

void Run::run_trials(std::size_t network, std::size_t first, std::vector<TrialResult>& results) {
    const Deal deal = deal_trials(x_networks[network], x_context, first, results.size());
    parallel_for(deal.batches.size(), [&](std::size_t b) {
        if (stop_wanted()) return;
        const std::vector<std::uint32_t>& batch = deal.batches[b];
        std::vector<std::uint32_t> trials;
        std::vector<double> durations;
        std::vector<ReplicaOutput*> outputs;
        for (const std::uint32_t i : batch) {
            trials.push_back(static_cast<std::uint32_t>(first) + i);
            durations.push_back(trial_duration(x_model, x_streams, first + i));
            outputs.push_back(&results[i].output);
        }
        const auto run = make_run(x_networks[network], x_context, batch.size());
        run->start(trials, durations, outputs, deal.threads_each);
        run->finish();
        for (std::size_t lane = 0; lane < batch.size(); ++lane) {
            results[batch[lane]].events[network] = run->synaptic_events(lane);
            results[batch[lane]].faults[network] = run->fault(lane);
        }
        for (std::size_t s = 0; s < x_changing.size(); ++s)
            if (x_changing[s].network == network) results[batch[0]].weights[s] = weights_to_record(*run, x_changing[s]);
    });
}

void Run::many_trials() {
    while (x_next < trials() && !x_totals.stopped_early) {
        const std::size_t first = x_next, count = std::min(trials_at_once, trials() - first);
        std::vector<TrialResult> results(count, make_result());
        for (std::size_t n = 0; n < x_networks.size(); ++n) {
            const auto network_start = WallClock::now();
            {
                const Pulse::InPlugins in_plugins(x_context.pulse, beats_quickly(x_networks[n], count));
                run_trials(n, first, results);
            }
            for (std::size_t i = 0; i < count && x_totals.runaway.empty(); ++i)
                if (!results[i].faults[n].empty())
                    x_totals.runaway = fmt::format("trial {}: {}", first + i, results[i].faults[n]);
            x_totals.network_s[n] += seconds_since(network_start);
        }
        for (TrialResult& result : results) result.output.relays = {};
        const std::size_t done = done_first(results);
        for (std::size_t i = 0; i < done; ++i) {
            const double start = x_totals.biological_ms, until = start + trial_duration(x_model, x_streams, first + i);
            add_counts(results[i].output);
            std::vector<std::uint64_t> synaptic_events(x_model.populations.size());
            for (std::size_t n = 0; n < x_networks.size(); ++n)
                note_synaptic_events(x_networks[n], results[i].events[n], synaptic_events);
            for (std::size_t p = 0; p < synaptic_events.size(); ++p) x_totals.synaptic_events[p] += synaptic_events[p];
            if (!x_sinks.empty()) {
                RecordingChunk chunk = to_chunk(results[i].output, start, until);
                chunk.trial = finished_trial(first + i, start, synaptic_events);
                add_data(*chunk.trial);
                chunk.trial->weights = std::move(results[i].weights);
                hand_over(std::move(chunk));
            }
            x_totals.biological_ms = until;
        }
        std::fill_n(x_whole.begin() + static_cast<std::ptrdiff_t>(first), done, true);
        x_totals.trials += done;
        x_next += done;
        x_totals.stopped_early = !x_totals.runaway.empty() || (x_next < trials() && stop_wanted());
        report_progress(x_totals.biological_ms);
    }
}

}  // namespace limen
