// The duty cycle of the engine: take a slice's events, run the blocks, send out their spikes.
#include "engine/replica.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/recorded_units.hpp"
#include "engine/report_rows.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/core/frame_clock.hpp"
#include "limen/core/parallel.hpp"
#include "limen/registry/host.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

namespace {

std::int64_t longest_delay(const Network& network) {
    std::int64_t slices = 0;
    for (const Time& delay : network.delays) slices = std::max(slices, delay.slice + 1);
    return slices + 1;
}

// Spikes come out of the slices in order; only equal times, which rounding may make, can still be out of order.
bool earlier(const SpikeEvent& a, const SpikeEvent& b) {
    return std::tie(a.offset, a.unit) < std::tie(b.offset, b.unit);
}

// Data, and relays as far as they are heard.
std::size_t streams_heard(const Network& network, const Model& model) {
    std::size_t relays = 0;
    for (const HeardRelay& heard : network.hears) relays = std::max(relays, heard.relay + 1);
    return model.data.size() + relays;
}

}  // namespace

std::int64_t sample_count(double duration, double period) { return FrameClock(period).fitting(duration); }

unsigned threads_for_blocks(std::size_t trials) {
    constexpr std::size_t enough_for_each = 4;
    return trials >= enough_for_each * threads() ? 1 : threads();
}

ReplicaOutput::ReplicaOutput(const Model& model)
    : spikes(model.populations.size()), reports(model.records.size()), spike_counts(model.populations.size()) {}

void ReplicaOutput::clear() {
    for (SpikeChunk& chunk : spikes) {
        chunk.times.clear();
        chunk.ids.clear();
    }
    for (auto& report : reports) report.clear();
    std::fill(spike_counts.begin(), spike_counts.end(), 0);
}

Replica::Replica(const Network& network, const Model& model, const std::vector<Trials>& streams,
                 const std::vector<bool>& recorded)
    : x_network(network),
      x_model(model),
      x_streams(streams),
      x_recorded(recorded),
      x_queue(network.slices, longest_delay(network)),
      x_short_term(network, model),
      x_work(network.blocks.size()),
      x_frames(streams_heard(network, model)),
      x_frame(x_frames.size()),
      x_samples(network.populations.size()),
      x_slices(network.populations.size()),
      x_chosen(model.records.size()) {
    for (const NetworkPopulation& p : network.populations) {
        for (const std::size_t r : p.records) {
            const RecordSpec& record = model.records[r];
            x_chosen[r] = {!record.units.all() || !record.whole_trials(), recorded_units(record, *p.population)};
        }
        std::vector<const SynapseRows*> rows;
        for (std::uint32_t b = 0; b < p.blocks; ++b) rows.push_back(&network.blocks[p.first_block + b].rows);
        PopulationWiring wiring{.blocks = rows,
                                .delay_classes = network.delay_classes,
                                .seed = model.seed,
                                .id = static_cast<std::uint32_t>(p.model_index)};
        for (const std::size_t r : p.records) wiring.observables.push_back(*model.records[r].observable);
        for (const GivenRelay& given : p.gives) wiring.observables.push_back(*given.observable);
        if (const auto data = model.populations[p.model_index].data) wiring.data = &streams[*data];
        call_running_plugin(
            p.plugin, [] { return "while it made a state"; },
            [&] { x_states.push_back(p.population->make_state(wiring)); });
        check_made(p.plugin, x_states.back(), "state (make_state)");
    }
    for (std::size_t b = 0; b < x_work.size(); ++b) {
        if (!network.plastic[b].empty()) x_work[b].plastic = std::make_unique<PlasticWeights>(network, b);
        x_work[b].arrivals.emplace(network, b, x_work[b].plastic.get());
    }
    const std::vector<SynapseRows::Sources> sources = class_sources(network);
    for (std::size_t c = 0; c < network.delay_classes.size(); ++c) {
        const DelayClass& one = network.delay_classes[c];
        const ProjectionSpec* plastic = plastic_projection(one, model);
        const bool intervals = one.continuous() && plastic != nullptr && plastic->dynamic_weights();
        x_travelling.emplace_back(network.slices, one.delay, one.longest,
                                  intervals ? sources[c] : SynapseRows::Sources{});
    }
}

