// A random network, once in the engine and once for the second opinion: the same synapses and the same inputs.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/replica.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/model/model.hpp"
#include "reference/simulator.hpp"
#include "sim/engine/built_plugins.hpp"

namespace limen::reference {

// What a network is drawn from. Every field is small and whole, so that a failing one can be made simpler.
struct Draw {
    int seed = 1, size = 10, inhibitory_percent = 20, in_degree = 5, rate_Hz = 1000, slice_us = 0;
    int tau_m = 10, tau_ex = 2, tau_in = 5;  // ms
    int shape = 1;                           // delta, exponential, alpha
    // Whether there are two receptors for each sign, neurons differ, and spikes raise the threshold.
    int receptors = 0, differ = 0, adapt = 0;
    int t_ref_tenths = 20, I_e = 0;                            // about 0.1 ms; pA
    int weight_ex = 100, weight_in = 300, weight_drive = 150;  // pA or 0.01 mV; inhibitory ones count as negative
    int delay_ex_us = 1500, delay_in_us = 800;                 // us
    int delay_spread_percent = 0;                              // of the delay
    int continuous = 0;                                        // whether each synapse has a delay of its own
    int U_percent = 0, tau_rec = 100, tau_facil = 0;           // %, 0: no short-term plasticity; ms
    int spread_percent = 0;                                    // of these three
    int stdp_percent = 0, mu_percent = 0, tau_stdp = 20;       // of excitatory synapses: steps, 0: none; exponents; ms
    int sample_us = 0;                                         // at which slices are cut; 0: not at all
};

inline constexpr const char* shape_names[] = {"delta", "exponential", "alpha"};

inline std::string describe(const Draw& d) {
    return fmt::format(
        "{}{}{}{} seed {} size {} inhibitory {} % in_degree {} rate {} Hz slice {} us tau_m {} tau_ex {} tau_in {} "
        "t_ref "
        "{}/10 "
        "I_e {} "
        "weights {} {} {} delays {} {} us +- {} %{} U {} % tau_rec {} tau_facil {} spread {} % stdp {} % mu {} % tau "
        "{} "
        "samples {} us",
        shape_names[d.shape], d.receptors ? " receptors" : "", d.differ ? " differ" : "", d.adapt ? " adapt" : "",
        d.seed, d.size, d.inhibitory_percent, d.in_degree, d.rate_Hz, d.slice_us, d.tau_m, d.tau_ex, d.tau_in,
        d.t_ref_tenths, d.I_e, d.weight_ex, d.weight_in, d.weight_drive, d.delay_ex_us, d.delay_in_us,
        d.delay_spread_percent, d.continuous ? " continuous" : "", d.U_percent, d.tau_rec, d.tau_facil,
        d.spread_percent, d.stdp_percent, d.mu_percent, d.tau_stdp, d.sample_us);
}

inline constexpr double duration = 60;  // ms: long enough for many spikes, short enough for errors not to grow by chaos

// A number that differs between neurons by up to a tenth of its size, or not.
inline std::string about(const Draw& d, double mean) {
    if (d.differ == 0 || mean == 0) return fmt::format("{}", mean);
    return fmt::format("{{mean = {}, spread = {}, law = \"uniform\"}}", mean, std::fabs(mean) / 10);
}

// No refractory period is a multiple of a delay: with jumps, which make spikes at arrivals, rounding would then decide
// whether an input still falls into it.
inline std::string population_text(const Draw& d) {
    // Far from every tau_m: the reference simulator loses digits where they nearly agree (where they do agree it does
    // not).
    const auto taus = [&](int tau) {
        const double one = d.differ == 0 ? tau : 1.17 * tau;
        return d.receptors == 0 ? fmt::format("{}", one) : fmt::format("[{}, 3]", one);
    };
    // Where a jump makes a neuron spike, and the same current takes it and the sender back to the same threshold, it
    // spikes again when the next jump arrives: rounding would then decide whether the two are a pair.
    const bool alike = d.shape == 0 && d.stdp_percent > 0;
    return fmt::format(
        "[population.p]\nmodel = \"lif\"\nsynapse = \"{}\"\nsize = {}\ninhibitory = {}\ntau_m = {}\nC_m = {}\n"
        "E_L = -70\nV_th = {{mean = -55, spread = {}}}\nV_reset = -68\nV_init = [-70, -59]\nt_ref = {}\n"
        "tau_syn_ex = {}\ntau_syn_in = {}\nI_e = {}\nq_sfa = {}\ntau_sfa = 15\n",
        shape_names[d.shape], d.size, d.inhibitory_percent / 100.0, about(d, d.tau_m), about(d, 250),
        d.differ == 0 && !alike ? 0.0 : 0.5, about(d, d.t_ref_tenths / 9.87), taus(d.tau_ex), taus(d.tau_in),
        about(d, d.I_e), 2 * d.adapt);
}

inline std::string model_text(const Draw& d) {
    const double weight_unit = d.shape == 0 ? 0.01 : 1;
    std::string text = fmt::format("[simulation]\nseed = {}\nstop = {}\nslice = {}\nmax_rate = 1e9\n", d.seed, duration,
                                   d.slice_us * 1e-3) +
                       population_text(d);
    const auto drive = [&](const char* name, double rate, double weight, int receptor) {
        text += fmt::format("[drive.{}]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = {}\nweight = {}\nreceptor = {}\n",
                            name, rate, weight_unit * weight, receptor);
    };
    drive("noise", d.rate_Hz, d.weight_drive, 1);
    drive("more", d.rate_Hz / 4, -d.weight_in, 1 + d.receptors);
    text += "[record.p]\npopulation = \"p\"\nstate = \"spikes\"\n";
    if (d.sample_us > 0)
        text += fmt::format("[record.V]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = {}\n", d.sample_us * 1e-3);
    const int inhibitory = static_cast<int>(std::lround(d.size * d.inhibitory_percent / 100.0));
    const auto projection = [&](const char* part, int weight, int delay_us, int receptor) {
        // Jumps make spikes at arrivals, and delays on a grid then make inputs meet: rounding would decide their order.
        const double spread = d.shape == 0 && d.continuous == 0 ? 0 : delay_us * 1e-5 * d.delay_spread_percent;
        text += fmt::format(
            "[projection.{0}]\nsource = \"p\"\nsource_part = \"{0}\"\ntarget = \"p\"\nrule = "
            "\"fixed_in_degree\"\nin_degree = {1}\nweight = {2}\ndelay = {3}\nreceptor = {4}\n"
            "delay_spread = {5}\ndelay_resolution = {6}\n",
            part, d.in_degree, weight_unit * weight, delay_us * 1e-3, receptor, spread, d.continuous ? 0 : 0.1);
        const bool stdp = weight > 0 && d.stdp_percent > 0;
        if (stdp)
            text += fmt::format(
                "stdp = true\nw_max = {}\nA_plus = {}\nA_minus = {}\ntau_plus = {}\ntau_minus = {}\n"
                "mu_plus = {}\nmu_minus = {}\n",
                1.5 * weight_unit * weight, d.stdp_percent / 100.0, d.stdp_percent / 120.0, d.tau_stdp,
                1.3 * d.tau_stdp, d.mu_percent / 100.0, d.mu_percent / 100.0);
        if (d.U_percent > 0) {
            const double share = stdp ? 0 : d.spread_percent / 100.0;
            text += fmt::format("U = {}\nU_spread = {}\ntau_rec = {}\ntau_rec_spread = {}\n", d.U_percent / 100.0,
                                d.U_percent / 100.0 * share, d.tau_rec, d.tau_rec * share);
            text += fmt::format("tau_facil = {}\ntau_facil_spread = {}\n", d.tau_facil, d.tau_facil * share);
        }
    };
    if (inhibitory < d.size) projection("excitatory", d.weight_ex, d.delay_ex_us, 1 + d.receptors);
    if (inhibitory > 0) projection("inhibitory", -d.weight_in, d.delay_in_us, 1);
    return text;
}

// What a run is compared by: its spikes, and the weights at its end, source by source.
struct Outcome {
    std::vector<Spike> spikes;
    std::vector<real> weights;
};

class RandomNetwork {
public:
    explicit RandomNetwork(const Draw& draw) {
        x_model = parse_model(model_text(draw), "random.toml", test::built_plugins());
        x_networks = plan_networks(x_model, {});
        connect(x_networks.front(), x_model);
    }

