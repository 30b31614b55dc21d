// Two ways through a run: many trials side by side, or one long one window by window. Both record in the order of time.
#include "engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <utility>

#include "engine/network_run.hpp"
#include "engine/recorded_units.hpp"
#include "engine/recording_plan.hpp"
#include "engine/streams.hpp"
#include "limen/core/frame_clock.hpp"
#include "limen/core/parallel.hpp"
#include "limen/core/wall_time.hpp"
#include "model/rate_graph.hpp"
#include "model/record_choice.hpp"

namespace limen {

namespace {

std::vector<float> weights_to_record(const NetworkRun& run, const EdgeSet& set) {
    std::vector<float> rounded;
    for (const double weight : run.weights(set.from, set.to)) rounded.push_back(static_cast<float>(weight));
    return rounded;
}

// Whether a frame of so many trials side by side is sure to take no more than some milliseconds.
bool beats_quickly(const Network& network, std::size_t lanes) {
    constexpr double quick = 1e7;  // products; a core does some 10^9 in a second
    double products = 0;
    for (const NetworkPopulation& p : network.populations)
        products += static_cast<double>(p.population->internal_synapses()) * static_cast<double>(lanes);
    return products < quick;
}

std::vector<double> rows_of(const Trials& trials, std::size_t trial, const std::vector<double>& values,
                            std::size_t channels) {
    const auto first = static_cast<std::ptrdiff_t>(trials.offsets[trial] * channels);
    const auto last = static_cast<std::ptrdiff_t>(trials.offsets[trial + 1] * channels);
    return {values.begin() + first, values.begin() + last};
}

void note_synaptic_events(const Network& network, const std::vector<std::uint64_t>& events,
                          std::vector<std::uint64_t>& of_model) {
    for (std::size_t p = 0; p < events.size(); ++p) of_model[network.populations[p].model_index] = events[p];
}

// Keeps the spikes that a test says yes to.
template <class Keep>
void keep_if(SpikeChunk& spikes, const Keep& keep) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < spikes.times.size(); ++i)
        if (keep(spikes.times[i], spikes.ids[i])) {
            spikes.times[kept] = spikes.times[i];
            spikes.ids[kept++] = spikes.ids[i];
        }
    spikes.times.resize(kept);
    spikes.ids.resize(kept);
}

// How many of the first trials went through all networks before the run was to end.
template <class Results>
std::size_t done_first(const Results& results) {
    const auto undone = std::find_if(results.begin(), results.end(), [](const auto& result) {
        return std::any_of(result.events.begin(), result.events.end(), [](const auto& of) { return of.empty(); });
    });
    return static_cast<std::size_t>(undone - results.begin());
}

// Windows grow and shrink so that one takes about this long: often enough for the progress line and for the file.
constexpr double window_s = 0.1;

}  // namespace

Run::Run(const std::vector<Network>& networks, const Model& model, const std::vector<Trials>& streams,
         const RunAudience& audience)
    : x_networks(networks),
      x_model(model),
      x_streams(streams),
      x_control(audience.control),
      x_sinks(audience.sinks),
      x_givers(relay_givers(networks)),
      x_recorded(model.populations.size()),
      x_kept(model.populations.size()),
      x_context{model, streams, x_recorded, Pulse(audience.control)},
      x_start(WallClock::now()),
      x_whole(trial_count(streams)) {
    x_context.pulse.engine_alone();
    x_totals.spikes.resize(model.populations.size());
    x_totals.synaptic_events.resize(model.populations.size());
    x_totals.network_s.resize(networks.size());
    for (const RecordSpec& record : model.records) {
        x_widths.push_back(row_width(record, population_of(networks, record.population)));
        if (record.spikes()) choose_spikes(record);
    }
    for (std::size_t i = 0; i < trials(); ++i) x_total_ms += trial_duration(model, streams, i);
    if (!x_sinks.empty()) begin(audience.identity);
    if (x_control.begins) x_control.begins();
}

void Run::all() {
    if (x_going == nullptr && trials() == 1 && x_next == 0) start(0);
    if (x_going != nullptr) to_its_end();
    many_trials();
}

