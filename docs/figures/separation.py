"""Draws how far the states of a liquid part over time: figure 2 of Maass, Natschlaeger and Markram (2002).

Usage: separation.py LIMEN, with a Python that has h5py and matplotlib. Runs models/maass2002_separation.toml, writes
docs/images/separation.svg, and prints the distances at 100 ms and at the end.
"""

import pathlib
import subprocess
import sys
import tempfile

import h5py
import matplotlib
from matplotlib import pyplot

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLOURS = ["#7a7f85", "#56B4E9", "#0072B2", "#D55E00"]  # of Okabe and Ito, and a grey
GREY = "#7a7f85"
STYLE = {"font.family": "DejaVu Sans", "font.size": 10, "text.color": GREY, "axes.labelcolor": GREY, "axes.edgecolor": GREY,
         "xtick.color": GREY, "ytick.color": GREY, "svg.hashsalt": "limen"}


def distances(limen):
    """Gives the classes, the end of each frame in ms, and the mean distance of each class in each frame."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([limen, "run", ROOT / "models/maass2002_separation.toml", "-q", "--force", "-o", folder], check=True)
        with h5py.File(pathlib.Path(folder) / "readouts.h5") as file:
            group = file["distance"]
            curves = group["distances"][:]
            times = [(k + 1) * group.attrs["frame"] for k in range(curves.shape[1])]
            return group["classes"].asstr()[:], times, curves


def draw(classes, times, curves):
    figure, axes = pyplot.subplots(figsize=(7, 3.6), layout="constrained")
    gap, lowest = 0.06 * curves.max(), 0.0  # between two labels
    for name, curve, colour in sorted(zip(classes, curves, COLOURS), key=lambda one: one[1][-1]):
        axes.plot(times, curve, color=colour, linewidth=1.8)
        lowest = max(lowest + gap, curve[-1])
        axes.annotate(f"d = {name}", (times[-1], lowest), (5, 0), textcoords="offset points", va="center", color=colour)
    axes.set(xlabel="ms since the inputs began", ylabel="distance of states", xlim=(0, times[-1] * 1.13), ylim=(0, None))
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    classes, times, curves = distances(sys.argv[1])
    for name, curve in zip(classes, curves):
        print(f"{name}: {curve[times.index(100)]:.2f} at 100 ms, {curve[-1]:.2f} at {times[-1]:g} ms")
    with matplotlib.rc_context(STYLE):
        draw(classes, times, curves).savefig(ROOT / "docs/images/separation.svg", transparent=True, metadata={"Date": None})


if __name__ == "__main__":
    main()
