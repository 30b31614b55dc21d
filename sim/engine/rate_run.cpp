// The loop over frames, and who takes which part of it.
#include "engine/rate_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include "model/rate_graph.hpp"

namespace limen {

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

std::size_t shared_clock(const Network& network, const Model& model) {
    const NetworkPopulation& first = network.populations.front();
    const auto clock = clock_of(model, first.model_index);
    if (!clock) throw PluginError(first.plugin, "has units that neither spike nor want data");
    return *clock;
}

void lower(std::atomic<std::int64_t>& least, std::int64_t value) {
    std::int64_t known = least.load();
    while (value < known && !least.compare_exchange_weak(known, value)) {
    }
}

}  // namespace

bool is_rate_network(const Network& network) noexcept { return !network.spiking; }

RateRun::RateRun(const Network& network, const Model& model, const std::vector<Trials>& streams, std::size_t lanes)
    : x_network(network), x_model(model), x_streams(streams), x_clock(shared_clock(network, model)) {
    for (const NetworkPopulation& population : network.populations) {
        const PopulationSpec& spec = model.populations[population.model_index];
        RateSources sources{streams, spec.data, spec.feedback, {}};
        for (const RateInput& input : population.inputs)
            sources.heard.push_back({input.relayed ? nullptr : x_layers[input.index].get(), input.index, input.units});
        x_layers.push_back(
            std::make_unique<RateLayer>(population, model, std::move(sources), lanes, model.data[x_clock].frame));
        // A source is so many frames ahead of who hears it.
        for (const RateInput& input : population.inputs)
            if (!input.relayed)
                x_layers[input.index]->keep_states(population.depth - network.populations[input.index].depth + 1);
        x_depth = std::max(x_depth, population.depth);
    }
}

void RateRun::close_loop(const ClosedLoop& loop) {
    x_loop = std::make_unique<ClosedLoop>(loop);
    x_stride = static_cast<std::int64_t>(x_depth) + 1;
    for (const std::size_t population : loop.populations) x_layers[population]->keep_states(1);
    for (const auto& layer : x_layers) {
        layer->sources().fed = &x_fed;
        layer->sources().fed_from = loop.first;
    }
}

void RateRun::start(std::span<const std::uint32_t> trials, std::span<const double> durations,
                    std::span<ReplicaOutput* const> outputs) {
    x_lanes.clear();
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const auto frames = static_cast<std::int64_t>(x_streams[x_clock].frames(trials[i]));
        x_lanes.push_back({.place = i,
                           .trial = trials[i],
                           .duration = durations[i],
                           .frames = frames,
                           .stop = frames,
                           .output = outputs[i]});
    }
    std::stable_sort(x_lanes.begin(), x_lanes.end(),
                     [](const RateLane& a, const RateLane& b) { return a.frames > b.frames; });
    x_lane_of.resize(trials.size());
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane) x_lane_of[x_lanes[lane].place] = lane;
    x_frame = 0;
    x_fed.assign(trials.size(), {});
    x_outputs.assign(trials.size(), {});
    for (const auto& layer : x_layers) layer->start(x_lanes);
}

void RateRun::share_steps(unsigned most_threads) { x_most_threads = most_threads; }

double RateRun::now(std::size_t trial) const noexcept {
    const RateLane& lane = x_lanes[x_lane_of[trial]];
    return lane.done >= lane.frames
               ? lane.duration
               : std::min(lane.duration, static_cast<double>(lane.done) * x_model.data[x_clock].frame);
}

void RateRun::observe(std::size_t trial, std::size_t population, std::uint32_t observable,
                      std::span<double> row) const {
    const std::size_t lane = x_lane_of[trial];
    const PopulationSpec& spec = x_model.populations[x_network.populations[population].model_index];
    const std::int64_t frames = x_lanes[lane].done;
    std::vector<float> rounded(row.size());
    const bool exact = spec.offer->population->exact_samples();
    RateSample sample{frames, lane, observable, rounded};
    if (exact) sample.exact = row;
    x_layers[population]->state().sample(sample);
    if (!exact) std::copy(rounded.begin(), rounded.end(), row.begin());
}

