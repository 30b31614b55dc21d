// Gathers inputs and takes samples, frame by frame.
#include "engine/rate_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/recorded_units.hpp"
#include "engine/report_rows.hpp"
#include "limen/core/frame_clock.hpp"
#include "limen/registry/host.hpp"
#include "model/record_choice.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

namespace {

// How many frames begin before a sample: it sees none that begins at its very moment.
std::int64_t frames_before(std::int64_t sample, double period, double frame) {
    return FrameClock(frame).begun(FrameClock(period).begin(sample));
}

std::size_t channels_of(const RateSources& sources) {
    std::size_t channels = sources.data ? sources.streams[*sources.data].channels : 0;
    for (const RateSource& source : sources.heard) channels += source.units;
    return channels + (sources.feedback ? sources.streams[*sources.feedback].target_channels : 0);
}

}  // namespace

RateLayer::RateLayer(const NetworkPopulation& population, const Model& model, RateSources sources, std::size_t lanes,
                     double frame)
    : x_population(population),
      x_sources(std::move(sources)),
      x_frame_ms(frame),
      x_units(population.population->size()),
      x_channels(channels_of(x_sources)),
      x_most_lanes(lanes),
      x_nothing(x_channels) {
    call_plugin(population.plugin, [&] {
        x_state = population.population->make_rate_state(
            {lanes, x_channels, model.seed, static_cast<std::uint32_t>(population.model_index)});
    });
    check_made(population.plugin, x_state, "state of rates (make_rate_state)");
    for (const std::size_t r : population.records)
        x_sampled.push_back({r, &model.records[r], recorded_units(model.records[r], *population.population)});
}

void RateLayer::keep_states(std::size_t frames) {
    x_kept = std::max(x_kept, frames);
    x_given.assign(x_kept * x_most_lanes * x_units, 0);
}

void RateLayer::start(std::span<const RateLane> lanes) {
    x_lanes = lanes;
    std::vector<std::uint32_t> trials;
    for (const RateLane& lane : lanes) trials.push_back(lane.trial);
    x_cursors.clear();
    for (const RateLane& lane : lanes)
        for (const Sampled& sampled : x_sampled) {
            const std::int64_t first = samples_of(*sampled.spec, lane.duration).first;
            x_cursors.push_back({first, first});
        }
    for (Sampled& sampled : x_sampled) sampled.rows.assign(lanes.size(), {});
    x_first_rows.assign(x_cursors.size(), 0);
    call_plugin(x_population.plugin, [&] { x_state->start(trials); });
}

// The first sample that cannot be taken yet when so many frames are done.
std::int64_t RateLayer::due(const RateLane& lane, const Sampled& sampled, std::int64_t next, std::int64_t end,
                            std::int64_t frames) const {
    if (frames >= lane.frames) return end;
    const auto from = sampled.frames_before.begin() + (next - sampled.first);
    return std::min(end, next + (std::upper_bound(from, sampled.frames_before.end(), frames) - from));
}

void RateLayer::foresee_samples(std::int64_t last) {
    for (std::size_t s = 0; s < x_sampled.size(); ++s) {
        Sampled& sampled = x_sampled[s];
        sampled.frames_before.clear();
        sampled.first = std::numeric_limits<std::int64_t>::max();
        for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
            sampled.first = std::min(sampled.first, x_cursors[lane * x_sampled.size() + s].next);
        // One more than can be taken marks the end.
        do
            sampled.frames_before.push_back(
                frames_before(sampled.first + static_cast<std::int64_t>(sampled.frames_before.size()),
                              sampled.spec->period, x_frame_ms));
        while (sampled.frames_before.back() <= last);
    }
}

