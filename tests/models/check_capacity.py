"""Holds the memory capacity of random linear reservoirs to what numpy's least squares in double precision finds on their states.

Usage: check_capacity.py LIMEN. Exits 1 and says what is out of bounds.

A random linear reservoir of 50 units has a capacity of 49 in exact arithmetic (H. Jaeger 2001, "Short term memory in echo state networks"; the
input of the present frame takes the last of 50). Its states are so badly conditioned that arithmetic of 53 bits finds 40 to 46 of them. Of what is
recorded in double precision a readout without a penalty must find as much as numpy's lstsq within 1 %, for five matrices that Limen draws and five that
are given to it; one that chooses its penalty may find a direction more or less, one of those 40, so within 3 %. Of the matrices that are given the
states must be numpy's own, h(k) = W h(k-1) + w u(k), to 1e-12. The memory by lag of a comparison must be the r^2 of the readout.
"""

import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

UNITS, RADIUS, INPUT, WASHOUT, DELAYS = 50, 0.9, 0.1, 500, 100
MODEL = f"""[simulation]
seed = {{seed}}
[data.u]
reader = "memory"
delays = {DELAYS}
train = 5000
test = 5000
[population.esn]
model = "esn"
data = "u"
size = {UNITS}
activation = "identity"
input_weights = "constant"
input_scaling = {INPUT}
{{reservoir}}
[record.esn]
population = "esn"
state = "h"
period = 1.0
precision = "double"
[readout.chosen]
trainer = "ridge"
record = "esn"
washout = {WASHOUT}.0
[readout.squares]
trainer = "ridge"
record = "esn"
washout = {WASHOUT}.0
lambdas = [0.0]
"""
BOUNDS = {"squares": 0.01, "chosen": 0.03}
LAG = 30
DRAWN = f"spectral_radius = {RADIUS}\ndensity = 0.5"
GIVEN = 'reservoir = "csr"\nweights = "constant"\nscaling = "none"\n[population.esn.rule]\nfile = "w.h5"'


def random_matrix(seed):
    """With the digits of the single precision in which Limen takes a matrix from a file."""
    random = numpy.random.default_rng(seed)
    matrix = random.uniform(-1, 1, (UNITS, UNITS)) * (random.random((UNITS, UNITS)) < 0.5)
    return (matrix * RADIUS / abs(numpy.linalg.eigvals(matrix)).max()).astype(numpy.float32)


def write_rows(path, matrix):
    with h5py.File(path, "w") as file:
        file["indptr"] = numpy.concatenate([[0], numpy.cumsum((matrix != 0).sum(axis=1))])
        file["indices"] = numpy.nonzero(matrix)[1]
        file["data"] = matrix[matrix != 0]


def trials(run):
    """Inputs, states and targets of the training trial and of the test trial."""
    data, report = run["inputs/u"], run["report/esn"]
    for i in numpy.argsort(run["trials/split"]):
        frames, rows = slice(*data["offsets"][i : i + 2]), slice(*report["offsets"][i : i + 2])
        yield data["values"][frames, 0], report["data"][rows], data["targets"][frames]


def capacity(run):
    (_, states, targets), (_, unseen, wanted) = (tuple(part[WASHOUT:] for part in trial) for trial in trials(run))
    # Centred: beside a column of ones, some 100 times as long as the others, lstsq would give up a direction or two more.
    means = states.mean(axis=0)
    outputs = (unseen - means) @ numpy.linalg.lstsq(states - means, targets - targets.mean(axis=0), rcond=None)[0]
    return sum(numpy.corrcoef(outputs[:, d], wanted[:, d])[0, 1] ** 2 for d in range(DELAYS))


def largest_error(run, matrix):
    """Of the recorded states, over the largest of them, against a simulation by numpy."""
    matrix, worst = matrix.astype(float), 0
    for inputs, recorded, _ in trials(run):
        state, expected = numpy.zeros(UNITS), []
        for u in inputs:
            state = matrix @ state + INPUT * u
            expected.append(state)
        worst = max(worst, abs(recorded - expected).max() / abs(recorded).max())
    return worst


def wrong_readouts(run, readouts, page):
    wanted, wrong = capacity(run), []
    print(f"lstsq {wanted:.2f}", end="")
    for name, bound in BOUNDS.items():
        reached, by_readout = readouts[name].attrs["test_capacity"], readouts[f"{name}/test/r2"][LAG - 1]
        on_page = page[name]["memory_curve"][0, LAG]
        print(f", {name} {reached:.2f} (lag {LAG}: {by_readout:.7f}, on the page {on_page:.7f})", end="")
        if abs(reached / wanted - 1) > bound:
            wrong.append(f"{name}: capacity {reached:.2f} against {wanted:.2f}")
        if abs(by_readout - on_page) > 1e-6:
            wrong.append(f"{name}: memory of lag {LAG} {on_page} on the page against {by_readout}")
    return wrong


def check(limen, folder, seed, matrix):
    """What is wrong with one reservoir; a matrix of None: Limen draws it."""
    if matrix is not None:
        write_rows(folder / "w.h5", matrix)
    model = folder / "model.toml"
    model.write_text(MODEL.format(seed=seed, reservoir=DRAWN if matrix is None else GIVEN), encoding="utf-8")
    subprocess.run([limen, "compare", model, "-q", "-o", folder / "out"], check=True)
    (recording,) = folder.glob("out/*/run.h5")
    with h5py.File(recording) as run, h5py.File(recording.with_name("readouts.h5")) as readouts, h5py.File(folder / "out/comparison.h5") as page:
        print(f"seed {seed}, {'drawn' if matrix is None else 'given'}: ", end="")
        wrong = wrong_readouts(run, readouts, page)
        if run["report/esn/data"].dtype != numpy.float64:
            wrong.append("states are not recorded as float64")
        if matrix is not None:
            error = largest_error(run, matrix)
            print(f"; states to {error:.0e}", end="")
            if error > 1e-12:
                wrong.append(f"states differ from numpy's by {error:.0e}")
        print(flush=True)
    return [f"seed {seed}: {what}" for what in wrong]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    wrong = []
    for seed in range(1, 6):
        for matrix in (None, random_matrix(seed)):
            with tempfile.TemporaryDirectory() as folder:
                wrong += check(sys.argv[1], pathlib.Path(folder), seed, matrix)
    sys.exit("out of bounds: " + "; ".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
