"""The cortical microcircuit of Potjans and Diesmann (2014) in NEST, on its 0.1 ms grid: the network of
models/microcircuit.toml with `--scale` times its neurons, each with `--scale` times its synapses from the others and all of
its Poisson inputs.

Usage: nest.py [--scale 1] [--threads 4] [--time 1000] [--seed 1]. Prints one line of JSON: see bench/nest_timing.py. A thread
of NEST 3.10 takes 134,217,726 synapses at most, so that full scale needs three threads, and 12 GB. At 0.3 it needs 2 GB, and
fires about three times as fast as at full scale: no weight makes up for the inhibition left out.
"""

import math
import pathlib
import sys

# The script has the module's name, and its folder must not hide it; nest_timing.py lies in the folder above.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import nest  # noqa: E402
import nest_timing  # noqa: E402

# Name, neurons, and Poisson inputs of 8 Hz per neuron.
POPULATIONS = (("L2/3E", 20_683, 1_600), ("L2/3I", 5_834, 1_500), ("L4E", 21_915, 2_100), ("L4I", 5_479, 1_900),
               ("L5E", 4_850, 2_000), ("L5I", 1_065, 1_900), ("L6E", 14_395, 2_900), ("L6I", 2_948, 2_100))
# Row: target, column: source.
PROBABILITIES = (
    (0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0000, 0.0076, 0.0000),
    (0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0000, 0.0042, 0.0000),
    (0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0000),
    (0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0000, 0.1057, 0.0000),
    (0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0000),
    (0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0000),
    (0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252),
    (0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443),
)
NEURON = {"tau_m": 10.0, "C_m": 250.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0, "t_ref": 2.0,
          "tau_syn_ex": 0.5, "tau_syn_in": 0.5, "I_e": 0.0}
WEIGHT, WEIGHT_SPREAD, G = 87.8, 0.1, 4.0  # pA: a postsynaptic potential whose peak is 0.15 mV; relative; relative
INPUT_RATE = 8.0  # Hz
WARM_UP = 100.0  # ms


def synapses_between(target, source):
    """Gives the number of synapses from one population to another at full scale, drawn with replacement."""
    pairs = POPULATIONS[target][1] * POPULATIONS[source][1]
    return math.log(1 - PROBABILITIES[target][source]) / math.log(1 - 1 / pairs)


def normal(mean, spread, low, high):
    return nest.math.redraw(nest.random.normal(mean, spread), min=low, max=high)


def synapse(target, source):
    """Gives weight (pA) and delay (ms) of the synapses from one population to another."""
    if POPULATIONS[source][0].endswith("I"):
        return {"weight": normal(-G * WEIGHT, WEIGHT_SPREAD * G * WEIGHT, -math.inf, 0.0),
                "delay": normal(0.75, 0.375, nest_timing.STEP, math.inf)}
    doubled = POPULATIONS[target][0] == "L2/3E" and POPULATIONS[source][0] == "L4E"
    mean = 2 * WEIGHT if doubled else WEIGHT
    return {"weight": normal(mean, WEIGHT_SPREAD * mean, 0.0, math.inf),
            "delay": normal(1.5, 0.75, nest_timing.STEP, math.inf)}


def connect(populations, scale):
    """Makes the synapses between all populations: `scale` times the inputs of each neuron."""
    for target, to_neurons in enumerate(populations):
        for source, from_neurons in enumerate(populations):
            count = round(scale**2 * synapses_between(target, source))
            if count > 0:
                nest.Connect(from_neurons, to_neurons, {"rule": "fixed_total_number", "N": count}, synapse(target, source))


def drive(populations, scale):
    for neurons, (_, _, inputs) in zip(populations, POPULATIONS):
        noise = nest.Create("poisson_generator", params={"rate": inputs * INPUT_RATE})
        nest.Connect(noise, neurons, "all_to_all", {"weight": WEIGHT, "delay": 1.5})


def build(scale):
    """Makes neurons, synapses and Poisson inputs; gives the neurons."""
    populations = [nest.Create("iaf_psc_exp", round(scale * size), params=NEURON) for _, size, _ in POPULATIONS]
    neurons = sum(populations[1:], populations[0])
    neurons.V_m = nest.random.normal(-58.0, 10.0)
    connect(populations, scale)
    drive(populations, scale)
    return neurons


def main():
    parser = nest_timing.parser_for(__doc__, 1_000.0)
    parser.add_argument("--scale", type=float, default=1.0)
    arguments = parser.parse_args()
    nest_timing.measure(arguments, lambda: build(arguments.scale), WARM_UP)


if __name__ == "__main__":
    main()
