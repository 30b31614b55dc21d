"""Maps the column of Maass, Natschlaeger and Markram over the reach of its synapses, lambda, and their strength.

Usage: edge_of_chaos.py LIMEN, with a Python that has matplotlib. Runs docs/figures/edge_of_chaos.toml for each point and three seeds (four
minutes), writes docs/figures/edge_of_chaos.csv and docs/images/edge_of_chaos.svg, and prints where kernel less generalisation rank is largest.
"""

import concurrent.futures
import csv
import itertools
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import matplotlib
from matplotlib import pyplot

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAMBDAS = [0.5, 0.75, 1, 1.4, 2, 2.8, 4, 5.7, 8]
STRENGTHS = [0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8]  # times the published means
WEIGHTS = {"EE": 30000.0, "EI": 60000.0, "IE": -19000.0, "II": -19000.0}  # pA, as in the model
SEEDS = 3
GREY = "#7a7f85"
STYLE = {"font.family": "DejaVu Sans", "font.size": 10, "text.color": GREY, "axes.labelcolor": GREY, "axes.edgecolor": GREY,
         "xtick.color": GREY, "ytick.color": GREY, "svg.hashsalt": "limen"}
COLUMNS = ["lambda", "strength", "kernel_rank", "generalisation_rank", "difference", "rate_Hz"]


def measure(limen, reach, strength, seed):
    """Gives kernel rank, generalisation rank and rate of one column."""
    settings = []
    for name, weight in WEIGHTS.items():
        settings += [f"projection.{name}.lambda={float(reach)}", f"projection.{name}.weight={weight * strength}",
                     f"projection.{name}.weight_spread={abs(weight) * strength}"]
    with tempfile.TemporaryDirectory() as folder:
        command = [limen, "run", ROOT / "docs/figures/edge_of_chaos.toml", "-q", "--force", "-o", folder, "--threads", "1",
                   "--seed", str(seed), *itertools.chain.from_iterable(("--set", setting) for setting in settings)]
        subprocess.run(command, check=True)
        readouts = json.loads((pathlib.Path(folder) / "results.json").read_text(encoding="utf-8"))["readouts"]
    ranks, firing = ({readout["readout"]: readout for readout in readouts}[name] for name in ("rank", "firing"))
    return ranks["kernel_rank"], ranks["generalisation_rank"], firing["rate"]


def rows(limen):
    points = list(itertools.product(LAMBDAS, STRENGTHS))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda job: measure(limen, *job[0], job[1]), itertools.product(points, range(1, SEEDS + 1))))
    for i, (reach, strength) in enumerate(points):
        kernel, general, rate = (statistics.mean(values) for values in zip(*runs[i * SEEDS:(i + 1) * SEEDS]))
        yield dict(zip(COLUMNS, (reach, strength, kernel, general, kernel - general, rate)))


def draw(table):
    figure, axes = pyplot.subplots(1, 3, sharey=True, figsize=(10, 3.6), layout="constrained")
    panels = ("difference", "kernel less generalisation rank"), ("generalisation_rank", "generalisation rank"), ("rate_Hz", "rate (Hz)")
    for axis, (column, title) in zip(axes, panels):
        values = [[next(row[column] for row in table if row["lambda"] == reach and row["strength"] == strength) for reach in LAMBDAS]
                  for strength in STRENGTHS]
        image = axis.imshow(values, origin="lower", aspect="auto", cmap="viridis")
        figure.colorbar(image, ax=axis).outline.set_visible(False)
        axis.plot(LAMBDAS.index(2), STRENGTHS.index(1), "o", markersize=11, markerfacecolor="none", markeredgecolor="white", markeredgewidth=1.8)
        axis.set_title(title, fontsize=10.5)
        axis.set_xlabel("λ (grid sites)")
        axis.set_xticks(range(len(LAMBDAS)), [f"{reach:g}" for reach in LAMBDAS], fontsize=8.5)
        axis.set_yticks(range(len(STRENGTHS)), [f"{strength:g}" for strength in STRENGTHS])
        axis.tick_params(length=0)
        axis.spines[:].set_visible(False)
    axes[0].set_ylabel("synapses, times the published")
    return figure


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    table = list(rows(sys.argv[1]))
    with open(ROOT / "docs/figures/edge_of_chaos.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: f"{value:.6g}" for name, value in row.items()} for row in table)
    best = max(table, key=lambda row: row["difference"])
    published = next(row for row in table if row["lambda"] == 2 and row["strength"] == 1)
    print(f"best: {best}\npublished: {published}")
    with matplotlib.rc_context(STYLE):
        draw(table).savefig(ROOT / "docs/images/edge_of_chaos.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    main()
