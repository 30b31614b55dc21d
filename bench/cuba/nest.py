"""Benchmark 2 of Brette et al. (2007) in NEST, on its 0.1 ms grid: the same network as models/cuba.toml.

Usage: nest.py [--threads 2] [--time 10000] [--seed 1]. Prints one line of JSON: see bench/nest_timing.py.
"""

import pathlib
import sys

# The script has the module's name, and its folder must not hide it; nest_timing.py lies in the folder above.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import nest  # noqa: E402
import nest_timing  # noqa: E402

EXCITATORY, INHIBITORY, PROBABILITY, DELAY = 3_200, 800, 0.02, 0.8  # delay in ms
NEURON = {"tau_m": 20.0, "C_m": 200.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0,
          "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "I_e": 0.0}
WEIGHT_EX, WEIGHT_IN = 16.2, -90.0  # pA: 1.62 and -9 mV times C_m / tau_m


def build():
    """Makes neurons and synapses; gives the neurons."""
    neurons = nest.Create("iaf_psc_exp", EXCITATORY + INHIBITORY, params=NEURON)
    neurons.V_m = nest.random.uniform(-60.0, -50.0)
    for sources, weight in ((neurons[:EXCITATORY], WEIGHT_EX), (neurons[EXCITATORY:], WEIGHT_IN)):
        nest.Connect(sources, neurons, {"rule": "pairwise_bernoulli", "p": PROBABILITY}, {"weight": weight, "delay": DELAY})
    return neurons


if __name__ == "__main__":
    nest_timing.measure(nest_timing.parser_for(__doc__, 10_000.0).parse_args(), build)
