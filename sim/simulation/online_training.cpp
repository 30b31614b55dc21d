// Takes a network through its training trials while a readout learns from each frame and is heard in the next.
#include <fmt/format.h>

#include "engine/closed_loop.hpp"
#include "engine/rate_run.hpp"
#include "engine/streams.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

namespace {

class OnlineTraining {
public:
    OnlineTraining(const Model& model, const ReadoutSpec& spec)
        : x_model(model),
          x_streams(load_streams(model)),
          x_network(build_read_network(model, spec, x_streams, spec.path, "record")),
          x_place(plugin_place(*spec.offer, spec.path)),
          x_readout(make(spec)),
          x_schedule(x_readout->schedule()) {
        const double frame = model.data[x_network.clock].frame;
        x_first = washout_frames(x_schedule.washout, frame);
        for (std::uint32_t trial = 0; trial < teacher().size(); ++trial)
            if (split_of(teacher().splits, trial) == Split::train) x_trials.push_back(trial);
        if (x_trials.empty())
            throw ModelError(
                {model.problem(spec.path, "trainer",
                               fmt::format("learns from trials that are marked for training, but \"{}\" marks none",
                                           model.data[x_network.teacher].name))});
        for (const std::uint32_t trial : x_trials)
            if (static_cast<std::int64_t>(teacher().frames(trial)) <= x_first)
                throw ModelError(
                    {model.problem(spec.path, "washout",
                                   fmt::format("is {} ms, but training trial {} lasts only {} ms", x_schedule.washout,
                                               trial, static_cast<double>(teacher().frames(trial)) * frame))});
    }

    OnlineResult run() {
        OnlineResult result;
        result.channels = teacher().target_channels;
        for (std::int64_t epoch = 0; epoch < x_schedule.epochs && result.diverged.empty(); ++epoch) {
            result.outputs.clear();
            result.targets.clear();
            for (const std::uint32_t trial : x_trials)
                if (result.diverged.empty()) take(trial, result);
        }
        result.readout = x_readout->map();
        result.readout.data = x_model.data[x_network.teacher].name;
        return result;
    }

private:
    // Throws ParameterError where the trainer does.
    std::unique_ptr<OnlineReadout> make(const ReadoutSpec& spec) const {
        const std::size_t features = x_network.features, outputs = teacher().target_channels;
        std::unique_ptr<OnlineReadout> made;
        const auto& learner = dynamic_cast<const OnlineLearner&>(*spec.offer->trainer);
        call_plugin(x_place, [&] { made = learner.online(spec.parameters, features, outputs); });
        check_made(x_place, made, "online readout");
        const LinearReadout& map = made->map();
        if (map.bias.size() != outputs || map.weights.size() != features * outputs)
            throw PluginError(x_place, fmt::format("has {} weights and {} biases; {} features and {} outputs need {} "
                                                   "and {}",
                                                   map.weights.size(), map.bias.size(), features, outputs,
                                                   features * outputs, outputs));
        return made;
    }

    const Trials& teacher() const { return x_streams[x_network.teacher]; }

    void take(std::uint32_t trial, OnlineResult& result) {
        RateRun run(x_network.network(), x_model, x_streams, 1);
        run.close_loop({x_readout->map(), x_network.read, x_first,
                        [&](std::int64_t frame, const auto& features, const auto& outputs) {
                            const auto target = teacher().target(trial, static_cast<std::size_t>(frame));
                            result.targets.insert(result.targets.end(), target.begin(), target.end());
                            if ((frame + 1 - x_first) % x_schedule.every == 0)
                                call_running_plugin(
                                    x_place, [&] { return fmt::format("in frame {} of trial {}", frame, trial); },
                                    [&] { x_readout->learn(features, outputs, target); });
                        }});
        const std::size_t frames = teacher().frames(trial);
        const double duration = static_cast<double>(frames) * x_model.data[x_network.clock].frame;
        ReplicaOutput none;
        none.reports.resize(x_model.records.size());
        ReplicaOutput* const output = &none;
        run.start(std::span(&trial, 1), std::span(&duration, 1), std::span(&output, 1));
        run.advance(duration);
        result.outputs.insert(result.outputs.end(), run.loop_outputs(0).begin(), run.loop_outputs(0).end());
        result.diverged = run.diverged(0);
    }

    const Model& x_model;
    std::vector<Trials> x_streams;
    ReadNetwork x_network;
    std::string x_place;  // of the readout, for errors
    std::unique_ptr<OnlineReadout> x_readout;
    OnlineSchedule x_schedule;
    std::int64_t x_first = 1;  // the frame that hears an output first
    std::vector<std::uint32_t> x_trials;
};

}  // namespace

OnlineResult train_online(const Model& model, const ReadoutSpec& readout) {
    return OnlineTraining(model, readout).run();
}

}  // namespace limen
