// A random network, once in the engine and once for the second opinion: the same synapses and the same inputs.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "limen/model.hpp"
#include "reference/simulator.hpp"
#include "schedule/network.hpp"
#include "schedule/replica.hpp"
#include "sim/schedule/built_plugins.hpp"

namespace limen::reference {

// What a network is drawn from. Every field is small and whole, so that a failing one can be made simpler.
struct Draw {
    int seed = 1, size = 10, inhibitory_percent = 20, in_degree = 5, rate_Hz = 1000, slice_us = 0;
    int tau_m = 10, tau_ex = 2, tau_in = 5;                    // ms
    int shape = 1;                                             // delta, exponential, alpha
    int t_ref_tenths = 20, I_e = 0;                            // 0.1 ms; pA
    int weight_ex = 100, weight_in = 300, weight_drive = 150;  // pA or 0.01 mV; inhibitory ones count as negative
    int delay_ex_us = 1500, delay_in_us = 800;                 // us
};

inline constexpr const char* shape_names[] = {"delta", "exponential", "alpha"};

inline std::string describe(const Draw& d) {
    return fmt::format(
        "{} seed {} size {} inhibitory {} % in_degree {} rate {} Hz slice {} us tau_m {} tau_ex {} tau_in {} t_ref "
        "{}/10 "
        "I_e {} "
        "weights {} {} {} delays {} {} us",
        shape_names[d.shape], d.seed, d.size, d.inhibitory_percent, d.in_degree, d.rate_Hz, d.slice_us, d.tau_m,
        d.tau_ex, d.tau_in, d.t_ref_tenths, d.I_e, d.weight_ex, d.weight_in, d.weight_drive, d.delay_ex_us,
        d.delay_in_us);
}

inline constexpr double duration = 60;  // ms: long enough for many spikes, short enough for errors not to grow by chaos

inline std::string model_text(const Draw& d) {
    const double weight_unit = d.shape == 0 ? 0.01 : 1;
    std::string text = fmt::format(
        "[simulation]\nseed = {}\nstop = {}\nslice = {}\nmax_rate = 1e9\n"
        "[population.p]\nmodel = \"lif\"\nsynapse = \"{}\"\nsize = {}\ninhibitory = {}\ntau_m = {}\nC_m = 250\nE_L = "
        "-70\nV_th = -55\n"
        "V_reset = -68\nV_init = [-70, -56]\nt_ref = {}\ntau_syn_ex = {}\ntau_syn_in = {}\nI_e = {}\n"
        "[drive.noise]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = {}\nweight = {}\n"
        "[drive.more]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = {}\nweight = {}\n"
        "[record.p]\npopulation = \"p\"\nstate = \"spikes\"\n",
        d.seed, duration, d.slice_us * 1e-3, shape_names[d.shape], d.size, d.inhibitory_percent / 100.0, d.tau_m,
        d.t_ref_tenths / 10.0, d.tau_ex, d.tau_in, d.I_e, d.rate_Hz, weight_unit * d.weight_drive, d.rate_Hz / 4,
        -weight_unit * d.weight_in);
    const int inhibitory = static_cast<int>(std::lround(d.size * d.inhibitory_percent / 100.0));
    const auto projection = [&](const char* part, int weight, int delay_us) {
        text += fmt::format(
            "[projection.{0}]\nsource = \"p\"\nsource_part = \"{0}\"\ntarget = \"p\"\nrule = "
            "\"fixed_in_degree\"\nin_degree = {1}\n"
            "weight = {2}\ndelay = {3}\n",
            part, d.in_degree, weight_unit * weight, delay_us * 1e-3);
    };
    if (inhibitory < d.size) projection("excitatory", d.weight_ex, d.delay_ex_us);
    if (inhibitory > 0) projection("inhibitory", -d.weight_in, d.delay_in_us);
    return text;
}

class RandomNetwork {
public:
    explicit RandomNetwork(const Draw& draw) {
        x_model = parse_model(model_text(draw), "random.toml", test::built_plugins());
        x_networks = plan_networks(x_model, {});
        connect(x_networks.front(), x_model);
    }

    const Network& network() const { return x_networks.front(); }
    const Model& model() const { return x_model; }

    std::vector<Spike> by_engine() const {
        const std::vector<bool> recorded{true};
        Replica replica(network(), x_model, x_no_streams, recorded);
        ReplicaOutput output;
        output.spikes.resize(1);
        output.reports.resize(x_model.records.size());
        output.spike_counts.resize(1);
        replica.start(0, duration);
        replica.advance(duration, output);
        std::vector<Spike> spikes;
        for (std::size_t i = 0; i < output.spikes[0].times.size(); ++i)
            spikes.push_back({output.spikes[0].times[i], static_cast<std::uint32_t>(output.spikes[0].ids[i])});
        return spikes;
    }

    std::vector<Spike> by_reference(std::size_t most) const {
        return Simulator(neurons(), synapses()).run(inputs(), duration, most);
    }

    std::vector<Neuron> neurons() const {
        const Parameters& p = x_model.populations[0].parameters;
        const auto init = initial_potentials();
        const std::string& synapse = p.text("synapse");
        const auto shape = synapse == "delta" ? Shape::delta : synapse == "alpha" ? Shape::alpha : Shape::exponential;
        std::vector<Neuron> neurons;
        for (const double V : init)
            neurons.push_back({p.number("tau_m"),
                               p.number("C_m"),
                               p.number("E_L"),
                               p.number("V_th"),
                               p.number("V_reset"),
                               p.number("t_ref"),
                               p.number("I_e"),
                               {p.number("tau_syn_ex"), p.number("tau_syn_in")},
                               V,
                               shape});
        return neurons;
    }

    std::vector<Synapse> synapses() const {
        std::vector<Synapse> all;
        const NetworkGraph graph = network().graph();
        for (auto [e, end] = edges(graph); e != end; ++e) {
            const real weight = graph.weight(*e);
            all.push_back({e->source, e->target, weight, graph.delay(*e), weight < 0 ? 1U : 0U});
        }
        return all;
    }

    // What the drives send: the same numbers as the engine gets, slice by slice.
    std::vector<Input> inputs() const {
        std::vector<Input> all;
        DriveBuffer buffer;
        const double length = network().slices.length();
        for (std::int64_t slice = 0; static_cast<double>(slice) * length < duration; ++slice)
            for (std::size_t b = 0; b < network().blocks.size(); ++b)
                for (const NetworkDrive& drive : network().drives) {
                    const NetworkBlock& block = network().blocks[b];
                    buffer.clear();
                    drive.drive->fill({0, static_cast<std::uint32_t>(b), block.first, block.size, slice, length, {}},
                                      buffer);
                    std::vector<InputEvent> events;
                    append_events(buffer.trains(), events);
                    for (const InputEvent& e : events)
                        all.push_back(
                            {static_cast<real>(slice) * static_cast<real>(length) + static_cast<real>(e.offset),
                             block.first + e.target, e.weight, e.weight < 0 ? 1U : 0U});
                }
        return all;
    }

private:
    // As a recording of the potential at time 0 would show them, but in full precision.
    std::vector<double> initial_potentials() const {
        const Parameters& p = x_model.populations[0].parameters;
        const auto& range = p.at<std::vector<double>>("V_init");
        Random random(x_model.seed, Purpose::initial_state, 0);
        std::vector<double> potentials(network().units);
        for (double& V : potentials) V = range[0] + (range[1] - range[0]) * random.uniform();
        return potentials;
    }

    Model x_model;
    std::vector<Network> x_networks;
    std::vector<Trials> x_no_streams;
};

}  // namespace limen::reference
