"""Times how long Limen and ReservoirPy take to draw a reservoir and to scale it to a spectral radius, by turns.

Usage: build.py [--runs 5] [--threads 2]. Needs build/release/limen and bench/run.py's environment with
reservoirpy==0.4.2, which it installs there. Writes bench/results/esn_build.json and prints a table.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import run  # noqa: E402

PYTHON = pathlib.Path(os.environ.get("LIMEN_BENCH_PYTHON", run.VENV / "bin/python"))
CASES = [(1000, 0.2), (5000, 0.002), (5000, 0.02)]
RADIUS = 0.9
RESERVOIRPY = """
import sys, time, numpy, reservoirpy
size, density, radius = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])
reservoir = reservoirpy.nodes.Reservoir(size, sr=radius, rc_connectivity=density, seed=1)
start = time.perf_counter()
reservoir.initialize(numpy.zeros((1, 1)))
print(time.perf_counter() - start, abs(numpy.asarray(reservoir.W.sum())) > 0)
"""
MODEL = """
[simulation]
seed = 1
[data.nothing]
reader = "csv"
train = "one.csv"
[population.esn]
model = "esn"
data = "nothing"
size = {size}
density = {density}
spectral_radius = {radius}
"""


def time_limen(folder, size, density, threads):
    """The whole of building: reading the data, drawing, scaling, and what is reported of the reservoir."""
    (folder / "model.toml").write_text(MODEL.format(size=size, density=density, radius=RADIUS))
    (folder / "one.csv").write_text("0.0\n")
    subprocess.run([run.LIMEN, "run", "model.toml", "-o", "out", "--force", "--quiet", "--threads", str(threads)],
                   cwd=folder, check=True)
    return json.loads((folder / "out/results.json").read_text())["build_s"]


def time_reservoirpy(size, density):
    text = run.output_of(PYTHON, "-c", RESERVOIRPY, str(size), str(density), str(RADIUS))
    return float(text.splitlines()[-1].split()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    subprocess.run([PYTHON, "-m", "pip", "install", "--quiet", "reservoirpy==0.4.2"], check=True)
    rows = []
    with tempfile.TemporaryDirectory() as name:
        for size, density in CASES:
            times = {"Limen": [], "ReservoirPy 0.4.2": []}
            for _ in range(arguments.runs + 1):  # the first warms up
                times["Limen"].append(time_limen(pathlib.Path(name), size, density, arguments.threads))
                times["ReservoirPy 0.4.2"].append(time_reservoirpy(size, density))
            for simulator, all_s in times.items():
                rows.append({"size": size, "density": density, "simulator": simulator,
                             "build_s": statistics.median(all_s[1:]), "runs_s": all_s[1:]})
    run.save("esn_build", run.circumstances(arguments.threads), rows)
    print("| units, density | Limen (s) | ReservoirPy 0.4.2 (s) | ratio |\n|---|---|---|---|")
    for ours, theirs in zip(rows[::2], rows[1::2]):
        print(f"| {ours['size']}, {ours['density']:.1%} | {ours['build_s']:.3f} | {theirs['build_s']:.3f} "
              f"| {theirs['build_s'] / ours['build_s']:.1f} |")


if __name__ == "__main__":
    main()