void Run::end() {
    const bool complete = std::find(x_whole.begin(), x_whole.end(), false) == x_whole.end();
    for (Sink* sink : x_sinks) sink->end(complete);
}

void Run::choose_spikes(const RecordSpec& record) {
    const Population& population = population_of(x_networks, record.population);
    x_recorded[record.population] = !x_sinks.empty();
    KeptSpikes& kept = x_kept[record.population];
    kept = {{}, record.from, record.until};
    if (record.units.all()) return;
    kept.units.resize(population.size());
    for (const std::uint32_t unit : recorded_units(record, population)) kept.units[unit] = true;
}

bool Run::stop_wanted() const { return x_control.stop != nullptr && x_control.stop->load(std::memory_order_relaxed); }

void Run::begin(const RunIdentity& identity) {
    for (const EdgeSet& set : recorded_edges(x_networks, x_model))
        if (set.changing) x_changing.push_back(set);
    RecordingPlan plan = recording_plan(x_networks, x_model, x_streams);
    plan.trials = trials();
    plan.duration = x_total_ms;
    plan.identity = identity;
    for (Sink* sink : x_sinks) sink->begin(plan);
}

void Run::hand_over(RecordingChunk chunk) {
    const auto piece = std::make_shared<const RecordingChunk>(std::move(chunk));
    for (Sink* sink : x_sinks) sink->append(piece);
}

void Run::report_progress(double done_ms) {
    if (!x_control.progress) return;
    Progress progress{done_ms, x_total_ms, seconds_since(x_start), 0};
    for (const std::uint64_t n : x_totals.spikes) progress.spikes += n;
    x_control.progress(progress);
}

// Moves what a trial gave into a piece of the recording; `start` is the trial's place on the common axis.
RecordingChunk Run::to_chunk(ReplicaOutput& output, double start, double until) const {
    RecordingChunk chunk;
    chunk.until = until;
    for (std::size_t p = 0; p < output.spikes.size(); ++p) {
        SpikeChunk& spikes = output.spikes[p];
        const KeptSpikes& kept = x_kept[p];
        if (!kept.units.empty() || kept.from > 0 || kept.until > 0)
            keep_if(spikes, [&](double time, std::uint64_t unit) {
                return time >= kept.from && (kept.until == 0 || time < kept.until) &&
                       (kept.units.empty() || kept.units[unit]);
            });
        for (double& time : spikes.times) time += start;
        chunk.spikes.push_back(std::move(spikes));
        spikes = {};
    }
    for (std::size_t r = 0; r < x_model.records.size(); ++r)
        if (x_model.records[r].observable) chunk.reports.push_back(std::exchange(output.reports[r], {}));
    return chunk;
}

FinishedTrial Run::finished_trial(std::size_t trial, double start, std::vector<std::uint64_t> synaptic_events) const {
    FinishedTrial finished{.start = start,
                           .duration = trial_duration(x_model, x_streams, trial),
                           .source = static_cast<std::uint32_t>(trial),
                           .synaptic_events = std::move(synaptic_events)};
    if (!x_streams.empty()) {
        if (!x_streams[0].labels.empty()) finished.label = x_streams[0].labels[trial];
        if (!x_streams[0].splits.empty()) finished.split = x_streams[0].splits[trial];
    }
    return finished;
}

void Run::add_data(FinishedTrial& finished) const {
    for (const Trials& trials : x_streams) {
        finished.inputs.push_back(rows_of(trials, finished.source, trials.values, trials.channels));
        finished.targets.push_back(rows_of(trials, finished.source, trials.targets, trials.target_channels));
    }
}

void Run::add_counts(const ReplicaOutput& output) {
    for (std::size_t p = 0; p < output.spike_counts.size(); ++p) x_totals.spikes[p] += output.spike_counts[p];
}

ReplicaOutput Run::make_output() const {
    ReplicaOutput output(x_model);
    output.relays.resize(x_givers.size());
    return output;
}

Run::TrialResult Run::make_result() const {
    return {make_output(), std::vector<std::vector<std::uint64_t>>(x_networks.size()),
            std::vector<std::string>(x_networks.size()), std::vector<std::vector<float>>(x_changing.size())};
}