void Replica::start(std::uint32_t trial, double duration) {
    x_trial = trial;
    x_duration = duration;
    const Time end = x_network.slices.at(duration);
    x_recent_spikes.assign(x_states.size(), 0);
    x_window_start = 0;
    x_runaway.clear();
    x_queue.clear();
    x_short_term.start();
    for (TravellingSpikes& spikes : x_travelling) spikes.clear();
    for (BlockWork& work : x_work) {
        if (work.plastic) work.plastic->start();
        work.arrivals->start();
    }
    x_clocks.clear();
    x_resumed.clear();
    x_last_slice = end.offset > 0 ? end.slice : end.slice - 1;
    for (auto& frames : x_frames) frames.clear();
    std::fill(x_frame.begin(), x_frame.end(), std::span<const double>());
    for (std::size_t d = 0; d < x_model.data.size(); ++d) {
        const auto frames = static_cast<std::int64_t>(x_streams[d].frames(trial));
        x_queue.start_clock({x_model.data[d].frame, 0, frames});
        x_clocks.push_back({true, d});
    }
    start_heard();
    for (const NetworkPopulation& p : x_network.populations)
        for (const std::size_t r : p.records) {
            const double period = x_model.records[r].period;
            const std::int64_t count = sample_count(duration, period);
            x_queue.start_clock({period, 1, count + 1});
            x_clocks.push_back({false, r});
            // A sample at the very end falls into the slice that begins there.
            x_last_slice = std::max({x_last_slice, end.slice, x_network.slices.at_multiple(count, period).slice});
            x_chosen[r].samples = samples_of(x_model.records[r], duration);
            x_chosen[r].rows.clear();
        }
    start_given();
    x_rows.assign(x_model.records.size(), 0);
    for (std::size_t p = 0; p < x_states.size(); ++p)
        call_running_plugin(
            x_network.populations[p].plugin, [&] { return fmt::format("at the start of trial {}", trial); },
            [&] { x_states[p]->start(trial); });
}

// The frames that it hears of other networks, after those of data.
void Replica::start_heard() {
    for (const HeardRelay& heard : x_network.hears) {
        const auto frames = static_cast<std::int64_t>(x_streams[heard.clock].frames(x_trial));
        x_queue.start_clock({x_model.data[heard.clock].frame, 0, frames});
        x_clocks.push_back({true, x_model.data.size() + heard.relay});
    }
}

// The moments at which other networks hear it.
void Replica::start_given() {
    for (std::size_t p = 0; p < x_network.populations.size(); ++p)
        for (const GivenRelay& given : x_network.populations[p].gives) {
            const auto frames = static_cast<std::int64_t>(x_streams[given.clock].frames(x_trial));
            x_queue.start_clock({x_model.data[given.clock].frame, 0, frames});
            x_clocks.push_back({false, p, &given});
        }
}

double Replica::now() const noexcept {
    return x_queue.next_slice() > x_last_slice ? x_duration
                                               : std::min(x_duration, x_network.slices.ms({x_queue.next_slice(), 0}));
}

std::string Replica::moment() const {
    // The slice that is under way has left the queue.
    const double time = x_network.slices.ms({x_queue.next_slice() - 1, 0});
    return fmt::format("at {:.6g} ms of trial {}", std::max(time, 0.0), x_trial);
}

// Where the population writes the rows of a record.
StateRows& Replica::rows_of(std::size_t record, ReplicaOutput& output) {
    return x_chosen[record].some ? x_chosen[record].rows : output.reports[record];
}

// Of the rows of this slice, what the records ask for.
void Replica::keep_chosen(ReplicaOutput& output) {
    for (const NetworkPopulation& p : x_network.populations)
        for (const std::size_t r : p.records) {
            auto& [some, units, samples, rows] = x_chosen[r];
            if (rows.size() == 0) continue;
            const RecordSpec& record = x_model.records[r];
            const std::size_t width = p.population->size(), count = rows.size() / width;
            check_rows_from(
                {.place = p.plugin, .record = record.path, .period = record.period, .first = x_rows[r], .units = width},
                rows, 0);
            // Samples are numbered from 1 on.
            const auto row_of = [&, before = static_cast<std::int64_t>(x_rows[r]) + 1](std::int64_t sample) {
                return static_cast<std::size_t>(
                    std::clamp<std::int64_t>(sample - before, 0, static_cast<std::int64_t>(count)));
            };
            append_columns(output.reports[r], rows, {width, row_of(samples.first), row_of(samples.end)}, units);
            x_rows[r] += count;
            rows.clear();
        }
}

