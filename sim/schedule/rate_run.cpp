// The loop over frames, and who takes which part of it.
#include "schedule/rate_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

#include "limen/host.hpp"

namespace limen {

namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

// How many frames begin before a sample: it sees none that begins at its very moment.
std::int64_t frames_before(const SliceClock& clock, std::int64_t sample, double period, double frame) {
    const Time time = clock.at_multiple(sample, period);
    auto k = static_cast<std::int64_t>(std::floor(static_cast<double>(sample) * period / frame));
    while (clock.at_multiple(k, frame) < time) ++k;
    while (k > 0 && clock.at_multiple(k - 1, frame) >= time) --k;
    return k;
}

std::size_t data_of(const NetworkPopulation& population, const Model& model) {
    const auto data = model.populations[population.model_index].data;
    if (!data) throw PluginError(population.plugin, "has units that neither spike nor want data");
    return *data;
}

void lower(std::atomic<std::int64_t>& least, std::int64_t value) {
    std::int64_t known = least.load();
    while (value < known && !least.compare_exchange_weak(known, value)) {
    }
}

}  // namespace

bool is_rate_network(const Network& network) noexcept { return !network.spiking; }

RateRun::RateRun(const Network& network, const Model& model, const std::vector<Trials>& streams, std::size_t lanes)
    : x_population(network.populations.front()),
      x_model(model),
      x_streams(streams),
      x_clock(network.slices),
      x_data(data_of(x_population, model)),
      x_units(x_population.population->size()),
      x_no_input(streams[x_data].channels) {
    call_plugin(x_population.plugin, [&] {
        x_state = x_population.population->make_rate_state(
            {lanes, streams[x_data].channels, model.seed, static_cast<std::uint32_t>(x_population.model_index)});
    });
    if (!x_state) throw PluginError(x_population.plugin, "has units that do not spike, but no state of rates for them");
    for (const std::size_t r : x_population.records)
        x_sampled.push_back({r, *model.records[r].observable, model.records[r].period, {}});
}

void RateRun::start(std::span<const std::uint32_t> trials, std::span<const double> durations,
                    std::span<ReplicaOutput* const> outputs) {
    x_lanes.clear();
    for (std::size_t i = 0; i < trials.size(); ++i)
        x_lanes.push_back({i, trials[i], durations[i], static_cast<std::int64_t>(x_streams[x_data].frames(trials[i])),
                           0, outputs[i]});
    std::stable_sort(x_lanes.begin(), x_lanes.end(), [](const Lane& a, const Lane& b) { return a.frames > b.frames; });
    x_lane_of.resize(trials.size());
    std::vector<std::uint32_t> sorted;
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane) {
        x_lane_of[x_lanes[lane].place] = lane;
        sorted.push_back(x_lanes[lane].trial);
    }
    x_cursors.assign(x_lanes.size() * x_sampled.size(), {1, 1});
    x_frame = 0;
    call_plugin(x_population.plugin, [&] { x_state->start(sorted); });
}

void RateRun::share_steps(unsigned most_threads) { x_most_threads = most_threads; }

double RateRun::now(std::size_t trial) const noexcept {
    const Lane& lane = x_lanes[x_lane_of[trial]];
    return lane.done >= lane.frames
               ? lane.duration
               : std::min(lane.duration, static_cast<double>(lane.done) * x_model.data[x_data].frame);
}

// Each frame uses every synapse once.
std::uint64_t RateRun::synaptic_events(std::size_t trial) const noexcept {
    return static_cast<std::uint64_t>(x_lanes[x_lane_of[trial]].done) * x_population.population->internal_synapses();
}

