"""Times an update of one sequence on one thread over units and densities, and draws it beside the time to read W.

Usage: esn/sweep.py. Needs build/release/esn_step and matplotlib. Writes bench/results/esn_sweep.json and esn_sweep.svg.
"""

import json
import pathlib
import subprocess

import matplotlib
from matplotlib import pyplot

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = [100, 300, 1000, 3000, 10000, 20000]
DENSITIES = ["0.001", "0.01", "0.1", "1"]
MOST_NONZEROS = 4.5e7
COLOURS = ["#56B4E9", "#0072B2", "#009E73", "#D55E00"]  # of Okabe and Ito


def measure(units, density, precision):
    command = [ROOT / "build/release/esn_step", str(units), density, precision]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main():
    rows = [measure(units, density, precision) for precision in ("float32", "float64") for density in DENSITIES
            for units in UNITS if float(density) * units * units <= MOST_NONZEROS and float(density) * units >= 1]
    results = ROOT / "bench/results"
    (results / "esn_sweep.json").write_text(json.dumps(rows, indent=1) + "\n")
    matplotlib.rcParams.update({"svg.hashsalt": "limen", "font.size": 10})
    figure, axes = pyplot.subplots(1, 2, sharey=True, figsize=(9, 4), layout="constrained")
    for axis, precision in zip(axes, ("float32", "float64")):
        for density, colour in zip(DENSITIES, COLOURS):
            of = [row for row in rows if row["density"] == density and row["precision"] == precision]
            units = [row["units"] for row in of]
            axis.loglog(units, [row["least_us"] for row in of], "o-", color=colour, label=f"{float(density):.1%}")
            axis.loglog(units, [row["read_us"] for row in of], ":", color=colour)
        axis.set(title=precision, xlabel="units")
    axes[0].set_ylabel("microseconds per update")
    axes[0].legend(title="density (dotted: to read W)", frameon=False)
    figure.savefig(results / "esn_sweep.svg", metadata={"Date": None})


if __name__ == "__main__":
    main()