void Replica::check_new_samples(const std::vector<std::size_t>& before, const ReplicaOutput& output) {
    for (const NetworkPopulation& p : x_network.populations)
        for (const std::size_t r : p.records) {
            if (x_chosen[r].some) continue;  // keep_chosen() has checked them
            const std::size_t units = p.population->size();
            const StateRows& rows = output.reports[r];
            const RecordSpec& record = x_model.records[r];
            check_rows_from(
                {.place = p.plugin, .record = record.path, .period = record.period, .first = x_rows[r], .units = units},
                rows, before[r]);
            x_rows[r] += (rows.size() - before[r]) / units;
        }
}

void Replica::check_new_relays(const std::vector<std::int64_t>& before, const ReplicaOutput& output) const {
    if (output.relays.empty()) return;
    for (const NetworkPopulation& p : x_network.populations)
        for (const GivenRelay& given : p.gives) {
            const Relay& relay = output.relays[given.relay];
            for (std::int64_t frame = before[given.relay]; frame < relay.end(); ++frame)
                // The number of a row at a period after the start is 0.
                check_samples({.place = p.plugin,
                               .record = x_model.populations[p.model_index].path,
                               .period = x_model.data[given.clock].frame,
                               .first = static_cast<std::size_t>(frame) - 1,
                               .units = p.population->size()},
                              relay.row(frame));
        }
}

double Replica::end_of_heard(const ReplicaOutput& output) const {
    double end = x_duration;
    for (const HeardRelay& heard : x_network.hears)
        if (const Relay& relay = output.relays[heard.relay]; relay.cut())
            end = std::min(end, static_cast<double>(relay.end()) * x_model.data[heard.clock].frame);
    return end;
}

void Replica::advance(double until, ReplicaOutput& output) {
    std::vector<std::size_t> before;
    for (const auto& report : output.reports) before.push_back(report.size());
    std::vector<std::int64_t> relays_before;
    for (const Relay& relay : output.relays) relays_before.push_back(relay.end());
    until = std::min(until, end_of_heard(output));
    while (!finished() && now() < until) run_slice(output);
    // What is left once the end of the trial is reached, be it by a slice that goes beyond `until`: the slice with the
    // samples of that moment.
    if (now() >= x_duration)
        while (!finished()) run_slice(output);
    check_new_samples(before, output);
    check_new_relays(relays_before, output);
    if (!x_runaway.empty()) cut_relays(output);
}

void Replica::cut_relays(ReplicaOutput& output) const {
    for (const NetworkPopulation& p : x_network.populations)
        for (const GivenRelay& given : p.gives)
            if (!output.relays.empty()) output.relays[given.relay].cut_at(output.relays[given.relay].end());
}

