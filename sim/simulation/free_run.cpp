// Cuts stretches out of trials, takes a network through them with its loop closed, and compares.
#include "simulation/free_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/closed_loop.hpp"
#include "engine/rate_run.hpp"
#include "engine/streams.hpp"
#include "limen/core/channel_scale.hpp"
#include "limen/core/parallel.hpp"
#include "limen/simulation/simulation.hpp"
#include "model/rate_graph.hpp"

namespace limen {

namespace {

struct Lengths {
    std::int64_t washout, all;  // frames
};

Lengths lengths_of(const FreeRunSpec& spec, double frame) {
    const std::int64_t washout = washout_frames(spec.washout, frame);
    // The last frame with a target to hear gives the first output.
    return {washout, washout + spec.horizon - 1};
}

std::size_t clock_of(const Model& model, const FreeRunSpec& spec) {
    const auto read = populations_read(model, model.readouts[spec.readout]);
    const auto clock = read.empty() ? std::nullopt : limen::clock_of(model, read[0]);
    if (!clock) throw ModelError({model.problem(spec.path, "readout", "reads no population that has frames")});
    return *clock;
}

// A stretch of a trial, from this frame on.
struct Stretch {
    std::size_t trial, first;
};

// Evenly spread over all places where one may begin.
std::vector<Stretch> stretches_of(const FreeRunSpec& spec, const Trials& trials, std::size_t frames) {
    std::vector<Stretch> places;
    for (std::size_t trial = 0; trial < trials.size(); ++trial)
        for (std::size_t first = 0;
             split_of(trials.splits, trial) == spec.part && first + frames <= trials.frames(trial); ++first)
            places.push_back({trial, first});
    std::vector<Stretch> chosen;
    const auto starts = static_cast<std::size_t>(spec.starts);
    for (std::size_t s = 0; s < starts && !places.empty(); ++s)
        chosen.push_back(places[starts == 1 ? 0 : s * (places.size() - 1) / (starts - 1)]);
    return chosen;
}

// The stretches as trials.
Trials cut(const Trials& trials, const std::vector<Stretch>& stretches, std::size_t frames) {
    Trials made;
    made.channels = trials.channels;
    made.target_channels = trials.target_channels;
    for (const Stretch& stretch : stretches) {
        const auto copy = [&](const std::vector<double>& from, std::vector<double>& to, std::size_t channels) {
            const auto row = static_cast<std::size_t>(trials.offsets[stretch.trial]) + stretch.first;
            const auto begin = from.begin() + static_cast<std::ptrdiff_t>(row * channels);
            to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(frames * channels));
        };
        copy(trials.values, made.values, made.channels);
        copy(trials.targets, made.targets, made.target_channels);
        made.offsets.push_back(made.offsets.back() + frames);
    }
    return made;
}

// Of each target channel, over the trials of a part; 0 where it differs by rounding alone.
std::vector<double> variances(const Trials& trials, Split part) {
    std::vector<double> result;
    for (std::size_t c = 0; c < trials.target_channels; ++c) {
        const ChannelScale scale = channel_scale([&](auto&& use) {
            for (std::size_t trial = 0; trial < trials.size(); ++trial)
                for (std::size_t k = 0; split_of(trials.splits, trial) == part && k < trials.frames(trial); ++k)
                    use(trials.target(trial, k)[c]);
        });
        result.push_back(scale.variance());
    }
    return result;
}

class FreeRun {
public:
    FreeRun(const Model& model, const FreeRunSpec& spec, const LinearReadout& readout)
        : x_model(model),
          x_spec(spec),
          x_readout(readout),
          x_streams(load_streams(model)),
          x_network(build_read_network(model, model.readouts[spec.readout], x_streams, spec.path, "readout")) {
        check_readout();
        check_targets();
        const std::size_t clock = x_network.clock;
        x_lengths = lengths_of(spec, model.data[clock].frame);
        x_stretches = stretches_of(spec, x_streams[clock], static_cast<std::size_t>(x_lengths.all));
        for (std::size_t d = 0; d < x_streams.size(); ++d)
            x_cut.push_back(model.data[d].frame == model.data[clock].frame
                                ? cut(x_streams[d], x_stretches, static_cast<std::size_t>(x_lengths.all))
                                : Trials{});
    }