    const Network& network() const { return x_networks.front(); }
    const Model& model() const { return x_model; }

    Outcome by_engine() const {
        const std::vector<bool> recorded{true};
        Replica replica(network(), x_model, x_no_streams, recorded);
        ReplicaOutput output;
        output.spikes.resize(1);
        output.reports.resize(x_model.records.size());
        output.spike_counts.resize(1);
        replica.start(0, duration);
        replica.advance(duration, output);
        Outcome outcome;
        for (std::size_t i = 0; i < output.spikes[0].times.size(); ++i)
            outcome.spikes.push_back({output.spikes[0].times[i], static_cast<std::uint32_t>(output.spikes[0].ids[i])});
        for (const double weight : replica.weights(0, 0)) outcome.weights.push_back(weight);
        return outcome;
    }

    Outcome by_reference(std::size_t most) const {
        Simulator simulator(neurons(), synapses());
        Outcome outcome;
        outcome.spikes = simulator.run(inputs(), duration, most);
        outcome.weights = simulator.weights();
        return outcome;
    }

    std::vector<Neuron> neurons() const {
        const Parameters& p = x_model.populations[0].parameters;
        const auto init = initial_potentials();
        const std::string& synapse = p.text("synapse");
        const auto shape = synapse == "delta" ? Shape::delta : synapse == "alpha" ? Shape::alpha : Shape::exponential;
        std::vector<real> tau_syn;
        for (const char* name : {"tau_syn_ex", "tau_syn_in"})
            for (const double tau : p.at<std::vector<double>>(name)) tau_syn.push_back(tau);
        const auto tau_m = values("tau_m"), C_m = values("C_m"), E_L = values("E_L"), V_th = values("V_th"),
                   V_reset = values("V_reset"), t_ref = values("t_ref"), I_e = values("I_e");
        std::vector<Neuron> neurons;
        for (std::size_t i = 0; i < init.size(); ++i)
            neurons.push_back({tau_m[i], C_m[i], E_L[i], V_th[i], V_reset[i], t_ref[i], I_e[i], tau_syn, init[i], shape,
                               p.number("q_sfa"), p.number("tau_sfa")});
        return neurons;
    }

