// Two ways through a run: many trials side by side, or one long one window by window. Both record in the order of time.
#include "engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
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

bool Run::beats_quickly(const Network& network, std::size_t lanes) {
    constexpr double quick = 1e7;  // products; a core does some 10^9 in a second
    double products = 0;
    for (const NetworkPopulation& p : network.populations)
        products += static_cast<double>(p.population->internal_synapses()) * static_cast<double>(lanes);
    return products < quick;
}

std::optional<std::vector<double>> Run::weights(std::size_t source, std::size_t target) const {
    for (std::size_t n = 0; x_going != nullptr && n < x_networks.size(); ++n) {
        const auto from = x_networks[n].find(source), to = x_networks[n].find(target);
        if (from && to && x_networks[n].spiking) return x_going->runs[n]->weights(*from, *to);
    }
    return std::nullopt;
}

std::size_t Run::units(std::size_t population) const { return population_of(x_networks, population).size(); }

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

}  // namespace limen
