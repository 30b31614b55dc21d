// Builds networks, and takes populations that learn through the training trials.
#include "engine/build.hpp"

#include <algorithm>
#include <limits>

#include "engine/fineness.hpp"
#include "engine/heard_networks.hpp"
#include "engine/homeostasis.hpp"
#include "engine/rate_layer.hpp"
#include "engine/recorded_units.hpp"
#include "engine/streams.hpp"
#include "limen/registry/host.hpp"
#include "model/rate_graph.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

namespace {

// A population and those that it hears, directly or not, on their way through the training trials.
class Training {
public:
    Training(const Network& network, std::size_t population, const Model& model, const std::vector<Trials>& streams,
             const HeardNetworks& heard)
        : x_network(network),
          x_streams(streams),
          x_heard(heard),
          x_clock(clock_of(model, network.populations[population].model_index).value()),
          x_frame(model.data[x_clock].frame),
          x_layers(population + 1) {
        add(population, model);
    }

    void pass(const std::function<bool(std::int64_t, std::span<const double>)>& use) {
        for (const std::uint32_t trial : training_trials(x_streams[x_clock]))
            if (!pass_trial(trial, use)) return;
    }

private:
    void add(std::size_t population, const Model& model) {
        if (x_layers[population]) return;
        const NetworkPopulation& p = x_network.populations[population];
        for (const RateInput& input : p.inputs)
            if (!input.relayed) add(input.index, model);
        const PopulationSpec& spec = model.populations[p.model_index];
        RateSources sources{x_streams, spec.data, spec.feedback, {}};
        for (const RateInput& input : p.inputs) {
            if (!input.relayed) x_layers[input.index]->keep_states(1);
            sources.heard.push_back({input.relayed ? nullptr : x_layers[input.index].get(), input.index, input.units});
        }
        x_layers[population] = std::make_unique<RateLayer>(p, model, std::move(sources), 1, x_frame);
    }

    bool pass_trial(std::uint32_t trial, const std::function<bool(std::int64_t, std::span<const double>)>& use) {
        ReplicaOutput heard = x_heard.none() ? ReplicaOutput() : x_heard.take(trial);
        auto frames = static_cast<std::int64_t>(x_streams[x_clock].frames(trial));
        for (const HeardRelay& relay : x_network.hears) frames = std::min(frames, heard.relays[relay.relay].end());
        const RateLane lane{
            .place = 0, .trial = trial, .duration = 0, .frames = frames, .stop = frames, .output = &heard};
        std::vector<RateLayer::Part> parts;
        for (const auto& layer : x_layers) {
            if (layer) layer->start({&lane, 1});
            parts.push_back(layer ? layer->make_part(0, 1) : RateLayer::Part{});
        }
        for (std::int64_t frame = 0; frame < frames; ++frame) {
            for (std::size_t l = 0; l + 1 < x_layers.size(); ++l)
                if (x_layers[l]) x_layers[l]->take(parts[l], frame, frames);
            if (!use(frame, x_layers.back()->input(parts.back(), frame, 0))) return false;
        }
        return true;
    }

    const Network& x_network;
    const std::vector<Trials>& x_streams;
    const HeardNetworks& x_heard;
    std::size_t x_clock;
    double x_frame;
    std::vector<std::unique_ptr<RateLayer>> x_layers;  // of the network's populations that matter, this one the last
};

// Each learns from what those that it hears have become.
void adapt(Network& network, const Model& model, const std::vector<Trials>& streams, const HeardNetworks& heard) {
    for (std::size_t i = 0; i < network.populations.size(); ++i) {
        NetworkPopulation& p = network.populations[i];
        std::shared_ptr<const Population> adapted;
        std::unique_ptr<Training> training;  // made when it is wanted
        const TrainingPass pass = [&](const auto& use) {
            if (!training) training = std::make_unique<Training>(network, i, model, streams, heard);
            training->pass(use);
        };
        call_plugin(p.plugin, [&] { adapted = p.population->adapt(pass); });
        training.reset();
        if (!adapted) continue;
        check_same_size(p.plugin, *p.population, *adapted);
        p.population = std::move(adapted);
    }
}

}  // namespace

StreamChannels channels_of(const std::vector<Trials>& streams) {
    StreamChannels channels;
    for (const Trials& trials : streams) {
        channels.values.push_back(trials.channels);
        channels.targets.push_back(trials.target_channels);
        channels.event_units.push_back(trials.event_units);
    }
    return channels;
}

std::vector<Network> build_networks(const Model& model, const std::vector<Trials>& streams) {
    std::vector<Network> networks = plan_networks(model, channels_of(streams));
    check_records(model, networks, streams);
    check_fineness(model, networks, streams);
    // Those that a network hears come before it.
    for (std::size_t n = 0; n < networks.size(); ++n) {
        const HeardNetworks heard(networks, n, model, streams);
        connect(networks[n], model);
        if (networks[n].spiking)
            settle_rates(networks[n], model, streams, heard);
        else
            adapt(networks[n], model, streams, heard);
    }
    return networks;
}

}  // namespace limen
