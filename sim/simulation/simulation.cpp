// From a checked model to a recorded run.
#include "limen/simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "engine/build.hpp"
#include "engine/fineness.hpp"
#include "engine/network.hpp"
#include "engine/plastic_weights.hpp"
#include "engine/recorded_units.hpp"
#include "engine/run.hpp"
#include "engine/short_term_sources.hpp"
#include "engine/streams.hpp"
#include "limen/core/parallel.hpp"
#include "limen/core/wall_time.hpp"
#include "limen/registry/host.hpp"
#include "model/delay_law.hpp"
#include "model/name_index.hpp"
#include "record/recorder.hpp"
#include "simulation/changes.hpp"
#include "simulation/free_run.hpp"

namespace limen {

namespace {

bool share_delay_class(const ProjectionSpec& a, const ProjectionSpec& b) {
    const std::vector<DelayClass> of_a = delay_classes_of(a), of_b = delay_classes_of(b);
    return std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

// A projection that arrives at a population.
struct Incoming {
    const ProjectionSpec* spec;
    std::unique_ptr<CheckedTopology> topology;
};

std::vector<Incoming> incoming(const Model& model, const std::vector<std::size_t>& projections, const Network& network,
                               const NetworkPopulation& target) {
    std::vector<Incoming> found;
    for (const std::size_t projection : projections) {
        const ProjectionSpec& spec = model.projections[projection];
        const NetworkPopulation& source = network.populations[network.find(spec.source).value()];
        found.push_back({&spec, make_topology(model, spec, *source.population, *target.population)});
    }
    return found;
}

// Whether all synapses of its delay classes that arrive at its target have one weight, which is then stored once.
bool has_one_weight(const ProjectionSpec& spec, std::span<const Incoming> all, const Population& target) {
    if (spec.weight > 0 && !target.incoming_scales().empty()) return false;
    return std::all_of(all.begin(), all.end(), [&](const Incoming& other) {
        return (other.spec->weight == spec.weight && other.spec->weight_spread == 0 && !other.topology->weighted()) ||
               !share_delay_class(*other.spec, spec);
    });
}

std::vector<std::string> data_notes(const Model& model, const std::vector<Trials>& streams) {
    std::vector<std::string> notes;
    for (std::size_t d = 0; d < streams.size(); ++d)
        for (const std::string& note : streams[d].notes)
            notes.push_back(fmt::format("data \"{}\": {}", model.data[d].name, note));
    return notes;
}

std::string population_note(const Model& model, const NetworkPopulation& population, const std::string& note) {
    return fmt::format("population \"{}\" {}", model.populations[population.model_index].name, note);
}

struct ExpectedSynapses {
    double number, bytes;
    double temporary_bytes;  // while the network is built
};

ExpectedSynapses expected_synapses(const Model& model, const std::vector<std::size_t>& projections,
                                   const Network& network, const NetworkPopulation& target,
                                   std::vector<std::string>& warnings) {
    ExpectedSynapses sum{static_cast<double>(target.population->internal_synapses()), 0, 0};
    const std::vector<Incoming> all = incoming(model, projections, network, target);
    for (const auto& [spec, topology] : all) {
        for (const std::string& note : topology->notes()) add_unique(warnings, population_note(model, target, note));
        const double number = topology->expected_synapses();
        sum.number += number;
        const PlasticBytes plastic = plastic_bytes(*spec);
        const std::size_t weight = has_one_weight(*spec, all, *target.population) ? 0 : sizeof(float);
        const NetworkPopulation& source = network.populations[network.find(spec->source).value()];
        const std::size_t delay = DelayLaw(*spec).continuous() ? sizeof(float) : 0;
        sum.bytes += number * (static_cast<double>(sizeof(std::uint16_t) + weight + delay) + plastic.synapse);
        sum.bytes += plastic.row * source.population->size() * target.blocks;
        sum.temporary_bytes += topology->temporary_bytes();
    }
    return sum;
}

PopulationSummary summarise(const Model& model, const NetworkPopulation& population, const RunTotals& totals,
                            double network_seconds) {
    const PopulationSpec& spec = model.populations[population.model_index];
    PopulationSummary summary{.name = spec.name,
                              .model = spec.offer->name,
                              .units = population.population->size(),
                              .synapses = population.synapses,
                              .spikes = totals.spikes[population.model_index],
                              .synaptic_events = totals.synaptic_events[population.model_index],
                              .simulation_s = network_seconds,
                              .findings = population.examination.findings,
                              .spiking = spec.offer->population->spiking()};
    constexpr double ms_per_s = 1000;
    if (totals.biological_ms > 0)
        summary.rate =
            static_cast<double>(summary.spikes) / static_cast<double>(summary.units) / totals.biological_ms * ms_per_s;
    return summary;
}

void examine(Network& network, const Model& model, const std::vector<Trials>& streams) {
    for (NetworkPopulation& p : network.populations) {
        const PopulationSpec& spec = model.populations[p.model_index];
        const bool all_its_input = spec.data && spec.inputs.empty() && !spec.feedback;
        const std::vector<std::string> notes = std::move(p.examination.warnings);  // of its synapses
        call_plugin(p.plugin,
                    [&] { p.examination = p.population->examine(all_its_input ? &streams[*spec.data] : nullptr); });
        p.examination.warnings.insert(p.examination.warnings.end(), notes.begin(), notes.end());
    }
}

void add_warnings(RunSummary& summary, const std::vector<Network>& networks, const Model& model,
                  const std::vector<Trials>& streams) {
    summary.warnings = data_notes(model, streams);
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations)
            for (const std::string& warning : p.examination.warnings)
                summary.warnings.push_back(population_note(model, p, warning));
    constexpr double saturated = 200;  // Hz; a code of rates has nothing to tell apart any more
    for (std::size_t i = 0; i < summary.populations.size(); ++i) {
        const PopulationSummary& p = summary.populations[i];
        if (!model.populations[i].offer->population->spiking()) continue;
        if (p.spikes == 0)
            summary.warnings.push_back(
                fmt::format("population \"{}\" never spiked in {} ms: its input is too weak or its threshold too high",
                            p.name, summary.biological_ms));
        constexpr double hardly = 0.1;  // Hz
        if (p.spikes > 0 && p.rate < hardly && !streams.empty())
            summary.warnings.push_back(fmt::format(
                "population \"{}\" hardly ever spiked ({:.2g} Hz per unit), so that its spikes tell little apart: "
                "raise its input or the weights of its excitatory synapses, or lower the threshold",
                p.name, p.rate));
        if (p.rate > saturated)
            summary.warnings.push_back(
                fmt::format("population \"{}\" fired at {:.0f} Hz per unit, so that its spikes tell little apart: "
                            "lower the weights of "
                            "its excitatory synapses or its input, or raise the threshold or the inhibition",
                            p.name, p.rate));
    }
}

// Of what networks hear of each other. A single trial goes window by window, and keeps no more than a window.
double relay_bytes(const std::vector<Network>& networks, const std::vector<Trials>& streams) {
    double bytes = 0;
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations)
            for (const GivenRelay& given : p.gives) {
                const Trials& clock = streams[given.clock];
                if (clock.size() < 2) continue;
                std::size_t longest = 0;
                for (std::size_t trial = 0; trial < clock.size(); ++trial)
                    longest = std::max(longest, clock.frames(trial));
                bytes += static_cast<double>(longest * std::min(clock.size(), trials_at_once)) *
                         static_cast<double>(p.population->size() * sizeof(double));
            }
    return bytes;
}

std::vector<Trials> load_all(const Model& model) {
    std::vector<Trials> streams = load_streams(model);
    check_free_runs(model, streams);
    return streams;
}

}  // namespace