// The life of a spike. Time goes in slices, and a slice is no longer than the shortest delay of the network: what a
// unit emits in a slice acts in a later one. So all blocks of units can take a slice at the same time, without a word
// to each other; everything that passes between them passes here, before and after.
//
// clang-format off
//   take_slice        The queue hands over what is due in this slice: axonal events (the arrival of a spike of a
//                     source, with one delay class), sorted by (time, source), and ticks of clocks: frames of data
//                     that begin, and moments at which states are to be sampled.
//   sort_clock_events Each tick becomes a FrameEvent of its data stream or a SampleEvent of its population. The rows
//                     that samples will fill are made first, because a report moves when it grows.
//   prepare           Each population looks at the slice once for all of its blocks, such as for the factors by which
//                     an event of a given moment acts. Populations share nothing, and may do so at the same time.
//   start_slice       Spikes on their way along synapses with delays of their own (TravellingSpikes) are told which
//                     slice it is; those past their longest delay are forgotten.
//   run_block         Each block by itself, on any thread: drives add their inputs, continuous arrivals become inputs
//                     too, plastic synapses are brought to the moments at which spikes arrive, and then the population
//                     advances the block's units through the slice. It reads the axonal events, which all blocks share
//                     and nobody writes, and fans each out through the block's own rows: a synaptic event never exists
//                     in memory. It writes the state of its units, its part of each sampled row, and its list of
//                     spikes; nobody else touches those, so nothing is locked.
//   keep_chosen       Records that ask for some units, or for a part of a trial, take these out of the slice's rows.
//   emit              One population after the other, on one thread: the spikes of its blocks are joined in the order
//                     of the blocks and sorted by (time, unit), so that neither threads nor the cut into blocks shows.
//                     Each is recorded, and sent out once for each delay class of its source, scaled by what
//                     short-term plasticity of the source leaves of it: into the queue's slice of arrival, or among the
//                     travelling spikes. There its next life begins, as an axonal event of a later slice.
//   watch_rates       A population that fires beyond reason ends the trial before it fills the memory.
// clang-format on
void Replica::run_slice(ReplicaOutput& output) {
    const std::int64_t index = x_queue.next_slice();
    const SliceEvents due = x_queue.take_slice();
    sort_clock_events(due.clocks, output);
    const auto prepare = [&](std::size_t p) {
        const NetworkPopulation& population = x_network.populations[p];
        const auto data = x_model.populations[population.model_index].data;
        const std::span<const FrameEvent> frames =
            data ? std::span<const FrameEvent>(x_frames[*data]) : std::span<const FrameEvent>();
        x_slices[p] = {.index = index,
                       .length = x_network.slices.length(),
                       .spikes = due.spikes,
                       .frames = frames,
                       .samples = x_samples[p]};
        call_running_plugin(
            population.plugin, [&] { return moment(); }, [&] { x_states[p]->prepare(x_slices[p]); });
    };
    constexpr std::size_t worth_sharing = 256;  // spikes; fewer are prepared before another thread has woken up
    constexpr std::uint32_t units_worth_sharing = 1024;
    const bool share = x_share && x_network.units >= units_worth_sharing;
    if (!share || due.spikes.size() < worth_sharing)
        for (std::size_t p = 0; p < x_states.size(); ++p) prepare(p);
    else
        parallel_for(x_states.size(), prepare);
    for (TravellingSpikes& spikes : x_travelling) spikes.start_slice(index);
    if (share)
        parallel_for(x_work.size(), [this](std::size_t b) { run_block(b); });
    else
        for (std::size_t b = 0; b < x_work.size(); ++b) run_block(b);
    x_resumed.clear();
    keep_chosen(output);
    for (std::size_t p = 0; p < x_states.size(); ++p) emit(p, output);
    watch_rates();
}

// A window is long enough for a mean, and its limit is noticed as soon as it is reached.
void Replica::watch_rates() {
    constexpr double window = 10, ms_per_s = 1000;
    for (std::size_t p = 0; p < x_states.size(); ++p) {
        const NetworkPopulation& population = x_network.populations[p];
        const double most = x_model.max_rate / ms_per_s * window * population.population->size();
        if (static_cast<double>(x_recent_spikes[p]) <= most) continue;
        x_runaway = fmt::format(
            "population \"{}\" runs away: at {:.6g} ms its units fire at more than {} Hz (simulation.max_rate)",
            x_model.populations[population.model_index].name, now(), x_model.max_rate);
        return;
    }
    if (now() - x_window_start < window) return;
    x_window_start = now();
    std::fill(x_recent_spikes.begin(), x_recent_spikes.end(), 0);
}

void Replica::sort_clock_events(std::span<const ClockEvent> ticks, ReplicaOutput& output) {
    for (std::size_t d = 0; d < x_frames.size(); ++d) {
        if (!x_frames[d].empty()) x_frame[d] = x_frames[d].back().values;
        x_frames[d].clear();
    }
    for (auto& samples : x_samples) samples.clear();
    if (ticks.empty()) return;
    const auto population_of = [&](std::size_t record) {
        return x_network.find(x_model.records[record].population).value();
    };
    // All rows are made before any is pointed at, because a report moves when it grows.
    for (const ClockEvent& tick : ticks) {
        const ClockMeaning meaning = x_clocks[tick.clock];
        if (meaning.frames) {
            if (const auto frame = frame_of(meaning.index, tick.tick, output))
                x_frames[meaning.index].push_back({tick.time.offset, *frame});
        } else if (meaning.given == nullptr) {
            grow(rows_of(meaning.index, output), x_model.records[meaning.index].float64,
                 x_network.populations[population_of(meaning.index)].population->size());
        }
    }
    std::vector<std::size_t> rows_left(output.reports.size(), 0);
    for (const ClockEvent& tick : ticks)
        if (const ClockMeaning meaning = x_clocks[tick.clock]; !meaning.frames && meaning.given == nullptr)
            ++rows_left[meaning.index];
    for (const ClockEvent& tick : ticks) {
        const ClockMeaning meaning = x_clocks[tick.clock];
        if (meaning.frames) continue;
        if (meaning.given != nullptr) {
            give_sample(tick, meaning, output);
            continue;
        }
        const std::size_t population = population_of(meaning.index);
        const std::size_t units = x_network.populations[population].population->size();
        StateRows& rows = rows_of(meaning.index, output);
        const auto [row, exact] = part_of(rows, rows.size() - rows_left[meaning.index]-- * units, units);
        x_samples[population].push_back({tick.time.offset, *x_model.records[meaning.index].observable, row, exact});
    }
}

