"""The Brunel (2000) network in NEST, on its 0.1 ms grid. A case bears the name of the model file that says the same to Limen:
brunel_* in models/ have exponential currents, delta_* beside this script have synapses that make the potential jump.

Usage: nest.py [--case brunel_38Hz] [--threads 2] [--time 1000] [--seed 1]. Prints one line of JSON: see
bench/nest_timing.py.
"""

import math
import pathlib
import sys

# The script has the module's name, and its folder must not hide it; nest_timing.py lies in the folder above.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import nest  # noqa: E402
import nest_timing  # noqa: E402

CASES = {
    "brunel_38Hz": {"neuron": "iaf_psc_exp", "g": 5.0, "eta": 2.0},
    "brunel_6Hz": {"neuron": "iaf_psc_exp", "g": 6.0, "eta": 1.0},
    "delta_38Hz": {"neuron": "iaf_psc_delta", "g": 5.0, "eta": 2.0},
    "delta_5Hz": {"neuron": "iaf_psc_delta", "g": 6.0, "eta": 1.0},
}
EXCITATORY, INHIBITORY = 10_000, 2_500
SOURCES_EX, SOURCES_IN = 1_000, 250
TAU_M, TAU_SYN, C_M, V_TH, DELAY = 20.0, 0.5, 250.0, 20.0, 1.5  # ms, ms, pF, mV, ms
PSP = 0.1  # mV, the peak, or the jump
WARM_UP = 100.0  # ms


def weight_of_psp(peak):
    """Gives the current (pA) whose postsynaptic potential has this peak (mV)."""
    difference = 1 / TAU_SYN - 1 / TAU_M
    moment = math.log(TAU_M / TAU_SYN) / difference
    return peak * C_M * difference / (math.exp(-moment / TAU_M) - math.exp(-moment / TAU_SYN))


def build(neuron, g, eta):
    """Makes neurons, synapses and Poisson inputs; gives the neurons."""
    parameters = {"tau_m": TAU_M, "C_m": C_M, "E_L": 0.0, "V_th": V_TH, "V_reset": 10.0, "t_ref": 2.0, "I_e": 0.0}
    weight = PSP
    if neuron == "iaf_psc_exp":
        parameters |= {"tau_syn_ex": TAU_SYN, "tau_syn_in": TAU_SYN}
        weight = weight_of_psp(PSP)
    neurons = nest.Create(neuron, EXCITATORY + INHIBITORY, params=parameters)
    neurons.V_m = nest.random.uniform(0.0, 15.0)
    sources = (
        (neurons[:EXCITATORY], SOURCES_EX, weight),
        (neurons[EXCITATORY:], SOURCES_IN, -g * weight),
    )
    for population, count, synapse_weight in sources:
        rule = {"rule": "fixed_indegree", "indegree": count, "allow_autapses": True, "allow_multapses": True}
        nest.Connect(population, neurons, rule, {"weight": synapse_weight, "delay": DELAY})
    threshold_rate = V_TH / (PSP * SOURCES_EX * TAU_M) * 1000  # Hz
    noise = nest.Create("poisson_generator", params={"rate": eta * threshold_rate * SOURCES_EX})
    nest.Connect(noise, neurons, "all_to_all", {"weight": weight, "delay": DELAY})
    return neurons


def main():
    parser = nest_timing.parser_for(__doc__, 1_000.0)
    parser.add_argument("--case", choices=CASES, default="brunel_38Hz")
    arguments = parser.parse_args()
    nest_timing.measure(arguments, lambda: build(**CASES[arguments.case]), WARM_UP)


if __name__ == "__main__":
    main()