Estimate estimate(const Model& model) {
    const std::vector<Trials> streams = load_all(model);
    // The program with its libraries and plugins, before there is any network: measured with g++ 12 on Debian 12.
    constexpr double program_bytes = 25e6;
    Estimate estimate;
    estimate.bytes = program_bytes;
    estimate.warnings = data_notes(model, streams);
    estimate.trials = trial_count(streams);
    for (std::size_t i = 0; i < estimate.trials; ++i) estimate.biological_ms += trial_duration(model, streams, i);
    const std::vector<Network> networks = plan_networks(model, channels_of(streams), true);
    check_records(model, networks, streams);
    check_fineness(model, networks, streams);
    estimate.recorded_bytes = recorded_bytes(model, networks, streams);
    estimate.populations.resize(model.populations.size());
    const std::vector<std::vector<std::size_t>> by_target = projections_by_target(model);
    double temporary_bytes = 0;  // of the network that needs most: they are built one after the other
    for (const Network& network : networks) {
        double rows = 0, temporary = 0;
        for (const SynapseRows::Sources& sources : class_sources(network)) rows += sources.count + 1.0;
        estimate.bytes += static_cast<double>(network.bytes()) +
                          rows * static_cast<double>(network.blocks.size() * sizeof(std::uint32_t));
        const std::size_t side_by_side = std::min<std::size_t>(estimate.trials, threads());
        estimate.bytes += queue_bytes(network) * static_cast<double>(side_by_side);
        estimate.bytes += static_cast<double>(ShortTermSources(network, model).bytes());
        for (const NetworkPopulation& population : network.populations) {
            const PopulationSpec& spec = model.populations[population.model_index];
            const ExpectedSynapses synapses =
                expected_synapses(model, by_target[population.model_index], network, population, estimate.warnings);
            estimate.populations[population.model_index] = {
                spec.name, spec.offer->name, static_cast<double>(population.population->size()), synapses.number};
            estimate.bytes += synapses.bytes;
            temporary += synapses.temporary_bytes;
        }
        temporary_bytes = std::max(temporary_bytes, temporary);
    }
    estimate.bytes += temporary_bytes + relay_bytes(networks, streams);
    for (const Trials& trials : streams)
        estimate.bytes += static_cast<double>((trials.values.size() + trials.targets.size()) * sizeof(double) +
                                              trials.events.size() * sizeof(DataEvent));
    return estimate;
}

