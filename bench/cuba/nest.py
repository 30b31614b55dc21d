"""Benchmark 2 of Brette et al. (2007) in NEST, on its 0.1 ms grid: the same network as models/cuba.toml.

Usage: nest.py [--threads 2] [--time 10000] [--seed 1]. Prints one line of JSON: seconds to build, wall and biological
seconds of the simulation, and the mean rate in Hz.
"""

import argparse
import json
import sys
import time

# The script has the module's name, and its folder must not hide it.
sys.path.pop(0)
import nest  # noqa: E402

EXCITATORY, INHIBITORY, PROBABILITY, DELAY = 3_200, 800, 0.02, 0.8  # delay in ms
NEURON = {"tau_m": 20.0, "C_m": 200.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0,
          "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "I_e": 0.0}
WEIGHT_EX, WEIGHT_IN = 16.2, -90.0  # pA: 1.62 and -9 mV times C_m / tau_m


def measure(arguments):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=0.1, local_num_threads=arguments.threads, rng_seed=arguments.seed, overwrite_files=True)
    start = time.perf_counter()
    neurons = nest.Create("iaf_psc_exp", EXCITATORY + INHIBITORY, params=NEURON)
    neurons.V_m = nest.random.uniform(-60.0, -50.0)
    for sources, weight in ((neurons[:EXCITATORY], WEIGHT_EX), (neurons[EXCITATORY:], WEIGHT_IN)):
        nest.Connect(sources, neurons, {"rule": "pairwise_bernoulli", "p": PROBABILITY}, {"weight": weight, "delay": DELAY})
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Prepare()
    build_s = time.perf_counter() - start
    start = time.perf_counter()
    nest.Run(arguments.time)
    wall_s = time.perf_counter() - start
    biological_s = arguments.time / 1000
    return {
        "simulator": f"NEST {nest.__version__}",
        "threads": arguments.threads,
        "build_s": build_s,
        "wall_s": wall_s,
        "biological_s": biological_s,
        "rate_Hz": recorder.n_events / len(neurons) / biological_s,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--time", type=float, default=10000.0, help="ms")
    parser.add_argument("--seed", type=int, default=1)
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
