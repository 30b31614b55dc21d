"""Runs a model over seeds and compares its mean scores with those of plain numpy reservoirs.

Usage: check_scores.py LIMEN ROOT MODEL, where MODEL is memory_capacity, memory_capacity_cycle, narma10 or narma10_cycle. Exits 1 and
says which score is out of bounds.

The bounds are those of echo state networks in plain numpy (float64, tanh, sparse random W) by the same protocol: memory capacity
of N = 50, 100, 200 units is 25.8, 34.5, 44.8 (spectral radius 0.95, input weights up to 0.1, delays 1 to 2 N; 3 seeds), and limen
must be within 5 %; NARMA-10's test NMSE is 0.139 +- 0.022, 0.099 +- 0.021, 0.053 +- 0.018 (10 seeds, scales and penalty
chosen on the validation part), and limen's must not be above 0.14, 0.10, 0.055.

The simple cycle reservoir: theorem 1 of Rodan and Tino 2011 gives linear units a capacity of N - (1 - r^(2N)), of which 0.97, 0.985
and 0.99 N must be found on unseen data, and never more than N; a delay line has the same. On NARMA-10 it must be within a fifth of
the random reservoirs of plain numpy.
"""

import pathlib
import re
import subprocess
import sys

CAPACITIES = {50: 25.8, 100: 34.5, 200: 44.8}
ERRORS = {50: 0.14, 100: 0.10, 200: 0.055}
CYCLE_CAPACITIES = {50: 0.97, 100: 0.985, 200: 0.99}
CYCLE_ERRORS = {units: 1.2 * error for units, error in {50: 0.139, 100: 0.099, 200: 0.053}.items()}
DELAY_LINE = ['--set=population.esn.reservoir="delay_line"', "--set=population.esn.ring_weight=0.98", '--set=population.esn.input_weights="constant"']
GRID = [
    "--grid=population.esn.input_scaling=0.02,0.05",
    "--grid=population.esn.bias_scaling=0.2,0.6",
]


def score(limen, root, model, *options):
    command = [sys.executable, root / "tools/sweep.py", limen, root / "models" / f"{model}.toml", "--jobs", "2", *options]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(f"{model} {' '.join(options)}: {output.splitlines()[0]}", flush=True)
    return float(re.match(r"\w+: (\S+)", output)[1])


def memory_capacity(limen, root, units, wanted):
    # Small reservoirs differ more: 2 of 26 from one to the next.
    options = [f"--seeds={1500 // units}", "--report=test_capacity", f"--set=population.esn.size={units}", f"--set=data.u.delays={2 * units}"]
    reached = score(limen, root, "memory_capacity", *options)
    return abs(reached / wanted - 1) <= 0.05


def memory_capacity_cycle(limen, root, units, least):
    options = ["--seeds=3", "--report=test_capacity", f"--set=population.esn.size={units}", f"--set=data.u.delays={2 * units}"]
    reached = [score(limen, root, "memory_capacity_cycle", *options, *kind) for kind in ([], DELAY_LINE)]
    return all(least * units <= capacity <= units for capacity in reached)


def narma10(limen, root, units, most):
    return score(limen, root, "narma10", f"--set=population.esn.size={units}", *GRID) <= most


def narma10_cycle(limen, root, units, most):
    return score(limen, root, "narma10_cycle", f"--set=population.esn.size={units}", *GRID) <= most


CHECKS = {
    "memory_capacity": (memory_capacity, CAPACITIES),
    "memory_capacity_cycle": (memory_capacity_cycle, CYCLE_CAPACITIES),
    "narma10": (narma10, ERRORS),
    "narma10_cycle": (narma10_cycle, CYCLE_ERRORS),
}


def main():
    if len(sys.argv) != 4 or sys.argv[3] not in CHECKS:
        sys.exit(__doc__)
    limen, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    check, bounds = CHECKS[sys.argv[3]]
    wrong = [f"N = {units} against {bound}" for units, bound in bounds.items() if not check(limen, root, units, bound)]
    sys.exit("out of bounds: " + ", ".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
