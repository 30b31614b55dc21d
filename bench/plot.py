"""Draws bench/results/*.json as bench/results/speed.svg and speed.png: how long a biological second of each network takes.

Usage: plot.py, with the Python of build/bench-venv. bench/run.py calls it at its end.
"""

import json
import pathlib
import statistics

import matplotlib
from matplotlib import pyplot
from run import MICROCIRCUIT, NETWORKS

RESULTS = pathlib.Path(__file__).resolve().parent / "results"
# Okabe and Ito's colours, which the colour-blind can tell apart; the grey can be read on white and on black.
COLOURS = {"Limen": "#0072B2", "NEST": "#D55E00", "Brian2": "#E69F00"}
GREY = "#7a7f85"
PIXELS_PER_INCH = 100
BAR_PX, TITLE_PX, FOOT_PX = 24, 46, 56
WIDTH_PX, LEFT_PX, RIGHT_PX = 800, 142, 126
PLOT_PX = WIDTH_PX - LEFT_PX - RIGHT_PX
LEFT_EDGE, RIGHT_EDGE = (4 - LEFT_PX) / PLOT_PX, 1 + (RIGHT_PX - 4) / PLOT_PX  # of the figure, in widths of the plot
STYLE = {"font.family": "DejaVu Sans", "font.size": 10, "axes.titlesize": 10.5, "axes.titleweight": "bold",
         "text.color": GREY, "axes.labelcolor": GREY, "xtick.color": GREY, "ytick.color": GREY, "svg.hashsalt": "limen"}


def bars_of(path):
    """Gives name, threads and median seconds of each contender, in the order of the file."""
    about = json.loads(path.read_text())
    taken = {}
    for row in about["runs"]:
        contender = row["simulator"].split()[0].rstrip(","), row.get("threads", about["threads"])
        taken.setdefault(contender, []).append(row["seconds_per_biological_second"])
    return [(*contender, statistics.median(seconds)) for contender, seconds in taken.items()]


def two_digits(value):
    return f"{value:#.2g}".rstrip(".")


def figure_for(networks):
    """Makes a figure with room for the bars of each network; gives it and its axes, one below the other."""
    counts = [len(bars) for _, bars in networks]
    height_px = sum(counts) * BAR_PX + len(counts) * TITLE_PX + FOOT_PX
    figure, column = pyplot.subplots(
        len(counts), sharex=True, squeeze=False, height_ratios=counts, dpi=PIXELS_PER_INCH,
        figsize=(WIDTH_PX / PIXELS_PER_INCH, height_px / PIXELS_PER_INCH))
    figure.subplots_adjust(left=LEFT_PX / WIDTH_PX, right=1 - RIGHT_PX / WIDTH_PX, top=1 - TITLE_PX / height_px,
                           bottom=FOOT_PX / height_px, hspace=TITLE_PX * len(counts) / (sum(counts) * BAR_PX))
    return figure, column[:, 0]


def draw(axes, title, bars):
    """Draws the contenders of one network, with their seconds, and in a column how many times as fast as NEST they are."""
    nest_s = next((seconds for name, _, seconds in bars if name == "NEST"), None)
    for place, (name, _, seconds) in enumerate(bars):
        axes.barh(place, seconds, height=0.7, color=COLOURS[name])
        axes.annotate(two_digits(seconds) + " s", (seconds, place), (6, 0), textcoords="offset points", va="center")
        if nest_s and name != "NEST":
            axes.text(RIGHT_EDGE, place, two_digits(nest_s / seconds) + "×", transform=axes.get_yaxis_transform(),
                      ha="right", va="center", weight="bold")
    axes.set_yticks(range(len(bars)), [f"{name}, {threads} thread" + "s" * (threads > 1) for name, threads, _ in bars])
    axes.set_ylim(len(bars) - 0.5, -0.5)
    axes.set_title(title, loc="left", x=LEFT_EDGE)


def finish(column, networks):
    """Gives all networks one logarithmic scale, from the decade below the shortest bar on, and says what the numbers are."""
    seconds = [bar[2] for _, bars in networks for bar in bars]
    for axes in column:
        axes.spines[:].set_visible(False)
        axes.tick_params(which="both", length=0)
    column[-1].set_xscale("log")
    column[-1].set_xlim(min(seconds) / 10, max(seconds))
    column[-1].xaxis.set_major_formatter("{x:g}")
    column[-1].set_xlabel("seconds for one biological second, logarithmic")
    column[0].set_title("times as fast as NEST", loc="right", x=RIGHT_EDGE, weight="normal")


def main():
    networks = [(network.title, bars_of(path)) for name, network in (NETWORKS | MICROCIRCUIT).items()
                if (path := RESULTS / f"{name}.json").exists()]
    with matplotlib.rc_context(STYLE):
        figure, column = figure_for(networks)
        for axes, (title, bars) in zip(column, networks):
            draw(axes, title, bars)
        finish(column, networks)
        figure.savefig(RESULTS / "speed.svg", transparent=True, metadata={"Date": None})
        figure.savefig(RESULTS / "speed.png", transparent=True, dpi=2 * PIXELS_PER_INCH)


if __name__ == "__main__":
    main()
