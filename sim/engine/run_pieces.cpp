// Makes pieces of a recording from what trials give.
#include <algorithm>
#include <utility>

#include "engine/run.hpp"
#include "engine/streams.hpp"

namespace limen {

namespace {

std::vector<double> rows_of(const Trials& trials, std::size_t trial, const std::vector<double>& values,
                            std::size_t channels) {
    const auto first = static_cast<std::ptrdiff_t>(trials.offsets[trial] * channels);
    const auto last = static_cast<std::ptrdiff_t>(trials.offsets[trial + 1] * channels);
    return {values.begin() + first, values.begin() + last};
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

}  // namespace

std::vector<float> Run::weights_to_record(const NetworkRun& run, const EdgeSet& set) {
    std::vector<float> rounded;
    for (const double weight : run.weights(set.from, set.to)) rounded.push_back(static_cast<float>(weight));
    return rounded;
}

void Run::note_synaptic_events(const Network& network, const std::vector<std::uint64_t>& events,
                               std::vector<std::uint64_t>& of_model) {
    for (std::size_t p = 0; p < events.size(); ++p) of_model[network.populations[p].model_index] = events[p];
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

}  // namespace limen