void Run::start(std::size_t trial) {
    x_going = std::make_unique<Going>(Going{trial, trial_duration(x_model, x_streams, trial), make_output()});
    x_going->synaptic_events.resize(x_model.populations.size());
    const Pulse::InPlugins in_plugins(x_context.pulse);
    const auto number = static_cast<std::uint32_t>(trial);
    ReplicaOutput* const outputs[] = {&x_going->output};
    for (const Network& network : x_networks) {
        x_going->runs.push_back(make_run(network, x_context, 1));
        x_going->runs.back()->start({&number, 1}, {&x_going->duration, 1}, outputs, threads());
    }
    x_next = trial + 1;
}

double Run::now() const noexcept { return x_going == nullptr ? 0 : x_going->now; }

// How far each network is to go for all to come to `until`. Networks take whole slices or frames, so those that others
// hear go further by as much.
std::vector<double> Run::reaches(double until) const {
    std::vector<double> reach(x_networks.size(), until);
    for (std::size_t n = x_networks.size(); n-- > 0;)
        for (const HeardRelay& heard : x_networks[n].hears) {
            const std::size_t giver = x_givers[heard.relay];
            const double ahead = x_networks[n].slices.length() + x_networks[giver].slices.length();
            reach[giver] = std::max(reach[giver], reach[n] + ahead);
        }
    return reach;
}

// The frames of relays that all networks have heard; the one in force stays, and one more for the sake of rounding.
void Run::forget_heard() {
    for (const Network& network : x_networks)
        for (const HeardRelay& heard : network.hears)
            x_going->output.relays[heard.relay].forget_before(
                FrameClock(x_model.data[heard.clock].frame).at(x_going->now) - 1);
}

double Run::advance(double until) {
    Going& going = *x_going;
    until = std::min(until, going.duration);
    const std::vector<double> reach = reaches(until);
    going.now = going.duration;
    for (std::size_t n = 0; n < going.runs.size(); ++n) {
        const auto network_start = WallClock::now();
        {
            const Pulse::InPlugins in_plugins(x_context.pulse, beats_quickly(x_networks[n], 1));
            going.runs[n]->advance(reach[n]);
        }
        x_totals.network_s[n] += seconds_since(network_start);
        going.now = std::min(going.now, going.runs[n]->now(0));
        if (!going.runs[n]->fault(0).empty()) x_totals.runaway = going.runs[n]->fault(0);
    }
    forget_heard();
    add_counts(going.output);
    x_totals.stopped_early = going.now < going.duration && (stop_wanted() || !x_totals.runaway.empty());
    const bool last = going.now >= going.duration || x_totals.stopped_early;
    hand_over_piece(last);
    const double reached = going.now;
    report_progress(x_totals.biological_ms + reached);
    if (last) finish_trial(!x_totals.stopped_early);
    return reached;
}

void Run::cut() {
    if (x_going == nullptr) return;
    hand_over_piece(true);
    finish_trial(x_going->now >= x_going->duration);
}

// What the trial that goes on has given since the last piece.
void Run::hand_over_piece(bool last) {
    Going& going = *x_going;
    for (std::size_t n = 0; n < going.runs.size(); ++n)
        note_synaptic_events(x_networks[n], going.runs[n]->synaptic_events(0), going.synaptic_events);
    if (!x_sinks.empty()) {
        const double start = x_totals.biological_ms;
        RecordingChunk chunk = to_chunk(going.output, start, start + going.now);
        chunk.trial = finished_trial(going.trial, start, going.synaptic_events);
        chunk.trial->duration = going.now;
        if (!going.recorded_before) add_data(*chunk.trial);
        going.recorded_before = true;
        chunk.goes_on = !last;
        if (x_networks.size() > 1) hold_back(chunk, last);
        if (last)
            for (const EdgeSet& set : x_changing)
                chunk.trial->weights.push_back(weights_to_record(*going.runs[set.network], set));
        hand_over(std::move(chunk));
    }
    going.output.clear();
}

