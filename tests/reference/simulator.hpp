// A second opinion: a slow and obvious simulator of the same neurons, that shares nothing with the engine. One priority
// queue, long double, one synaptic event at a time; no blocks, no slices, no shared factors.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <queue>
#include <vector>

namespace limen::reference {

using real = long double;

// A sum of terms (c_0 + c_1 t + ...) e^(-rate t).
struct Term {
    real rate;
    std::vector<real> coefficients;
};
using Terms = std::vector<Term>;

inline real value_at(const Terms& terms, real t) {
    real sum = 0;
    for (const Term& term : terms) {
        real polynomial = 0;
        for (std::size_t k = term.coefficients.size(); k-- > 0;) polynomial = polynomial * t + term.coefficients[k];
        sum += polynomial * std::exp(-term.rate * t);
    }
    return sum;
}

inline Terms derivative(const Terms& terms) {
    Terms result;
    for (const Term& term : terms) {
        Term d{term.rate, {}};
        for (std::size_t k = 0; k < term.coefficients.size(); ++k) {
            const real raised =
                k + 1 < term.coefficients.size() ? static_cast<real>(k + 1) * term.coefficients[k + 1] : 0;
            d.coefficients.push_back(raised - term.rate * term.coefficients[k]);
        }
        while (!d.coefficients.empty() && d.coefficients.back() == 0) d.coefficients.pop_back();
        if (!d.coefficients.empty()) result.push_back(d);
    }
    return result;
}

// All places in [low, high] where the sum changes its sign. Dividing by the first exponential moves no zero and makes
// that term a polynomial, which differentiation makes shorter; between the zeros of the derivative a function is
// monotone (Rolle), so that bisection finds every change.
inline std::vector<real> sign_changes(Terms terms, real low, real high) {
    if (terms.empty() || (terms.size() == 1 && terms[0].coefficients.size() == 1)) return {};
    const real divisor = terms[0].rate;
    for (Term& term : terms) term.rate -= divisor;
    std::vector<real> borders = sign_changes(derivative(terms), low, high);
    borders.insert(borders.begin(), low);
    borders.push_back(high);
    std::vector<real> found;
    for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
        real a = borders[i], b = borders[i + 1];
        const bool negative = value_at(terms, a) < 0;
        if (negative == (value_at(terms, b) < 0)) continue;
        for (real middle = (a + b) / 2; a < middle && middle < b; middle = (a + b) / 2)
            ((value_at(terms, middle) < 0) == negative ? a : b) = middle;
        found.push_back(b);
    }
    return found;
}

// What an input of weight w does: V jumps by w, unless the neuron is refractory; the receptor's current jumps by w and
// decays; it is w e t/tau e^(-t/tau) from then on.
enum class Shape { delta, exponential, alpha };

struct Neuron {
    real tau_m, C_m, E_L, V_th, V_reset, t_ref, I_e;
    std::vector<real> tau_syn;  // of each receptor
    real V_init;
    Shape shape = Shape::exponential;
    real q_sfa = 0, tau_sfa = 1;  // the threshold is V_th + b; a spike adds q_sfa to b, which decays
};

// The pair rule with all pairs, exponential windows and hard bounds.
struct Stdp {
    real w_max = 0, A_plus = 0, A_minus = 0, tau_plus = 1, tau_minus = 1, mu_plus = 0, mu_minus = 0;  // w_max = 0: none
};

struct Synapse {
    std::uint32_t source, target;
    real weight, delay;
    std::size_t receptor;
    real U = 0, tau_rec = 1, tau_facil = 0;  // of its short-term plasticity; U = 0: none
    Stdp stdp{};
};

// A synapse on its way. Markram, Wang and Tsodyks (1998) in continuous time: between spikes the resources R recover to
// 1 and u decays to 0; a spike first raises u by U (1 - u), then uses u R of the resources.
struct Contact : Synapse {
    real u = 0, R = 1, last = 0;

    // The share of its weight with which it transmits a spike sent at `time`.
    real transmit(real time) {
        if (U == 0) return 1;
        R = 1 - (1 - R) * std::exp(-(time - last) / tau_rec);
        u = tau_facil == 0 ? 0 : u * std::exp(-(time - last) / tau_facil);
        u += U * (1 - u);
        const real used = u * R;
        R -= used;
        last = time;
        return used;
    }

    std::vector<real> arrivals{};

