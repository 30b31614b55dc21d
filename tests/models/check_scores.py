"""Runs a model over seeds and compares its mean scores with those of plain numpy reservoirs.

Usage: check_scores.py LIMEN ROOT memory_capacity|narma10. Exits 1 and says which score is out of bounds.

The bounds are those of echo state networks in plain numpy (float64, tanh, sparse random W) by the same protocol: memory capacity
of N = 50, 100, 200 units is 25.8, 34.5, 44.8 (spectral radius 0.95, input weights up to 0.1, delays 1 to 2 N; 3 seeds), and limen
must be within 5 %; NARMA-10's test NMSE is 0.139 +- 0.022, 0.099 +- 0.021, 0.053 +- 0.018 (10 seeds, scales and penalty
chosen on the validation part), and limen's must not be above 0.14, 0.10, 0.055.
"""

import pathlib
import re
import subprocess
import sys

CAPACITIES = {50: 25.8, 100: 34.5, 200: 44.8}
ERRORS = {50: 0.14, 100: 0.10, 200: 0.055}
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
    reached = score(limen, root, "memory_capacity", "--report=test_capacity", f"--set=population.esn.size={units}", f"--set=data.u.delays={2 * units}")
    return abs(reached / wanted - 1) <= 0.05


def narma10(limen, root, units, most):
    return score(limen, root, "narma10", f"--set=population.esn.size={units}", *GRID) <= most


def main():
    if len(sys.argv) != 4 or sys.argv[3] not in ("memory_capacity", "narma10"):
        sys.exit(__doc__)
    limen, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    check, bounds = (memory_capacity, CAPACITIES) if sys.argv[3] == "memory_capacity" else (narma10, ERRORS)
    wrong = [f"N = {units} against {bound}" for units, bound in bounds.items() if not check(limen, root, units, bound)]
    sys.exit("out of bounds: " + ", ".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