bool Replica::observe(std::size_t population, std::uint32_t observable, std::span<double> row) const {
    bool kept = false;
    call_running_plugin(
        x_network.populations[population].plugin, [&] { return moment(); },
        [&] { kept = x_states[population]->observe(observable, row); });
    return kept;
}

bool Replica::change(std::size_t population, const Population& next) {
    bool changed = false;
    call_running_plugin(
        x_network.populations[population].plugin, [&] { return moment(); },
        [&] { changed = x_states[population]->change(next); });
    return changed;
}

void Replica::resume(std::size_t drive) { x_resumed.push_back(drive); }

// Asks for the state that other networks hear, if there are any in this run.
void Replica::give_sample(const ClockEvent& tick, const ClockMeaning& meaning, ReplicaOutput& output) {
    if (output.relays.empty()) return;
    const std::size_t units = x_network.populations[meaning.index].population->size();
    const std::span<double> row = output.relays[meaning.given->relay].add(units, unwritten<double>());
    x_samples[meaning.index].push_back({tick.time.offset, *meaning.given->observable, {}, row});
}

// Nothing where those that it hears went no further.
std::optional<std::span<const double>> Replica::frame_of(std::size_t stream, std::int64_t tick,
                                                         const ReplicaOutput& output) const {
    if (stream < x_model.data.size()) return x_streams[stream].frame(x_trial, static_cast<std::size_t>(tick));
    const Relay& relay = output.relays[stream - x_model.data.size()];
    if (relay.cut() && tick >= relay.end()) return std::nullopt;
    return relay.row(tick);
}

DriveRequest Replica::request(const NetworkDrive& drive, std::size_t block) const {
    const std::size_t p = x_network.block_population[block];
    const NetworkPopulation& population = x_network.populations[p];
    const NetworkBlock& units = x_network.blocks[block];
    DriveRequest request{.trial = x_trial,
                         .block = static_cast<std::uint32_t>(block - population.first_block),
                         .first = units.first - population.first,
                         .size = units.size,
                         .slice = x_slices[p].index,
                         .length = x_slices[p].length};
    if (!drive.frames) return request;
    request.frames = x_frames[*drive.frames];
    request.frame = x_frame[*drive.frames];
    return request;
}

BlockInputs Replica::fill_inputs(std::size_t block) {
    const NetworkPopulation& population = x_network.populations[x_network.block_population[block]];
    BlockWork& work = x_work[block];
    work.inputs.clear();
    work.currents.clear();
    for (std::uint32_t d = 0; d < population.drives.size(); ++d) {
        const NetworkDrive& drive = x_network.drives[population.drives[d]];
        const std::size_t before = work.inputs.current_count(), inputs_before = work.inputs.inputs().size();
        work.inputs.use_receptor(drive.receptor);
        DriveRequest wanted = request(drive, block);
        wanted.resumes = std::find(x_resumed.begin(), x_resumed.end(), population.drives[d]) != x_resumed.end();
        call_running_plugin(
            drive.plugin, [&] { return moment(); }, [&] { drive.drive->fill(wanted, work.inputs); });
        check_drive(drive.plugin,
                    {.target = *population.population,
                     .takes_currents = population.takes_currents,
                     .units = wanted.size,
                     .length = wanted.length,
                     .first_inputs = inputs_before,
                     .first_currents = before},
                    work.inputs);
        for (std::size_t i = before; i < work.inputs.current_count(); ++i)
            work.currents.push_back({work.inputs.current_offset(i), d, {}});
    }
    // The values move while drives add to them, so they are pointed at only now.
    for (std::size_t i = 0; i < work.currents.size(); ++i) work.currents[i].current = work.inputs.current(i);
    if (population.drives.size() > 1)
        std::stable_sort(work.currents.begin(), work.currents.end(),
                         [](const CurrentEvent& a, const CurrentEvent& b) { return a.offset < b.offset; });
    if (work.arrivals->none()) return {work.inputs.trains(), work.currents, work.plastic.get()};
    work.arrivals->find(x_slices[x_network.block_population[block]].index, x_travelling);
    const auto of_drives = work.inputs.trains(), along_synapses = work.arrivals->trains();
    work.trains.assign(of_drives.begin(), of_drives.end());
    work.trains.insert(work.trains.end(), along_synapses.begin(), along_synapses.end());
    return {work.trains, work.currents, work.plastic.get()};
}