    static real trace(const std::vector<real>& times, real now, real tau) {
        real sum = 0;
        for (const real time : times)
            if (time < now) sum += std::exp(-(now - time) / tau);
        return sum;
    }
    // A spike arrives, after these of the target; the weight is then that of the transmission.
    void arrive(real time, const std::vector<real>& target_spikes) {
        if (stdp.w_max == 0) return;
        const real step = stdp.A_minus * std::pow(weight / stdp.w_max, stdp.mu_minus);
        weight = std::fmax(0, weight - stdp.w_max * step * trace(target_spikes, time, stdp.tau_minus));
        arrivals.push_back(time);
    }
    void target_spiked(real time) {
        if (stdp.w_max == 0) return;
        const real step = stdp.A_plus * std::pow(1 - weight / stdp.w_max, stdp.mu_plus);
        weight = std::fmin(stdp.w_max, weight + stdp.w_max * step * trace(arrivals, time, stdp.tau_plus));
    }
};

struct Input {
    real time;
    std::uint32_t target;
    real weight;
    std::size_t receptor;
};

struct Spike {
    real time;
    std::uint32_t unit;
};

class Simulator {
public:
    Simulator(std::vector<Neuron> neurons, const std::vector<Synapse>& synapses)
        : x_neurons(std::move(neurons)),
          x_states(x_neurons.size()),
          x_contacts(x_neurons.size()),
          x_incoming(x_neurons.size()),
          x_spikes(x_neurons.size()) {
        for (const Synapse& s : synapses) x_contacts[s.source].push_back({s});
        for (auto& contacts : x_contacts)
            for (Contact& contact : contacts) x_incoming[contact.target].push_back(&contact);
        for (std::size_t i = 0; i < x_neurons.size(); ++i) {
            x_states[i].V = x_neurons[i].V_init;
            x_states[i].currents.assign(x_neurons[i].tau_syn.size(), {});
        }
    }

    // The spikes before `stop`, in the order of time; the first `most` of them where there are more.
    std::vector<Spike> run(const std::vector<Input>& inputs, real stop, std::size_t most) {
        for (const Input& input : inputs)
            x_queue.push({input.time, input.target, input.weight, input.receptor, -1, nullptr});
        for (std::uint32_t i = 0; i < x_neurons.size(); ++i) plan(i, stop);
        std::vector<Spike> spikes;
        while (!x_queue.empty() && x_queue.top().time < stop && spikes.size() < most) {
            const Event event = x_queue.top();
            x_queue.pop();
            State& state = x_states[event.unit];
            if (event.version >= 0 && event.version != state.version) continue;  // an input came before it
            move_to(event.unit, event.time);
            if (event.version < 0) {
                receive(event);
            } else if (state.refractory) {
                state.refractory = false;
            } else {
                spikes.push_back({event.time, event.unit});
                for (Contact& s : x_contacts[event.unit])
                    x_queue.push({event.time + s.delay, s.target, s.transmit(event.time), s.receptor, -1, &s});
                for (Contact* s : x_incoming[event.unit]) s->target_spiked(event.time);
                x_spikes[event.unit].push_back(event.time);
                state.V = x_neurons[event.unit].V_reset;
                state.b += x_neurons[event.unit].q_sfa;
                state.refractory = x_neurons[event.unit].t_ref > 0;
                state.release = event.time + x_neurons[event.unit].t_ref;
            }
            plan(event.unit, stop);
        }
        return spikes;
    }

    // The present weights of the synapses, source by source and of each in the order in which they were given.
    std::vector<real> weights() const {
        std::vector<real> all;
        for (const auto& contacts : x_contacts)
            for (const Contact& contact : contacts) all.push_back(contact.weight);
        return all;
    }

    // The potential at `time`, after the last event that run() handled.
    real potential(std::uint32_t unit, real time) {
        move_to(unit, time);
        return x_states[unit].V;
    }

private:
    // I(t) = (size + rise t) e^(-t/tau).
    struct Current {
        real size = 0, rise = 0;
    };
    struct State {
        real V = 0, time = 0, release = 0, b = 0;
        std::vector<Current> currents;
        bool refractory = false;
        std::int64_t version = 0;
    };
    struct Event {
        real time;
        std::uint32_t unit;
        real weight;
        std::size_t receptor;
        std::int64_t version;        // of the neuron's own event; -1: an input
        Contact* contact = nullptr;  // along which it comes, and then the weight is a share of its weight
        bool release = false;
        // Of one moment: ends of refractoriness, then all inputs, then spikes.
        int rank() const { return release ? 0 : version < 0 ? 1 : 2; }
        bool operator<(const Event& other) const {
            return time != other.time ? time > other.time : rank() > other.rank();
        }
    };