    FreeRunResult run() {
        const Trials& teacher = x_cut[x_network.teacher];
        FreeRunResult result;
        result.starts = x_stretches.size();
        result.horizon = static_cast<std::size_t>(x_spec.horizon);
        result.channels = teacher.target_channels;
        const std::size_t numbers = result.horizon * result.channels;
        result.outputs.resize(result.starts * numbers);
        for (std::size_t s = 0; s < result.starts; ++s)
            for (std::size_t k = 0; k < result.horizon; ++k) {
                const auto target = teacher.target(s, static_cast<std::size_t>(x_lengths.washout) - 1 + k);
                result.targets.insert(result.targets.end(), target.begin(), target.end());
            }
        const std::vector<std::size_t> frames(result.starts, static_cast<std::size_t>(x_lengths.all));
        const auto batches = cut_into_batches(frames, threads());
        std::vector<std::string> diverged(result.starts);
        parallel_for(batches.size(), [&](std::size_t b) { run_batch(batches[b], result, diverged); });
        for (const std::string& why : diverged)
            if (result.diverged.empty()) result.diverged = why;
        add_errors(result);
        return result;
    }

private:
    void check_readout() const {
        const auto refuse = [&](const std::string& why) {
            throw ModelError({x_model.problem(x_spec.path, "readout", why)});
        };
        if (x_readout.weights.size() != x_network.features * x_readout.bias.size())
            refuse("was trained on records of other populations");
        const std::string& heard = x_model.data[x_network.teacher].name;
        if (heard != x_readout.data)
            refuse(fmt::format("has learnt the targets of \"{}\", but the network hears those of \"{}\"",
                               x_readout.data, heard));
    }

    void check_targets() const {
        const std::vector<double> variance = variances(x_streams[x_network.teacher], x_spec.part);
        for (std::size_t c = 0; c < variance.size(); ++c)
            if (!(variance[c] > 0))
                throw ModelError({x_model.problem(
                    x_spec.path, "readout",
                    fmt::format(
                        "is compared with target channel {}, which never changes in the trials of that part, so "
                        "an error relative to its variance has no meaning",
                        c))});
    }

    void run_batch(const std::vector<std::uint32_t>& batch, FreeRunResult& result,
                   std::vector<std::string>& diverged) const {
        RateRun run(x_network.network(), x_model, x_cut, batch.size());
        run.close_loop({x_readout, x_network.read, x_lengths.washout});
        const double duration = static_cast<double>(x_lengths.all) * x_model.data[x_network.clock].frame;
        ReplicaOutput none;
        none.reports.resize(x_model.records.size());
        run.start(batch, std::vector<double>(batch.size(), duration), std::vector<ReplicaOutput*>(batch.size(), &none));
        run.advance(duration);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const std::vector<double>& outputs = run.loop_outputs(i);
            std::copy(outputs.begin(), outputs.end(),
                      result.outputs.begin() + static_cast<std::ptrdiff_t>(batch[i] * outputs.size()));
            diverged[batch[i]] = run.diverged(i);
        }
    }

    void add_errors(FreeRunResult& result) const {
        const std::vector<double> variance = variances(x_streams[x_network.teacher], x_spec.part);
        for (std::size_t k = 0; k < result.horizon; ++k) {
            double sum = 0;
            for (std::size_t s = 0; s < result.starts; ++s)
                for (std::size_t c = 0; c < result.channels; ++c) {
                    const std::size_t at = (s * result.horizon + k) * result.channels + c;
                    const double error = result.outputs[at] - result.targets[at];
                    sum += error * error / variance[c];
                }
            result.nrmse.push_back(std::sqrt(sum / static_cast<double>(result.starts * result.channels)));
        }
    }

    const Model& x_model;
    const FreeRunSpec& x_spec;
    const LinearReadout& x_readout;
    std::vector<Trials> x_streams, x_cut;
    ReadNetwork x_network;
    Lengths x_lengths{};
    std::vector<Stretch> x_stretches;
};

}  // namespace

void check_free_runs(const Model& model, const std::vector<Trials>& streams) {
    std::vector<Problem> problems;
    for (const FreeRunSpec& spec : model.free_runs) {
        const std::size_t clock = clock_of(model, spec);
        const Lengths lengths = lengths_of(spec, model.data[clock].frame);
        std::size_t longest = 0;
        for (std::size_t trial = 0; trial < streams[clock].size(); ++trial)
            if (split_of(streams[clock].splits, trial) == spec.part)
                longest = std::max(longest, streams[clock].frames(trial));
        if (lengths.all > static_cast<std::int64_t>(longest))
            problems.push_back(
                model.problem(spec.path, "washout",
                              fmt::format("and horizon take {} frames, but the longest trial of that part has {}",
                                          lengths.all, longest)));
    }
    if (!problems.empty()) throw ModelError(std::move(problems));
}

FreeRunResult free_run(const Model& model, const FreeRunSpec& spec, const LinearReadout& readout) {
    return FreeRun(model, spec, readout).run();
}

}  // namespace limen