void Replica::run_block(std::size_t block) {
    const std::size_t p = x_network.block_population[block];
    const NetworkPopulation& population = x_network.populations[p];
    if (x_work[block].plastic) x_work[block].plastic->begin(x_slices[p], x_network.slices.at(x_duration));
    const BlockInputs inputs = fill_inputs(block);
    auto& spikes = x_work[block].spikes;
    spikes.clear();
    const auto number = static_cast<std::uint32_t>(block - population.first_block);
    call_running_plugin(
        population.plugin, [&] { return moment(); },
        [&] { x_states[p]->advance(number, x_slices[p], inputs, spikes); });
    x_pulse.beat();
    if (x_work[block].plastic) x_work[block].plastic->end();

    const NetworkBlock& units = x_network.blocks[block];
    const std::uint32_t first = units.first - population.first;
    for (const SpikeEvent& spike : spikes)
        if (!(spike.offset >= 0 && spike.offset < x_slices[p].length) || spike.unit - first >= units.size)
            throw PluginError(
                population.plugin,
                fmt::format("failed {}: emitted a spike of unit {} at {} ms of a slice of {} ms; it may "
                            "emit for units {} to {} from 0 ms until just before the slice's end",
                            moment(), spike.unit, spike.offset, x_slices[p].length, first, first + units.size - 1));
}

void Replica::emit(std::size_t p, ReplicaOutput& output) {
    const NetworkPopulation& population = x_network.populations[p];
    x_spikes.clear();
    for (std::uint32_t b = 0; b < population.blocks; ++b) {
        const auto& spikes = x_work[population.first_block + b].spikes;
        x_spikes.insert(x_spikes.end(), spikes.begin(), spikes.end());
    }
    if (x_spikes.empty()) return;
    x_recent_spikes[p] += x_spikes.size();
    std::sort(x_spikes.begin(), x_spikes.end(), earlier);
    const std::uint32_t border = population.population->excitatory();
    SpikeChunk& recorded = output.spikes[population.model_index];
    for (const SpikeEvent& spike : x_spikes) {
        const Time time{x_slices[p].index, spike.offset};
        const double ms = x_network.slices.ms(time);
        if (ms >= x_duration) break;  // the rest of the last slice lies after the trial's end
        ++output.spike_counts[population.model_index];
        if (x_recorded[population.model_index]) {
            recorded.times.push_back(ms);
            recorded.ids.push_back(spike.unit);
        }
        for (const std::uint32_t c : spike.unit < border ? population.outgoing : population.outgoing_inhibitory) {
            const std::uint32_t source = population.first + spike.unit;
            if (x_network.delay_classes[c].continuous()) {
                x_travelling[c].send(source, time, x_short_term.scale(source, c, time));
                continue;
            }
            const Time arrival = x_network.slices.after(time, x_network.delays[c]);
            x_queue.push_spike(arrival.slice, {arrival.offset, source, c, x_short_term.scale(source, c, time)});
        }
    }
}

std::vector<double> Replica::weights(std::size_t from, std::size_t to) const {
    const NetworkPopulation &source = x_network.populations[from], &target = x_network.populations[to];
    const NetworkGraph graph = x_network.graph();
    std::vector<double> weights;
    for (std::uint32_t unit = source.first; unit < source.first + source.population->size(); ++unit)
        for (auto [e, end] = out_edges(unit, graph); e != end; ++e) {
            if (e->target - target.first >= target.population->size()) continue;
            const auto& plastic = x_work[e->block].plastic;
            const std::size_t first = x_network.blocks[e->block].rows.first_in_class(unit, e->delay_class);
            const auto changed = plastic ? plastic->weight(e->delay_class, first + e->number) : std::nullopt;
            weights.push_back(changed.value_or(static_cast<double>(graph.weight(*e))));
        }
    return weights;
}

std::vector<std::uint64_t> Replica::synaptic_events() const {
    std::vector<std::uint64_t> events;
    for (const auto& state : x_states) events.push_back(state->synaptic_events());
    return events;
}

}  // namespace limen