    real weight_of(const Event& event) const {
        if (event.contact == nullptr) return event.weight;
        event.contact->arrive(event.time, x_spikes[event.unit]);
        return event.contact->weight * event.weight;
    }

    void receive(const Event& event) {
        const Neuron& n = x_neurons[event.unit];
        State& s = x_states[event.unit];
        const real weight = weight_of(event);
        switch (n.shape) {
            case Shape::delta:
                if (!s.refractory) s.V += weight;
                break;
            case Shape::exponential:
                s.currents[event.receptor].size += weight;
                break;
            case Shape::alpha:
                s.currents[event.receptor].rise += weight * std::exp(real{1}) / n.tau_syn[event.receptor];
                break;
        }
    }

    // V(t) - V_th - b(t) from the state's time on, if nothing comes. A current (p + q t) e^(-t/tau) drives V by (P + Q
    // t) e^(-t/tau) and a part that decays with the membrane, where (rate_m - rate) (P + Q t) + Q = (p + q t) / C_m.
    Terms distance_to_threshold(std::uint32_t unit) const {
        const Neuron& n = x_neurons[unit];
        const State& s = x_states[unit];
        const real rest = n.E_L + n.I_e * n.tau_m / n.C_m, rate_m = 1 / n.tau_m;
        Term constant{0, {rest - n.V_th}}, membrane{rate_m, {s.V - rest}};
        Terms terms;
        for (std::size_t k = 0; k < n.tau_syn.size(); ++k) {
            const real p = s.currents[k].size / n.C_m, q = s.currents[k].rise / n.C_m;
            if (n.tau_syn[k] == n.tau_m) {
                membrane.coefficients.resize(3);
                membrane.coefficients[1] += p;
                membrane.coefficients[2] += q / 2;
            } else {
                const real difference = rate_m - 1 / n.tau_syn[k], Q = q / difference, P = (p - Q) / difference;
                membrane.coefficients[0] -= P;
                terms.push_back({1 / n.tau_syn[k], {P}});
                if (Q != 0) terms.back().coefficients.push_back(Q);
            }
        }
        terms.push_back(membrane);
        terms.push_back(constant);
        if (s.b > 0) terms.push_back({1 / n.tau_sfa, {-s.b}});
        return terms;
    }

    void move_to(std::uint32_t unit, real time) {
        State& s = x_states[unit];
        const real passed = time - s.time;
        const Neuron& n = x_neurons[unit];
        const real b = s.b * std::exp(-passed / n.tau_sfa);
        if (!s.refractory) s.V = n.V_th + b + value_at(distance_to_threshold(unit), passed);
        s.b = b;
        for (std::size_t k = 0; k < s.currents.size(); ++k) {
            const real decay = std::exp(-passed / x_neurons[unit].tau_syn[k]);
            s.currents[k].size = (s.currents[k].size + s.currents[k].rise * passed) * decay;
            s.currents[k].rise *= decay;
        }
        s.time = time;
    }

    // Whether all positive charge on its way could not lift V to V_th: so much is certain without looking for roots.
    bool out_of_reach(std::uint32_t unit) const {
        const Neuron& n = x_neurons[unit];
        const State& s = x_states[unit];
        real highest = std::max(s.V, n.E_L + n.I_e * n.tau_m / n.C_m);
        for (std::size_t k = 0; k < s.currents.size(); ++k)
            highest += std::max<real>(0, s.currents[k].size + s.currents[k].rise * n.tau_syn[k]) * n.tau_syn[k] / n.C_m;
        return highest < n.V_th;
    }

    // Queues the neuron's next own event, if it comes before `stop`.
    void plan(std::uint32_t unit, real stop) {
        State& s = x_states[unit];
        ++s.version;
        if (s.refractory) {
            x_queue.push({s.release, unit, 0, 0, s.version, nullptr, true});
            return;
        }
        if (s.V >= x_neurons[unit].V_th + s.b) {
            x_queue.push({s.time, unit, 0, 0, s.version, nullptr});
            return;
        }
        if (out_of_reach(unit)) return;
        for (const real t : sign_changes(distance_to_threshold(unit), 0, stop - s.time)) {
            x_queue.push({s.time + t, unit, 0, 0, s.version, nullptr});
            return;
        }
    }

    std::vector<Neuron> x_neurons;
    std::vector<State> x_states;
    std::vector<std::vector<Contact>> x_contacts;   // of each source
    std::vector<std::vector<Contact*>> x_incoming;  // of each target
    std::vector<std::vector<real>> x_spikes;        // of each neuron
    std::priority_queue<Event> x_queue;
};

}  // namespace limen::reference
