"""Times one update of a reservoir in ReservoirPy, scipy and numpy: esn/peers.py PEER UNITS DENSITY [--threads 2].

PEER: reservoirpy, scipy_float64, scipy_float32, numpy_float32 (a dense matrix). Prints one line of JSON: microseconds for each
update, the median and the least of the repetitions. Threads are those of the linear algebra library.
"""

import argparse
import json
import os
import time

PIECES, PIECE_S = 300, 2e-3  # short, so that some are undisturbed on a busy machine


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("peer", choices=["reservoirpy", "scipy_float64", "scipy_float32", "numpy_float32"])
    parser.add_argument("units", type=int)
    parser.add_argument("density", type=float)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def seconds(work, steps):
    start = time.perf_counter()
    work(steps)
    return (time.perf_counter() - start) / steps


def matrix(units, density, numpy, scipy):
    """Uniform weights with a spectral radius of about 0.9, by the circular law."""
    scale = 0.9 * (3 / (density * units)) ** 0.5
    draw = numpy.random.default_rng(1)
    return scipy.sparse.random(units, units, density, "csr", random_state=draw,
                               data_rvs=lambda size: scale * draw.uniform(-1, 1, size))


def numpy_stepper(name, units, density):
    import numpy
    import scipy.sparse
    kind = numpy.float32 if name.endswith("float32") else numpy.float64
    W = matrix(units, density, numpy, scipy).astype(kind)
    if name.startswith("numpy"):
        W = W.toarray()
    W_in = numpy.random.default_rng(2).uniform(-1, 1, units).astype(kind)
    u = numpy.sin(numpy.arange(100_000)).astype(kind)

    def work(steps):
        h = numpy.zeros(units, kind)
        for k in range(steps):
            h = numpy.tanh(W_in * u[k] + W @ h)
        assert numpy.isfinite(h).all()

    return work


def reservoirpy_stepper(units, density):
    import numpy
    import reservoirpy
    import scipy.sparse
    reservoirpy.set_seed(1)
    node = reservoirpy.nodes.Reservoir(units=units, lr=1.0, W=matrix(units, density, numpy, scipy), input_dim=1)
    u = numpy.sin(numpy.arange(100_000)).reshape(-1, 1)
    return lambda steps: node.run(u[:steps])


def main():
    asked = arguments()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(asked.threads)
    if asked.peer == "reservoirpy":
        work = reservoirpy_stepper(asked.units, asked.density)
    else:
        work = numpy_stepper(asked.peer, asked.units, asked.density)
    steps = 4
    while seconds(work, steps) * steps < PIECE_S:
        steps *= 2
    taken = sorted(1e6 * seconds(work, steps) for _ in range(PIECES))
    print(json.dumps({"simulator": asked.peer, "units": asked.units, "density": str(asked.density),
                      "threads": asked.threads, "us": taken[len(taken) // 2], "least_us": taken[0]}))


if __name__ == "__main__":
    main()