void RateLayer::make_rows(std::int64_t last) {
    for (const RateLane& lane : x_lanes)
        for (const GivenRelay& given : x_population.gives) {
            if (lane.output->relays.empty()) break;
            Relay& relay = lane.output->relays[given.relay];
            while (!relay.cut() && relay.end() < std::min(last, lane.frames)) relay.add(x_units, 0);
        }
    foresee_samples(last);
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            const RateLane& of = x_lanes[lane];
            Sampled& sampled = x_sampled[s];
            Cursor& at = x_cursors[lane * x_sampled.size() + s];
            StateRows& rows = rows_of(sampled, lane);
            at.row = rows.size() / x_units;
            at.end = of.diverged.empty() ? due(of, sampled, at.next,
                                               std::max(at.next, samples_of(*sampled.spec, of.duration).end), last)
                                         : at.next;
            x_first_rows[lane * x_sampled.size() + s] = at.row;
            grow(rows, sampled.spec->float64, static_cast<std::size_t>(at.end - at.next) * x_units);
        }
}

RateLayer::Part RateLayer::make_part(unsigned part, unsigned parts) const {
    return {
        .part = part, .parts = parts, .cursors = x_cursors, .joined = std::vector<double>(x_most_lanes * x_channels)};
}

unsigned RateLayer::shares(unsigned most) const {
    const unsigned parts = x_state->parts(most);
    if (parts == 0 || parts > most)
        throw PluginError(x_population.plugin,
                          fmt::format("wants its units cut into {} parts; 1 to {} are possible", parts, most));
    return parts;
}

bool RateLayer::take(Part& part, std::int64_t frame, std::int64_t last) {
    bool finite = true;
    call_running_plugin(
        x_population.plugin,
        [&] { return fmt::format("at {:.6g} ms of a trial", static_cast<double>(frame) * x_frame_ms); },
        [&] { finite = take_frame(part, frame, last); });
    return finite;
}

bool RateLayer::take_frame(Part& part, std::int64_t frame, std::int64_t last) {
    take_samples(part, frame);
    if (frame >= last) return true;
    part.inputs.clear();
    for (std::size_t lane = 0; lane < x_lanes.size() && x_lanes[lane].frames > frame; ++lane)
        part.inputs.push_back(x_lanes[lane].stop > frame ? input(part, frame, lane) : x_nothing);
    const bool finite = x_state->update({frame, part.inputs, part.part, part.parts});
    const bool heard = x_kept > 0 || !x_population.gives.empty();
    for (std::size_t lane = 0; heard && lane < part.inputs.size(); ++lane) hand_on(part, frame, lane);
    return finite;
}

// To those of its network that hear it, and to other networks.
void RateLayer::hand_on(const Part& part, std::int64_t frame, std::size_t lane) {
    const auto give = [&](std::span<double> row) {
        x_state->hand_on({.frames = frame + 1, .lane = lane, .row = row, .part = part.part, .parts = part.parts});
    };
    if (x_kept > 0) give(std::span(x_given).subspan(place(frame, lane), x_units));
    if (x_population.gives.empty() || x_lanes[lane].output == nullptr || x_lanes[lane].output->relays.empty()) return;
    for (const GivenRelay& given : x_population.gives)
        if (Relay& relay = x_lanes[lane].output->relays[given.relay]; frame < relay.end()) give(relay.row(frame));
}

std::span<const double> RateLayer::fed_back(std::int64_t frame, std::size_t lane) const {
    const Trials& teacher = x_sources.streams[*x_sources.feedback];
    if (x_sources.fed != nullptr && frame >= x_sources.fed_from) return (*x_sources.fed)[lane];
    if (frame == 0) return std::span(x_nothing).first(teacher.target_channels);
    return teacher.target(x_lanes[lane].trial, static_cast<std::size_t>(frame - 1));
}

