"""Maps the column of Maass, Natschlaeger and Markram over the reach of its synapses, lambda, and their strength.

Usage: edge_of_chaos.py LIMEN, with a Python that has h5py and matplotlib. Runs docs/figures/edge_of_chaos.toml for each point and three seeds
(four minutes on one core), writes docs/figures/edge_of_chaos.csv and docs/images/edge_of_chaos.svg, and prints where kernel less
generalisation rank is largest.
"""

import csv
import itertools
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

import h5py
import matplotlib
from matplotlib import pyplot

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAMBDAS = [0.5, 0.7, 1, 1.4, 2, 2.8, 4, 5.7, 8]
STRENGTHS = [0.125, 0.21, 0.35, 0.6, 1, 1.7, 2.8, 4.8, 8]  # times the published means
PUBLISHED = 2, 1
WEIGHTS = {"EE": 30000.0, "EI": 60000.0, "IE": -19000.0, "II": -19000.0}  # pA, as in the model
SEEDS = 3
# A direction of the states counts if their root mean square along it is above this; a spike adds 1 to its neuron's state. The same
# bound for both ranks and all points: one relative to the largest singular value would rise with the rate.
NOISE = 0.2
OTHER_NOISES = 0.1, 0.3
COLUMNS = ["lambda", "strength", "kernel_rank", "generalisation_rank", "difference", "deviation", "rate_Hz"]
GREY = "#7a7f85"
STYLE = {"font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 10, "text.color": GREY, "axes.labelcolor": GREY,
         "xtick.color": GREY, "ytick.color": GREY, "svg.hashsalt": "limen"}
PANELS = [("kernel_rank", "kernel rank", 0, 90), ("generalisation_rank", "generalisation rank", 0, 90),
          ("difference", "kernel less generalisation", 0, None), ("rate_Hz", "rate (Hz)", 0, None)]


def measure(limen, reach, strength, seed):
    """Gives the singular values of both classes, as root mean squares over the trials, and the rate of one column."""
    settings = []
    for name, weight in WEIGHTS.items():
        settings += [f"projection.{name}.lambda={float(reach)}", f"projection.{name}.weight={weight * strength}",
                     f"projection.{name}.weight_spread={abs(weight) * strength}"]
    with tempfile.TemporaryDirectory() as folder:
        command = [limen, "run", ROOT / "docs/figures/edge_of_chaos.toml", "-q", "--force", "-o", folder, "--threads", "1",
                   "--seed", str(seed), *itertools.chain.from_iterable(("--set", setting) for setting in settings)]
        subprocess.run(command, check=True)
        with h5py.File(pathlib.Path(folder) / "readouts.h5") as file:
            ranks = file["rank"]
            singular = [ranks[f"singular_values_{name}"][:] / math.sqrt(ranks.attrs[f"{name}_trials"]) for name in ("different", "same_end")]
            return singular, file["firing"].attrs["rate"]


def row(point, runs, noise):
    """Makes a line of the table from the runs of all seeds."""
    kernel, general = ([int((singular[k] > noise).sum()) for singular, _ in runs] for k in range(2))
    differences = [a - b for a, b in zip(kernel, general)]
    means = [statistics.mean(values) for values in (kernel, general, differences)]
    return dict(zip(COLUMNS, (*point, *means, statistics.stdev(differences), statistics.mean(rate for _, rate in runs))))


def values(table, column):
    """Gives a column of the table as rows of strengths by columns of lambdas."""
    found = {(line["lambda"], line["strength"]): line[column] for line in table}
    return [[found[reach, strength] for reach in LAMBDAS] for strength in STRENGTHS]


def mark(axis, point, sign, word, offset):
    place = LAMBDAS.index(point[0]), STRENGTHS.index(point[1])
    axis.plot(*place, sign, markersize=9, markerfacecolor="none", markeredgecolor="white", markeredgewidth=1.6)
    if word:
        axis.annotate(word, place, offset, textcoords="offset points", ha="center", va="center", color="white", fontsize=8)


def draw(table):
    figure, axes = pyplot.subplots(1, 4, sharey=True, figsize=(10.5, 3.7), layout="constrained")
    best = max(table, key=lambda line: line["difference"])
    for axis, (column, title, low, high) in zip(axes, PANELS):
        image = axis.imshow(values(table, column), origin="lower", aspect="equal", cmap="viridis", vmin=low, vmax=high)
        figure.colorbar(image, ax=axis, location="bottom", pad=0.03, aspect=16).outline.set_visible(False)
        mark(axis, PUBLISHED, "o", "", None)
        mark(axis, (best["lambda"], best["strength"]), "s", "", None)
        axis.set_title(title)
        axis.set_xlabel("λ (grid sites)")
        axis.set_xticks(range(0, len(LAMBDAS), 2), [f"{reach:g}" for reach in LAMBDAS[::2]])
        axis.set_yticks(range(0, len(STRENGTHS), 2), [f"{strength:g}" for strength in STRENGTHS[::2]])
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
    axes[0].set_ylabel("weights, times the published")
    return figure


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    points = list(itertools.product(LAMBDAS, STRENGTHS))
    runs = {point: [measure(sys.argv[1], *point, seed) for seed in range(1, SEEDS + 1)] for point in points}
    for noise in (*OTHER_NOISES, NOISE):
        table = [row(point, runs[point], noise) for point in points]
        best = max(table, key=lambda line: line["difference"])
        print(f"{noise:g}: most at {best}\n     published {next(line for line in table if (line['lambda'], line['strength']) == PUBLISHED)}")
    with open(ROOT / "docs/figures/edge_of_chaos.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: f"{value:.6g}" for name, value in line.items()} for line in table)
    with matplotlib.rc_context(STYLE):
        draw(table).savefig(ROOT / "docs/images/edge_of_chaos.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    main()
