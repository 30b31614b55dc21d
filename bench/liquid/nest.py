"""The trials of the liquid column in NEST: the same network as models/maass2002.toml, as Limen recorded it.

Usage: nest.py RUN.h5 START.h5 [--threads 2] [--neuron iaf_psc_exp_ps] [--batch 2] [--seed 1]. Prints one line of JSON.

As trials need not wait for each other, `--threads` are processes that share them, with a kernel of one thread each: they
never wait for an exchange of spikes. In a kernel `--batch` trials run beside each other, each in a copy of the column of its
own, so that no state needs to be reset and all stays in the caches; one kernel comes after the other. Making them all
counts as building.
"""

import argparse
import json
import multiprocessing
import pathlib
import sys

# The script has the module's name, and its folder must not hide it; nest_timing.py lies in the folder above.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import nest  # noqa: E402
import nest_timing  # noqa: E402
import numpy  # noqa: E402
from liquid import column as liquid  # noqa: E402


def connect(synapses, sources, targets, model):
    """Joins sources and targets (copies x units) in every copy by the same synapses."""
    copies = len(targets)
    every = {"weight": synapses.weight, "delay": synapses.delay}
    names = {"U": "U", "tau_rec": "tau_rec", "tau_facil": "tau_fac"}
    every |= {names[key]: values for key, values in synapses.dynamics.items()}
    if synapses.dynamics:
        every["u"] = synapses.dynamics["U"]  # NEST takes a synapse's first spike for one that finds it so; x is 1
    nest.Connect(sources[:, synapses.source].ravel(), targets[:, synapses.target].ravel(), "one_to_one",
                 {"synapse_model": model, **{key: numpy.tile(values, copies) for key, values in every.items()}})


def play(trial, unit, duration):
    times, units = trial
    own = numpy.sort(times[units == unit])
    return {"spike_times": own[(own > 0) & (own < duration)], "precise_times": True}


def build(column, trials, arguments):
    """Makes a kernel with a copy of the column for each trial, with its input; gives the recorder of all."""
    nest_timing.reset(argparse.Namespace(threads=1, seed=arguments.seed))
    copies = len(trials)
    parameters = {key: numpy.tile(value, copies) if isinstance(value, numpy.ndarray) else value
                  for key, value in column.neuron.items() if key != "V_init"}
    neurons = nest.Create(arguments.neuron, copies * column.size, params=parameters)
    neurons.V_m = numpy.tile(column.neuron["V_init"], copies)
    senders = nest.Create("spike_generator", copies * column.inputs,
                          params=[play(trial, unit, column.duration) for trial in trials for unit in range(column.inputs)])
    targets = numpy.array(neurons.tolist()).reshape(copies, column.size)
    connect(column.input, numpy.array(senders.tolist()).reshape(copies, column.inputs), targets, "static_synapse")
    connect(column.recurrent, targets, targets, "tsodyks2_synapse")
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Prepare()
    return recorder


def simulate(column, trials, arguments):
    """Takes one process's share of the trials through one kernel after the other; gives seconds of building and of simulation,
    and the number of spikes."""
    build_s = wall_s = spikes = 0
    for first in range(0, len(trials), arguments.batch):
        recorder, seconds = nest_timing.timed(build, column, trials[first:first + arguments.batch], arguments)
        build_s += seconds
        wall_s += nest_timing.timed(nest.Run, column.duration)[1]
        spikes += recorder.n_events
    return build_s, wall_s, spikes


def measure(column, arguments):
    shares = [(column, column.trials[k::arguments.threads], arguments) for k in range(arguments.threads)]
    with multiprocessing.get_context("fork").Pool(arguments.threads) as pool:
        build_s, wall_s, spikes = zip(*pool.starmap(simulate, shares, chunksize=1))
    grid = f", {nest_timing.STEP} ms grid" if arguments.neuron == "iaf_psc_exp" else ", precise times"
    biological_s = len(column.trials) * column.duration / 1000
    return {
        "simulator": f"NEST {nest.__version__}{grid}",
        "threads": arguments.threads,
        "batch": arguments.batch,
        "build_s": max(build_s),
        "wall_s": max(wall_s),
        "biological_s": biological_s,
        "rate_Hz": sum(spikes) / column.size / biological_s,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recording")
    parser.add_argument("start")
    parser.add_argument("--threads", type=int, default=2, help="processes")
    parser.add_argument("--neuron", choices=("iaf_psc_exp_ps", "iaf_psc_exp"), default="iaf_psc_exp_ps")
    parser.add_argument("--batch", type=int, default=2, help="trials in one kernel")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    column = liquid.read(arguments.recording, arguments.start, arguments.seed)
    print(json.dumps(measure(column, arguments)))


if __name__ == "__main__":
    main()