std::span<const double> RateLayer::input(Part& part, std::int64_t frame, std::size_t lane) const {
    const auto joined = std::span(part.joined).subspan(lane * x_channels, x_channels);
    std::size_t filled = 0;
    std::span<const double> whole = joined;
    const auto add = [&](std::span<const double> values) {
        // What comes from one place alone need not be copied.
        if (values.size() == x_channels)
            whole = values;
        else
            std::copy(values.begin(), values.end(), joined.begin() + static_cast<std::ptrdiff_t>(filled));
        filled += values.size();
    };
    if (x_sources.data)
        add(x_sources.streams[*x_sources.data].frame(x_lanes[lane].trial, static_cast<std::size_t>(frame)));
    for (const RateSource& source : x_sources.heard)
        add(source.layer != nullptr ? source.layer->given(frame, lane)
                                    : std::as_const(*x_lanes[lane].output).relays[source.relay].row(frame));
    if (x_sources.feedback) add(fed_back(frame, lane));
    return whole;
}

void RateLayer::take_samples(Part& part, std::int64_t frames) {
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            Cursor& at = part.cursors[lane * x_sampled.size() + s];
            Sampled& sampled = x_sampled[s];
            for (; at.next < at.end; ++at.next, ++at.row) {
                const bool all = frames >= x_lanes[lane].frames;
                if (!all && sampled.frames_before[static_cast<std::size_t>(at.next - sampled.first)] > frames) break;
                const auto [row, exact] = part_of(rows_of(sampled, lane), at.row * x_units, x_units);
                x_state->sample({.frames = std::min(frames, x_lanes[lane].frames),
                                 .lane = lane,
                                 .observable = *sampled.spec->observable,
                                 .row = row,
                                 .part = part.part,
                                 .parts = part.parts,
                                 .exact = exact});
            }
        }
}

std::optional<std::uint32_t> RateLayer::give_up(std::int64_t frame, std::size_t lane) {
    const auto unit = x_state->not_finite(frame + 1, lane);
    if (!unit) return std::nullopt;
    x_state->reset(lane);
    if (x_kept > 0) std::fill_n(x_given.begin() + static_cast<std::ptrdiff_t>(place(frame, lane)), x_units, 0.0);
    return unit;
}

// It may have taken some of these samples already, where it is ahead of the population that failed.
void RateLayer::stop(std::size_t lane, std::int64_t frames) {
    for (const GivenRelay& given : x_population.gives)
        if (auto& relays = x_lanes[lane].output->relays; !relays.empty()) relays[given.relay].cut_at(frames);
    for (std::size_t s = 0; s < x_sampled.size(); ++s) {
        Cursor& at = x_cursors[lane * x_sampled.size() + s];
        const Sampled& sampled = x_sampled[s];
        const auto from = sampled.frames_before.begin();
        const std::int64_t end = sampled.first + (std::upper_bound(from, sampled.frames_before.end(), frames) - from);
        if (at.next > end) {
            at.row -= static_cast<std::size_t>(at.next - end);
            at.next = end;
        }
        at.end = std::min(at.end, end);
    }
}

void RateLayer::trim_rows() {
    for (std::size_t lane = 0; lane < x_lanes.size(); ++lane)
        for (std::size_t s = 0; s < x_sampled.size(); ++s) {
            Sampled& sampled = x_sampled[s];
            const Cursor& at = x_cursors[lane * x_sampled.size() + s];
            StateRows& rows = rows_of(sampled, lane);
            shrink(rows, at.row * x_units);
            const std::size_t first = x_first_rows[lane * x_sampled.size() + s];
            if (first >= at.row) continue;
            const auto before = static_cast<std::size_t>(at.next - 1) - (at.row - first);
            check_rows_from({.place = x_population.plugin,
                             .record = sampled.spec->path,
                             .period = sampled.spec->period,
                             .first = before,
                             .units = x_units,
                             .finite = false},
                            rows, first * x_units);
            if (sampled.units.empty()) continue;
            append_columns(x_lanes[lane].output->reports[sampled.record], rows, {x_units, 0, at.row}, sampled.units);
            rows.clear();
        }
}

}  // namespace limen