struct Simulation::State {
    State(Model from, RunOptions with)
        : model(std::move(from)),
          options(std::move(with)),
          streams(load_all(model)),
          networks(build_networks(model, streams)) {
        for (Network& network : networks) examine(network, model, streams);
        build_s = seconds_since(begun);
        sinks = options.sinks;
        if (!options.recording.empty()) sinks.push_back(&recording.emplace(options.recording, options.rename));
        const Timed timed(*this);
        run.emplace(networks, model, streams, RunAudience{options.control, sinks, options.identity});
    }

    // Adds what passes while it lives to the time of the simulation.
    class Timed {
    public:
        explicit Timed(State& state) : x_state(state) {}
        ~Timed() { x_state.simulation_s += seconds_since(x_start); }
        Timed(const Timed&) = delete;
        Timed& operator=(const Timed&) = delete;

    private:
        State& x_state;
        std::chrono::steady_clock::time_point x_start = std::chrono::steady_clock::now();
    };

    // Its index. Throws Error.
    std::size_t population(const std::string& name) const {
        NameIndex names;
        for (const PopulationSpec& spec : model.populations) names.add(spec.name);
        if (const auto found = names.find(name)) return *found;
        throw Error(fmt::format("there is no population \"{}\"{}", name, suggestion(name, names.names())));
    }

    Run& open() {
        if (finished) throw Error("the simulation has been finished, and nothing can follow");
        return *run;
    }

    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    Model model;
    RunOptions options;
    std::vector<Trials> streams;
    std::vector<Network> networks;
    std::optional<RecordingSink> recording;
    std::vector<Sink*> sinks;
    std::optional<Run> run;
    double build_s = 0, simulation_s = 0;
    std::size_t trial = 0;
    std::vector<std::string> changes;  // of parameters, as sentences
    std::vector<std::shared_ptr<const Population>> replaced;
    std::vector<double> observed;
    bool finished = false;
};

Simulation::Simulation(Model model, RunOptions options) {
    const Context::Use use(options.context);
    x_state = std::make_unique<State>(std::move(model), std::move(options));
}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;

const Model& Simulation::model() const noexcept { return x_state->model; }
std::size_t Simulation::trials() const noexcept { return x_state->run->trials(); }
bool Simulation::going() const noexcept { return x_state->run->going(); }
std::size_t Simulation::trial() const noexcept { return x_state->trial; }
double Simulation::now() const noexcept { return x_state->run->now(); }

double Simulation::duration(std::size_t trial) const {
    if (trial >= trials())
        throw Error(fmt::format("there is no trial {}; the model has {}, counted from 0", trial, trials()));
    return trial_duration(x_state->model, x_state->streams, trial);
}

