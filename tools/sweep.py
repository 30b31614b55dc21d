"""Runs a model over seeds and a grid of parameters, and scores each seed's best.

Usage: sweep.py LIMEN MODEL [--seeds N] [--grid KEY=V1,V2,...]... [--set KEY=VALUE]... [--choose METRIC]
                [--report METRIC] [--readout NAME] [--jobs N] [--json FILE]

For each seed from 1 to N every combination of the grid's values is run, and the one with the least METRIC of --choose
(validation_nmse) is taken. Printed is the mean and the standard deviation over seeds of the METRIC of --report
(test_nmse) there, and how often each combination was taken. Without --grid each seed is one run. A metric that shall
be large, such as test_capacity or test_accuracy, is chosen with a minus sign before it: --choose=-validation_r2.
"""

import argparse
import collections
import concurrent.futures
import itertools
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("limen", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--grid", action="append", default=[], metavar="KEY=V1,V2,...")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--choose", default="validation_nmse", metavar="METRIC")
    parser.add_argument("--report", default="test_nmse", metavar="METRIC")
    parser.add_argument("--readout", help="of several the one that counts; the first if not given")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time, each on one thread")
    parser.add_argument("--json", type=pathlib.Path, help="write every run's settings and metrics here")
    return parser.parse_args()


def combinations(grid):
    """All settings of the grid, each a tuple of "KEY=VALUE"."""
    axes = []
    for axis in grid:
        key, equals, values = axis.partition("=")
        if not equals or not values:
            sys.exit(f"--grid {axis}: must be KEY=V1,V2,...")
        axes.append([f"{key}={value}" for value in values.split(",")])
    return list(itertools.product(*axes))


def run(options, seed, settings):
    """The metrics of one run."""
    with tempfile.TemporaryDirectory() as folder:
        command = [options.limen, "run", options.model, "-q", "--force", "-o", folder, "--threads", "1", "--seed", str(seed)]
        for setting in [*options.set, *settings]:
            command += ["--set", setting]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        if result.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{result.stderr}")
        readouts = json.loads((pathlib.Path(folder) / "results.json").read_text(encoding="utf-8"))["readouts"]
    for readout in readouts:
        if options.readout in (None, readout["readout"]):
            return readout
    sys.exit(f"{options.model}: has no readout {options.readout or ''}")


def value(metrics, metric):
    name = metric.removeprefix("-")
    if name not in metrics:
        sys.exit(f"there is no metric {name}; there are {', '.join(sorted(metrics))}")
    return -metrics[name] if metric.startswith("-") else metrics[name]


def main():
    options = arguments()
    grid = combinations(options.grid)
    tasks = [(seed, settings) for seed in range(1, options.seeds + 1) for settings in grid]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        metrics = list(pool.map(lambda task: run(options, *task), tasks))
    runs = [{"seed": seed, "settings": settings, "metrics": found} for (seed, settings), found in zip(tasks, metrics)]
    best = []
    for seed in range(1, options.seeds + 1):
        of_seed = [entry for entry in runs if entry["seed"] == seed]
        best.append(of_seed[0] if len(grid) == 1 else min(of_seed, key=lambda e: value(e["metrics"], options.choose)))
    scores = [value(entry["metrics"], options.report) for entry in best]
    spread = statistics.stdev(scores) if len(scores) > 1 else 0.0
    print(f"{options.report}: {statistics.mean(scores):.4g} +- {spread:.2g} ({len(scores)} seeds)")
    for settings, times in collections.Counter(entry["settings"] for entry in best).most_common():
        if settings:
            print(f"{times:4} x {' '.join(settings)}")
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