namespace {

template <class T>
void prepend(std::vector<T>& rows, std::vector<T>& before) {
    if (before.empty()) return;
    before.insert(before.end(), rows.begin(), rows.end());
    rows = std::exchange(before, {});
}

// Cuts off what comes from an entry on.
template <class T>
std::vector<T> tail_of(std::vector<T>& rows, std::size_t first) {
    if (first >= rows.size()) return {};
    const auto from = rows.begin() + static_cast<std::ptrdiff_t>(first);
    std::vector<T> tail(from, rows.end());
    rows.erase(from, rows.end());
    return tail;
}

}  // namespace

// A network takes whole slices or frames, and so may be ahead of another: what it has done beyond the moment up to
// which the piece is complete comes with a later piece, so that the pieces are in the order of time.
void Run::hold_back(RecordingChunk& chunk, bool last) {
    Going& going = *x_going;
    going.later_spikes.resize(chunk.spikes.size());
    going.later_rows.resize(chunk.reports.size());
    going.rows_before.resize(chunk.reports.size());
    for (std::size_t p = 0; p < chunk.spikes.size(); ++p) {
        SpikeChunk &spikes = chunk.spikes[p], &later = going.later_spikes[p];
        prepend(spikes.times, later.times);
        prepend(spikes.ids, later.ids);
        if (last) continue;
        const auto end = std::lower_bound(spikes.times.begin(), spikes.times.end(), chunk.until);
        const auto ready = static_cast<std::size_t>(end - spikes.times.begin());
        later = {tail_of(spikes.times, ready), tail_of(spikes.ids, ready)};
    }
    std::size_t r = 0;
    for (std::size_t n = 0; n < x_model.records.size(); ++n) {
        const RecordSpec& record = x_model.records[n];
        if (!record.observable) continue;
        StateRows &rows = chunk.reports[r], &later = going.later_rows[r];
        std::int64_t& before = going.rows_before[r++];
        prepend(rows.single, later.single);
        prepend(rows.exact, later.exact);
        if (last) continue;
        const std::int64_t ready = samples_of(record, going.now).count() - before;
        const std::size_t units = x_widths[n];
        later = {tail_of(rows.single, static_cast<std::size_t>(ready) * units),
                 tail_of(rows.exact, static_cast<std::size_t>(ready) * units)};
        before += static_cast<std::int64_t>(rows.size() / units);
    }
}

void Run::finish_trial(bool whole) {
    x_whole[x_going->trial] = whole;
    for (std::size_t p = 0; p < x_totals.synaptic_events.size(); ++p)
        x_totals.synaptic_events[p] += x_going->synaptic_events[p];
    x_totals.biological_ms += x_going->now;
    ++x_totals.trials;
    x_going.reset();
}

// In windows that each take about window_s.
void Run::to_its_end() {
    double window = x_networks.front().slices.length();
    while (x_going != nullptr) {
        const auto window_start = WallClock::now();
        advance(x_going->now + window);
        window *= std::clamp(window_s / std::max(seconds_since(window_start), 1e-6), 0.5, 2.0);
    }
}

std::optional<std::vector<double>> Run::weights(std::size_t source, std::size_t target) const {
    for (std::size_t n = 0; x_going != nullptr && n < x_networks.size(); ++n) {
        const auto from = x_networks[n].find(source), to = x_networks[n].find(target);
        if (from && to && x_networks[n].spiking) return x_going->runs[n]->weights(*from, *to);
    }
    return std::nullopt;
}

std::size_t Run::units(std::size_t population) const {
    for (const Network& network : x_networks)
        if (const auto found = network.find(population)) return network.populations[*found].population->size();
    return 0;
}

bool Run::observe(std::size_t population, std::uint32_t observable, std::span<double> row) const {
    for (std::size_t n = 0; n < x_networks.size(); ++n)
        if (const auto found = x_networks[n].find(population))
            return x_going->runs[n]->observe(*found, observable, row);
    return false;
}

bool Run::change(std::size_t network, std::size_t population, const Population& next) {
    return x_going == nullptr || x_going->runs[network]->change(population, next);
}

void Run::resume(std::size_t network, std::size_t drive) {
    if (x_going != nullptr) x_going->runs[network]->resume(drive);
}

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
