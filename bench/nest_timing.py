"""Times a network in NEST on its 0.1 ms grid: what the scripts of all networks share."""

import argparse
import json
import time

import nest

STEP = 0.1  # ms


def parser_for(description, time_ms):
    """Gives a parser of the options that every script takes; `time_ms` is how long it simulates unless told otherwise."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--time", type=float, default=time_ms, help="ms that count")
    parser.add_argument("--seed", type=int, default=1)
    return parser


def reset(arguments):
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(resolution=STEP, local_num_threads=arguments.threads, rng_seed=arguments.seed, overwrite_files=True)


def timed(function, *arguments):
    """Calls the function; gives what it gives and its wall time (s)."""
    start = time.perf_counter()
    result = function(*arguments)
    return result, time.perf_counter() - start


def record(build, warm_up):
    """Builds the network, and records its neurons once `warm_up` ms have passed; gives the recorder and their number."""
    neurons = build()
    recorder = nest.Create("spike_recorder", params={"start": warm_up})
    nest.Connect(neurons, recorder)
    nest.Prepare()
    return recorder, len(neurons)


def measure(arguments, build, warm_up=0.0):
    """Prints one line of JSON: seconds to build, wall and biological seconds of the simulation without its warm-up (ms), and
    the mean rate in Hz. `build` makes neurons, synapses and inputs, and gives the neurons."""
    reset(arguments)
    (recorder, neurons), build_s = timed(record, build, warm_up)
    nest.Run(warm_up)
    _, wall_s = timed(nest.Run, arguments.time)
    biological_s = arguments.time / 1000
    print(json.dumps({
        "simulator": f"NEST {nest.__version__}, {STEP} ms grid",
        "threads": arguments.threads,
        "build_s": build_s,
        "wall_s": wall_s,
        "biological_s": biological_s,
        "rate_Hz": recorder.n_events / neurons / biological_s,
    }))