// Each frame uses every synapse once.
std::vector<std::uint64_t> RateRun::synaptic_events(std::size_t trial) const {
    std::vector<std::uint64_t> events;
    for (const NetworkPopulation& population : x_network.populations)
        events.push_back(static_cast<std::uint64_t>(x_lanes[x_lane_of[trial]].done) *
                         population.population->internal_synapses());
    return events;
}

void RateRun::advance(double until) {
    const std::int64_t longest = x_lanes.front().frames;
    const double frame = x_model.data[x_clock].frame;
    const std::int64_t last = until >= x_lanes.front().duration
                                  ? longest
                                  : std::min(longest, static_cast<std::int64_t>(std::ceil(until / frame)));
    for (const auto& layer : x_layers) layer->make_rows(last);
    stop_with_heard();
    x_step = 0;
    do {
        const unsigned threads = choose_threads();
        const auto begin = std::chrono::steady_clock::now();
        const std::int64_t first = x_step;
        x_first_bad = never;
        run_steps(last, threads);
        learn_speed(threads, (x_step - first) / x_stride,
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        if (x_first_bad != never) give_up_lanes(last);
    } while (x_first_bad != never);
    for (const auto& layer : x_layers) layer->trim_rows();
    for (RateLane& lane : x_lanes) lane.done = std::min(lane.stop, last);
    x_frame = last;
}

std::int64_t RateRun::frame_in(std::int64_t step, std::size_t depth) const noexcept {
    const std::int64_t since = step - static_cast<std::int64_t>(depth);
    return since >= 0 && since % x_stride == 0 ? x_frame + since / x_stride : -1;
}

// In turn: all parts of one population to different threads, and populations of a single part too.
std::vector<std::vector<RateRun::Task>> RateRun::deal_tasks(unsigned threads) const {
    std::vector<std::vector<Task>> tasks(threads);
    unsigned next = 0;
    for (std::size_t layer = 0; layer < x_layers.size(); ++layer) {
        const unsigned parts = threads == 1 ? 1 : x_layers[layer]->shares(threads);
        for (unsigned part = 0; part < parts; ++part)
            tasks[next++ % threads].push_back({layer, x_layers[layer]->make_part(part, parts)});
    }
    return tasks;
}

void RateRun::run_steps(std::int64_t last, unsigned threads) {
    std::vector<std::vector<Task>> tasks = deal_tasks(threads);
    if (threads == 1)
        go(tasks[0], nullptr, last);
    else
        run_together(threads, [&](unsigned member, Barrier& barrier) { go(tasks[member], &barrier, last); });
    for (const auto& of_thread : tasks)
        for (const Task& task : of_thread) x_layers[task.layer]->adopt(task.part);
    const std::int64_t steps = (last - x_frame) * x_stride + static_cast<std::int64_t>(x_depth) + 1;
    x_step = x_first_bad == never ? steps : x_first_bad + 1;
}

void RateRun::go(std::vector<Task>& tasks, Barrier* barrier, std::int64_t last) {
    const std::int64_t steps = (last - x_frame) * x_stride + static_cast<std::int64_t>(x_depth) + 1;
    for (std::int64_t step = x_step; step < steps; ++step) {
        for (Task& task : tasks) {
            const std::int64_t frame = frame_in(step, x_network.populations[task.layer].depth);
            if (frame >= 0 && frame <= last && !x_layers[task.layer]->take(task.part, frame, last))
                lower(x_first_bad, step);
        }
        if (x_loop) {
            const std::int64_t frame = frame_in(step, x_depth);
            if (frame >= 0 && frame < last) hear_outputs(frame);
        }
        if (barrier != nullptr) barrier->wait();
        x_pulse.beat();
        // A member that is one step ahead may already have said that its step is bad.
        if (x_first_bad <= step) return;
    }
}

// Features in the order of the readout, each unit's products with the outputs' weights added in turn.
void RateRun::hear_outputs(std::int64_t frame) {
    if (frame + 1 < x_loop->first) return;
    const LinearReadout& readout = x_loop->readout;
    for (std::size_t lane = 0; lane < x_lanes.size() && x_lanes[lane].frames > frame; ++lane) {
        std::vector<double>& outputs = x_fed[lane];
        outputs = readout.bias;
        const double* weights = readout.weights.data();
        for (const std::size_t population : x_loop->populations)
            for (const double state : x_layers[population]->given(frame, lane))
                for (double& output : outputs) output += state * *weights++;
        x_outputs[lane].insert(x_outputs[lane].end(), outputs.begin(), outputs.end());
        if (!x_loop->after) continue;
        x_features.clear();
        for (const std::size_t population : x_loop->populations) {
            const auto states = x_layers[population]->given(frame, lane);
            x_features.insert(x_features.end(), states.begin(), states.end());
        }
        x_loop->after(frame, x_features, outputs);
    }
}

// Of the population and frame that fail first, the others then having been driven by it.
void RateRun::give_up_lanes(std::int64_t last) {
    for (std::size_t l = 0; l < x_layers.size(); ++l) {
        const NetworkPopulation& population = x_network.populations[l];
        const std::int64_t frame = frame_in(x_first_bad, population.depth);
        if (frame < 0 || frame >= last) continue;
        for (std::size_t i = 0; i < x_lanes.size() && x_lanes[i].frames > frame; ++i) {
            RateLane& lane = x_lanes[i];
            const auto unit = x_layers[l]->give_up(frame, i);
            if (!unit || frame >= lane.stop) continue;
            const PopulationSpec& spec = x_model.populations[population.model_index];
            lane.diverged = fmt::format(
                "population \"{}\" diverges: the state of its unit {} is not finite after frame {} of the trial, which "
                "begins at {:.6g} ms; check {}",
                spec.name, *unit, frame + 1, static_cast<double>(frame) * x_model.data[x_clock].frame,
                x_layers[l]->state().likely_cause());
            lane.stop = frame;
            for (const auto& layer : x_layers) layer->stop(i, frame);
        }
    }
}

// A trial ends where that of a network ended which it hears.
void RateRun::stop_with_heard() {
    for (const HeardRelay& heard : x_network.hears)
        for (std::size_t i = 0; i < x_lanes.size(); ++i) {
            RateLane& lane = x_lanes[i];
            const Relay& relay = lane.output->relays[heard.relay];
            if (!relay.cut() || relay.end() >= lane.frames) continue;
            lane.stop = std::min(lane.stop, relay.end());
            for (const auto& layer : x_layers) layer->stop(i, lane.stop);
        }
}

// As many as there are shares to deal, at most.
unsigned RateRun::most_threads() const {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned most = std::min(x_most_threads, cores);
    if (most == 1 || x_loop) return 1;
    unsigned shares = 0;
    for (const auto& layer : x_layers) shares += layer->shares(most);
    return std::min(most, shares);
}

unsigned RateRun::choose_threads() {
    const unsigned shared = most_threads();
    if (shared == 1) return 1;
    constexpr unsigned pieces_until_next_try = 32;
    const bool shared_is_faster = x_shared_s < x_alone_s;
    const bool try_other = x_pieces++ % pieces_until_next_try == 1;
    return shared_is_faster != try_other ? shared : 1;
}

void RateRun::learn_speed(unsigned threads, std::int64_t frames, double seconds) {
    constexpr double enough_s = 1e-3;  // below it, it is the start of the threads that is measured
    if (seconds < enough_s || frames == 0) return;
    (threads == 1 ? x_alone_s : x_shared_s) = seconds / static_cast<double>(frames);
}

std::vector<std::vector<std::uint32_t>> cut_into_batches(std::span<const std::size_t> frames, unsigned threads) {
    constexpr std::size_t worth_while = 8;  // trials; fewer are faster one by one, with W laid out for a single state
    std::vector<std::uint32_t> order(frames.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return frames[a] > frames[b]; });
    const std::size_t count =
        frames.size() < worth_while ? frames.size() : std::min<std::size_t>(threads, frames.size() / worth_while);
    std::vector<std::vector<std::uint32_t>> batches(count);
    for (std::size_t i = 0; i < order.size(); ++i) batches[i % count].push_back(order[i]);
    return batches;
}

}  // namespace limen