void RateRun::advance(double until) {
    const std::int64_t longest = x_lanes.front().frames;
    const double frame = x_model.data[x_data].frame;
    const std::int64_t last = until >= x_lanes.front().duration
                                  ? longest
                                  : std::min(longest, static_cast<std::int64_t>(std::ceil(until / frame)));
    foresee_samples(last);
    make_rows(last);
    do {
        const unsigned threads = choose_threads();
        const auto begin = std::chrono::steady_clock::now();
        const std::int64_t first = x_frame;
        x_first_bad = never;
        run_frames(last, threads);
        if (x_first_bad != never) give_up_lanes(x_first_bad);
        x_frame = x_first_bad == never ? last : x_first_bad + 1;
        learn_speed(threads, x_frame - first,
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    } while (x_first_bad != never);
    for (Lane& lane : x_lanes)
        if (lane.diverged.empty()) lane.done = std::min(lane.frames, last);
}

// The first sample that cannot be taken yet when so many frames are done.
std::int64_t RateRun::due(const Lane& lane, const Sampled& sampled, std::int64_t next, std::int64_t end,
                          std::int64_t frames) const {
    if (frames >= lane.frames) return end;
    const auto from = sampled.frames_before.begin() + (next - sampled.first);
    return std::min(end, next + (std::upper_bound(from, sampled.frames_before.end(), frames) - from));
}

void RateRun::foresee_samples(std::int64_t last) {
    const double frame = x_model.data[x_data].frame;
    for (std::size_t s = 0; s < x_sampled.size(); ++s) {
        Sampled& sampled = x_sampled[s];
        sampled.frames_before.clear();
        sampled.first = never;
        for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
            sampled.first = std::min(sampled.first, cursor(lane, s).next);
        // One more than can be taken marks the end.
        do
            sampled.frames_before.push_back(
                frames_before(x_clock, sampled.first + static_cast<std::int64_t>(sampled.frames_before.size()),
                              sampled.period, frame));
        while (sampled.frames_before.back() <= last);
    }
}

// Room for all samples of this piece, so that the outputs do not move while threads write to them.
void RateRun::make_rows(std::int64_t last) {
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            const Lane& of = x_lanes[lane];
            Cursor& at = cursor(lane, s);
            auto& report = of.output->reports[x_sampled[s].record];
            at.row = report.size() / x_units;
            at.end = of.diverged.empty()
                         ? due(of, x_sampled[s], at.next,
                               std::max(at.next, sample_count(of.duration, x_sampled[s].period) + 1), last)
                         : at.next;
            report.resize(report.size() + static_cast<std::size_t>(at.end - at.next) * x_units);
        }
}

void RateRun::run_frames(std::int64_t last, unsigned threads) {
    std::vector<std::vector<Cursor>> cursors(threads, x_cursors);
    call_plugin(x_population.plugin, [&] {
        if (threads == 1)
            go(cursors[0], {0, 1}, nullptr, last);
        else
            run_together(threads, [&](unsigned member, Barrier& barrier) {
                go(cursors[member], {member, threads}, &barrier, last);
            });
    });
    x_cursors = std::move(cursors[0]);
}

void RateRun::go(std::vector<Cursor>& cursors, Share share, Barrier* barrier, std::int64_t last) {
    std::size_t active = x_lanes.size();
    std::vector<std::span<const double>> inputs(active);
    for (std::int64_t frame = x_frame; frame < last; ++frame) {
        take_samples(cursors, frame, share);
        while (active > 0 && x_lanes[active - 1].frames <= frame) --active;
        for (std::size_t i = 0; i < active; ++i)
            inputs[i] = x_lanes[i].diverged.empty()
                            ? x_streams[x_data].frame(x_lanes[i].trial, static_cast<std::size_t>(frame))
                            : std::span<const double>(x_no_input);
        if (!x_state->update({frame, std::span(inputs).first(active), share.part, share.parts}))
            lower(x_first_bad, frame);
        if (barrier != nullptr) barrier->wait();
        // A member that is one frame ahead may already have said that its frame is bad.
        if (x_first_bad <= frame) return;
    }
    take_samples(cursors, last, share);
}

void RateRun::take_samples(std::vector<Cursor>& cursors, std::int64_t frames, Share share) {
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            Cursor& at = cursors[lane * x_sampled.size() + s];
            const Sampled& sampled = x_sampled[s];
            for (; at.next < at.end; ++at.next, ++at.row) {
                const bool all = frames >= x_lanes[lane].frames;
                if (!all && sampled.frames_before[static_cast<std::size_t>(at.next - sampled.first)] > frames) break;
                const std::span<float> report(x_lanes[lane].output->reports[sampled.record]);
                x_state->sample({std::min(frames, x_lanes[lane].frames), lane, sampled.observable,
                                 report.subspan(at.row * x_units, x_units), share.part, share.parts});
            }
        }
}

void RateRun::give_up_lanes(std::int64_t frame) {
    const double ms = static_cast<double>(frame) * x_model.data[x_data].frame;
    for (std::size_t i = 0; i < x_lanes.size() && x_lanes[i].frames > frame; ++i) {
        Lane& lane = x_lanes[i];
        const auto unit = x_state->not_finite(frame + 1, i);
        if (!unit) continue;
        x_state->reset(i);
        if (!lane.diverged.empty()) continue;
        lane.diverged = fmt::format(
            "population \"{}\" diverges: the state of its unit {} is not finite after frame {} of the trial, which "
            "begins at {:.6g} ms; check {}",
            x_model.populations[x_population.model_index].name, *unit, frame + 1, ms, x_state->likely_cause());
        lane.done = frame;
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            cursor(i, s).end = cursor(i, s).next;
            lane.output->reports[x_sampled[s].record].resize(cursor(i, s).row * x_units);
        }
    }
}

unsigned RateRun::choose_threads() {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    const unsigned shared = x_most_threads > 1 ? x_state->parts(std::min(x_most_threads, cores)) : 1;
    if (shared == 1) return 1;
    constexpr unsigned pieces_until_next_try = 32;
    const bool shared_is_faster = x_shared_s < x_alone_s;
    const bool try_other = x_pieces++ % pieces_until_next_try == pieces_until_next_try - 1;
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
