"""Runs the models of liquids and demands what their comments promise.

Usage: check_liquids.py LIMEN ROOT. Exits 1 and says what is out of bounds. Where a paper has the figure, the comment of the model
names it; the bounds leave room for other seeds.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import h5py


def run(limen, root, model, folder, *options):
    """Runs a model and gives the metrics of its readouts by name."""
    out = folder / model
    subprocess.run([limen, "run", root / "models" / f"{model}.toml", "-o", out, "--quiet", *options], check=True)
    readouts = json.loads((out / "results.json").read_text())["readouts"]
    return {readout["readout"]: readout for readout in readouts}


def check(name, value, least, most):
    good = least <= value <= most
    print(f"{'ok ' if good else 'BAD'} {name}: {value:.4g}, wanted {least} to {most}", flush=True)
    return good


def separation(limen, root, folder):
    """Figure 2 of Maass, Natschlaeger, Markram (2002): the farther the inputs, the farther the states, from 100 ms on until the end."""
    run(limen, root, "maass2002_separation", folder)
    with h5py.File(folder / "maass2002_separation" / "readouts.h5") as file:
        curves = file["distance/distances"][:]
    yield check("separation: frames", curves.shape[1], 50, 50)
    for i in range(3):
        yield check(f"separation: least ratio of distances {i + 1} and {i}", (curves[i + 1, 10:] / curves[i, 10:]).min(), 1.02, 20)
    yield check("separation: of 0.4 at the end", curves[3, -1], 2, 8)


def checks(limen, root, folder):
    yield check("maass2002: accuracy", run(limen, root, "maass2002", folder)["column"]["test_accuracy"], 0.9, 1)
    yield from separation(limen, root, folder)
    yield check("delayed_parity: capacity", run(limen, root, "delayed_parity", folder)["liquid"]["test_capacity"], 1.5, 5)
    yield check("liquid_memory: capacity", run(limen, root, "liquid_memory", folder)["liquid"]["test_capacity"], 2.5, 15)
    yield check("rate_sum: NRMSE", run(limen, root, "rate_sum", folder)["liquid"]["test_nrmse"], 0.2, 0.6)
    capacities = {name: metrics["test_capacity"] for name, metrics in run(limen, root, "liquid_to_esn", folder).items()}
    yield check("liquid_to_esn: liquid", capacities["liquid"], 2, 25)
    yield check("liquid_to_esn: layer less liquid", capacities["layer"] - capacities["liquid"], 1, 10)
    yield check("liquid_to_esn: driven", capacities["driven"], 1, 10)
    capacities = {name: metrics["test_capacity"] for name, metrics in run(limen, root, "columns", folder).items()}
    yield check("columns: first", capacities["first"], 2, 15)
    yield check("columns: series less first", capacities["series"] - capacities["first"], 0.05, 5)
    yield check("columns: side by side less first", capacities["side_by_side"] - capacities["first"], 0.3, 5)
    run(limen, root, "homeostasis", folder)
    with h5py.File(folder / "homeostasis" / "run.h5") as file:
        told = dict(file["populations/settled"].attrs)
    yield check("homeostasis: error before", told["rate_error_before_homeostasis"], 0.5, 1)
    yield check("homeostasis: error after", told["rate_error_after_homeostasis"], 0, 0.05)


def main():
    limen, root = (pathlib.Path(argument) for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        return 0 if all(list(checks(limen, root, pathlib.Path(folder)))) else 1


if __name__ == "__main__":
    sys.exit(main())