    std::vector<Synapse> synapses() const {
        std::vector<Synapse> all;
        const NetworkGraph graph = network().graph();
        for (auto [e, end] = edges(graph); e != end; ++e) {
            const real weight = graph.weight(*e);
            all.push_back({e->source, e->target, weight, graph.delay(*e),
                           receptor(weight < 0, network().delay_classes[e->delay_class].receptor)});
            set_short_term(all.back(), *e);
            set_stdp(all.back(), *e);
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
                    buffer.use_receptor(drive.receptor);
                    drive.drive->fill({0, static_cast<std::uint32_t>(b), block.first, block.size, slice, length, {}},
                                      buffer);
                    const real start = static_cast<real>(slice) * static_cast<real>(length);
                    for (const InputTrain& train : buffer.trains())
                        for (std::size_t k = 0; k < train.offsets.size(); ++k)
                            all.push_back({start + static_cast<real>(train.offsets[k]), block.first + train.targets[k],
                                           train.weight, receptor(train.weight < 0, train.receptor)});
                }
        return all;
    }

private:
    // Excitatory receptors come first.
    std::size_t receptor(bool inhibitory, std::uint32_t number) const {
        const auto& excitatory = x_model.populations[0].parameters.at<std::vector<double>>("tau_syn_ex");
        return number + (inhibitory ? excitatory.size() : 0);
    }
    // A parameter of each neuron, drawn from the stream that its place in the schema names.
    std::vector<double> values(const std::string& name) const {
        const PopulationSpec& spec = x_model.populations[0];
        const Schema& schema = spec.offer->schema;
        const auto known =
            std::find_if(schema.begin(), schema.end(), [&](const auto& info) { return info.name == name; });
        const double least = known->range == Range::any ? -HUGE_VAL : 0;
        const Random random(x_model.seed, Purpose::unit_parameters, 0,
                            static_cast<std::uint32_t>(known - schema.begin()));
        auto drawn = draw(spec.parameters.at<PerUnit>(name), network().units,
                          network().populations[0].population->excitatory(), least, random);
        drawn.resize(network().units, drawn[0]);
        return drawn;
    }

    void set_short_term(Synapse& synapse, const NetworkEdge& e) const {
        const ProjectionSpec* projection = plastic_projection(network().delay_classes[e.delay_class], x_model);
        if (projection == nullptr || !projection->short_term.on()) return;
        const ShortTermSpec& spec = projection->short_term;
        ShortTermParameters p{spec.U, spec.tau_rec, spec.tau_facil};
        for (const auto& [delay_class, synapses] : network().plastic[e.block].short_term)
            if (delay_class == e.delay_class)
                p = synapses[network().blocks[e.block].rows.first_in_class(e.source, delay_class) + e.number];
        synapse.U = p.U;
        synapse.tau_rec = p.tau_rec;
        synapse.tau_facil = p.tau_facil;
    }

    void set_stdp(Synapse& synapse, const NetworkEdge& e) const {
        const ProjectionSpec* projection = plastic_projection(network().delay_classes[e.delay_class], x_model);
        if (projection == nullptr || !projection->stdp.on) return;
        const StdpSpec& s = projection->stdp;
        synapse.stdp = {s.w_max, s.A_plus, s.A_minus, s.tau_plus, s.tau_minus, s.mu_plus, s.mu_minus};
    }

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
