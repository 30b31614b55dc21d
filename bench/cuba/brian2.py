"""Benchmark 2 of Brette et al. (2007) in Brian2's C++ standalone mode, on a 0.1 ms grid: the same network as
models/cuba.toml.

Usage: brian2.py [--threads 1] [--time 10000] [--seed 1]. Prints one line of JSON: seconds to compile; seconds to start,
build and write the results; wall and biological seconds of the simulation; and the mean rate in Hz. More threads make
Brian2 slower on a network this small, so one is the default.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import time

# The script has the module's name, and its folder must not hide it.
sys.path.pop(0)
import brian2  # noqa: E402
from brian2 import ms, mV  # noqa: E402

STEP = 0.1  # ms
EXCITATORY, INHIBITORY, PROBABILITY, DELAY = 3_200, 800, 0.02, 0.8 * ms
PARAMETERS = {"tau_m": 20 * ms, "tau_e": 5 * ms, "tau_i": 10 * ms, "E_L": -49 * mV, "V_th": -50 * mV, "V_reset": -60 * mV,
              "w_e": 1.62 * mV, "w_i": -9 * mV}
EQUATIONS = """
dV/dt = (g_e + g_i - (V - E_L)) / tau_m : volt (unless refractory)
dg_e/dt = -g_e / tau_e : volt
dg_i/dt = -g_i / tau_i : volt
"""


def build():
    """States neurons and synapses; gives the network and its recorder."""
    neurons = brian2.NeuronGroup(EXCITATORY + INHIBITORY, EQUATIONS, threshold="V > V_th", reset="V = V_reset",
                                 refractory=5 * ms, method="exact", namespace=PARAMETERS)
    neurons.V = "V_reset + rand() * (V_th - V_reset)"
    excite = brian2.Synapses(neurons[:EXCITATORY], neurons, on_pre="g_e += w_e", delay=DELAY, namespace=PARAMETERS)
    inhibit = brian2.Synapses(neurons[EXCITATORY:], neurons, on_pre="g_i += w_i", delay=DELAY, namespace=PARAMETERS)
    for synapses in (excite, inhibit):
        synapses.connect(p=PROBABILITY)
    recorder = brian2.SpikeMonitor(neurons)
    return brian2.Network(neurons, excite, inhibit, recorder), recorder


def timed(function, **options):
    start = time.perf_counter()
    function(**options)
    return time.perf_counter() - start


def measure(arguments, folder):
    """Compiles and runs in the folder, and gives the figures."""
    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.prefs.devices.cpp_standalone.openmp_threads = arguments.threads if arguments.threads > 1 else 0
    brian2.defaultclock.dt = STEP * ms
    brian2.seed(arguments.seed)
    network, recorder = build()
    network.run(arguments.time * ms)
    compile_s = timed(brian2.device.build, directory=folder, run=False, with_output=False)
    program_s = timed(brian2.device.run, with_output=False)
    # Brian2's own clock around its time steps; with one thread it counts processor time, which is no more than wall time.
    wall_s = brian2.device._last_run_time
    biological_s = arguments.time / 1000
    return {
        "simulator": f"Brian2 {brian2.__version__}, {STEP} ms grid",
        "threads": arguments.threads,
        "compile_s": compile_s,
        "build_s": program_s - wall_s,
        "wall_s": wall_s,
        "biological_s": biological_s,
        "rate_Hz": recorder.num_spikes / (EXCITATORY + INHIBITORY) / biological_s,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--time", type=float, default=10000.0, help="ms")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(arguments, str(pathlib.Path(folder) / "code"))))


if __name__ == "__main__":
    main()