void Simulation::start(std::size_t trial) {
    static_cast<void>(duration(trial));
    const Context::Use use(x_state->options.context);
    Run& run = x_state->open();
    const State::Timed timed(*x_state);
    run.cut();
    run.start(trial);
    x_state->trial = trial;
}

double Simulation::advance(double ms) {
    Run& run = x_state->open();
    if (!(ms > 0 && std::isfinite(ms)))
        throw Error(fmt::format("cannot advance by {} ms; it must be a number above 0", ms));
    if (!run.going() && run.next_trial() >= run.trials())
        throw Error(fmt::format("all {} trials are over; start() begins one of them anew", run.trials()));
    if (!run.going()) start(run.next_trial());
    const Context::Use use(x_state->options.context);
    const State::Timed timed(*x_state);
    const double reached = run.advance(run.now() + ms);
    if (!run.totals().runaway.empty()) throw Error(run.totals().runaway);
    return reached;
}

std::vector<double> Simulation::weights(const std::string& source, const std::string& target) const {
    const std::size_t from = x_state->population(source), to = x_state->population(target);
    if (!going()) throw Error("no trial goes on, so that there are no weights as they are now; start() begins one");
    auto found = x_state->run->weights(from, to);
    if (!found) throw Error(fmt::format("no spikes go from \"{}\" to \"{}\"", source, target));
    return *std::move(found);
}

std::span<const double> Simulation::state(const std::string& population, const std::string& state) const {
    const std::size_t index = x_state->population(population);
    const PopulationSpec& spec = model().populations[index];
    NameIndex states;
    for (const Observable& observable : spec.offer->population->observables()) states.add(observable.name);
    const auto found = states.find(state);
    if (!found)
        throw Error(fmt::format("\"{}\" has no state \"{}\"{}", population, state, suggestion(state, states.names())));
    if (!going()) throw Error("no trial goes on, so that there are no states as they are now; start() begins one");
    const Context::Use use(x_state->options.context);
    x_state->observed.resize(x_state->run->units(index));
    if (!x_state->run->observe(index, static_cast<std::uint32_t>(*found), x_state->observed))
        throw Error(fmt::format("\"{}\" of \"{}\" is kept only where a [record.*] asks for it", state, population));
    return x_state->observed;
}

void Simulation::set(const std::string& key, const Value& value) {
    State& state = *x_state;
    const Context::Use use(state.options.context);
    change_parameter({.model = state.model,
                      .networks = state.networks,
                      .streams = state.streams,
                      .run = state.open(),
                      .replaced = state.replaced},
                     key, value);
    state.changes.push_back(
        going() ? fmt::format("{} became {} after {} ms of trial {}, which the recorded model does not tell", key,
                              to_toml(value), now(), trial())
                : fmt::format("{} became {} before trial {}, which the recorded model does not tell", key,
                              to_toml(value), state.run->next_trial()));
}

RunSummary Simulation::run() {
    const Context::Use use(x_state->options.context);
    {
        Run& run = x_state->open();
        const State::Timed timed(*x_state);
        run.all();
    }
    return finish();
}

RunSummary Simulation::finish() {
    State& state = *x_state;
    Run& run = state.open();
    state.finished = true;
    const Context::Use use(state.options.context);
    {
        const State::Timed timed(state);
        run.cut();
        run.end();
    }
    const RunTotals& totals = run.totals();
    RunSummary summary;
    summary.build_s = state.build_s;
    summary.simulation_s = state.simulation_s;
    summary.trials = totals.trials;
    summary.biological_ms = totals.biological_ms;
    summary.stopped_early = totals.stopped_early;
    summary.runaway = totals.runaway;
    summary.populations.resize(state.model.populations.size());
    for (std::size_t n = 0; n < state.networks.size(); ++n)
        for (const NetworkPopulation& p : state.networks[n].populations)
            summary.populations[p.model_index] = summarise(state.model, p, totals, totals.network_s[n]);
    add_warnings(summary, state.networks, state.model, state.streams);
    summary.warnings.insert(summary.warnings.end(), state.changes.begin(), state.changes.end());
    summary.wall_s = seconds_since(state.begun);
    return summary;
}

RunSummary simulate(const Model& model, const RunOptions& options) { return Simulation(model, options).run(); }

}  // namespace limen
