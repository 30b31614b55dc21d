"""The trials of the liquid column in Brian2's C++ standalone mode, on a 0.1 ms grid: the same network as
models/maass2002.toml, as Limen recorded it.

Usage: brian2.py RUN.h5 START.h5 [--threads 1] [--copies 70] [--seed 1]. Prints one line of JSON: seconds to compile; seconds
to start, build and write the results; wall and biological seconds of the simulation; and the mean rate in Hz.

As trials need not wait for each other, `--threads` are processes that share them, each with a program of one thread. In a
program `--copies` of the column lie side by side, so that what is done once for each time step is done for many trials.
Each copy takes its trials one after the other, and is put back to where it began between them, all but the spikes that
are under way.
"""

import argparse
import json
import math
import multiprocessing
import pathlib
import sys
import tempfile
import time

# The script has the module's name, and its folder must not hide it; liquid/column.py is found from the folder above.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import brian2  # noqa: E402
import numpy  # noqa: E402
from brian2 import mV, ms, pA, pF  # noqa: E402
from liquid import column as liquid  # noqa: E402

STEP = 0.1  # ms
UNITS = {"tau_m": ms, "C_m": pF, "E_L": mV, "V_th": mV, "V_reset": mV, "I_e": pA, "tau_syn_ex": ms, "tau_syn_in": ms}
EQUATIONS = """
dV/dt = (E_L - V) / tau_m + (I_e + I_ex + I_in) / C_m : volt (unless refractory)
dI_ex/dt = -I_ex / tau_syn_ex : amp
dI_in/dt = -I_in / tau_syn_in : amp
t_ref : second (constant)
V_init : volt (constant)
"""
STATIC = ("weight : amp (constant)", "{current}_post += weight")
# Of Tsodyks and Markram; u and x are what the last spike left.
DYNAMIC = ("""
weight : amp (constant)
U : 1 (constant)
tau_rec : second (constant)
tau_facil : second (constant)
du/dt = -u / tau_facil : 1 (event-driven)
dx/dt = (1 - x) / tau_rec : 1 (event-driven)
""", """
u += U * (1 - u)
{current}_post += weight * u * x
x -= u * x
""")


def join(source, target, synapses, chosen, copies, shape):
    """Joins source and target in every copy by the chosen synapses, which have one sign and one delay."""
    model, on_pre = DYNAMIC if synapses.dynamics else STATIC
    current = "I_ex" if synapses.weight[chosen][0] > 0 else "I_in"
    joined = brian2.Synapses(source, target, model, on_pre=on_pre.format(current=current),
                             delay=synapses.delay[chosen][0] * ms)
    copy = numpy.arange(copies)[:, None]
    joined.connect(i=(copy * shape[0] + synapses.source[chosen]).ravel(),
                   j=(copy * shape[1] + synapses.target[chosen]).ravel())
    joined.weight = numpy.tile(synapses.weight[chosen], copies) * pA
    if synapses.dynamics:
        dynamics = {key: numpy.tile(values[chosen], copies) for key, values in synapses.dynamics.items()}
        joined.U, joined.tau_rec, joined.tau_facil = dynamics["U"], dynamics["tau_rec"] * ms, dynamics["tau_facil"] * ms
    return joined


def join_all(source, target, synapses, copies, shape):
    """Gives one group of synapses for each sign and delay, since one delay for all is faster."""
    kinds = numpy.stack([numpy.sign(synapses.weight), synapses.delay], axis=1)
    return [join(source, target, synapses, (kinds == kind).all(axis=1), copies, shape)
            for kind in numpy.unique(kinds, axis=0)]


def play(column, trials, copies):
    """Gives a group of units that play the input of the trials, on the grid: trial k in copy k mod `copies`."""
    units = numpy.concatenate([unit + k % copies * column.inputs for k, (_, unit) in enumerate(trials)])
    steps = numpy.concatenate([times + k // copies * column.duration for k, (times, _) in enumerate(trials)]) // STEP
    # A unit spikes once in a step at most: a second spike comes one step later.
    order = numpy.lexsort((steps, units))
    units, steps = units[order], steps[order]
    while (again := numpy.flatnonzero((units[1:] == units[:-1]) & (steps[1:] <= steps[:-1]))).size:
        steps[again + 1] = steps[again] + 1
    return brian2.SpikeGeneratorGroup(copies * column.inputs, units, (steps + 0.5) * STEP * ms)


def build(column, trials, copies):
    """States neurons, synapses and inputs; gives the network and its recorder."""
    parameters = {name: column.neuron[name] * unit for name, unit in UNITS.items()}
    neurons = brian2.NeuronGroup(copies * column.size, EQUATIONS, threshold="V > V_th", reset="V = V_reset",
                                 refractory="t_ref", method="exact", namespace=parameters)
    neurons.V_init = numpy.tile(column.neuron["V_init"], copies) * mV
    neurons.t_ref = numpy.tile(column.neuron["t_ref"], copies) * ms
    neurons.run_regularly("V = V_init; I_ex = 0 * amp; I_in = 0 * amp; lastspike = t - 1 * second",
                          dt=column.duration * ms)
    inputs = play(column, trials, copies)
    recurrent = join_all(neurons, neurons, column.recurrent, copies, (column.size, column.size))
    for group in recurrent:
        group.run_regularly("u = 0; x = 1", dt=column.duration * ms)
    synapses = join_all(inputs, neurons, column.input, copies, (column.inputs, column.size)) + recurrent
    recorder = brian2.SpikeMonitor(neurons)
    return brian2.Network(neurons, inputs, synapses, recorder), recorder


def timed(function, **options):
    start = time.perf_counter()
    function(**options)
    return time.perf_counter() - start


def simulate(column, trials, copies, folder):
    """Compiles and runs one process's share of the trials in the folder; gives seconds to compile, to build, of the simulation,
    and the number of spikes."""
    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.defaultclock.dt = STEP * ms
    network, recorder = build(column, trials, copies)
    network.run(math.ceil(len(trials) / copies) * column.duration * ms)
    compile_s = timed(brian2.device.build, directory=folder, run=False, with_output=False)
    program_s = timed(brian2.device.run, with_output=False)
    # Brian2's own clock around its time steps; it counts processor time, which is no more than wall time.
    wall_s = brian2.device._last_run_time
    return compile_s, program_s - wall_s, wall_s, recorder.num_spikes


def measure(column, arguments, folder):
    shares = [(column, column.trials[k::arguments.threads], arguments.copies, str(pathlib.Path(folder) / f"code_{k}"))
              for k in range(arguments.threads)]
    with multiprocessing.get_context("fork").Pool(arguments.threads) as pool:
        compile_s, build_s, wall_s, spikes = zip(*pool.starmap(simulate, shares, chunksize=1))
    biological_s = len(column.trials) * column.duration / 1000
    return {
        "simulator": f"Brian2 {brian2.__version__}, {STEP} ms grid",
        "threads": arguments.threads,
        "copies": arguments.copies,
        "compile_s": max(compile_s),
        "build_s": max(build_s),
        "wall_s": max(wall_s),
        "biological_s": biological_s,
        "rate_Hz": int(sum(spikes)) / column.size / biological_s,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording")
    parser.add_argument("start")
    parser.add_argument("--threads", type=int, default=1, help="processes")
    parser.add_argument("--copies", type=int, default=70)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    column = liquid.read(arguments.recording, arguments.start, arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(column, arguments, folder)))


if __name__ == "__main__":
    main()
