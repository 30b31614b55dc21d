"""Runs a model on several numbers of threads and vector widths, and demands the same bytes in every dataset and attribute.

Usage: same_bytes.py LIMEN MODEL [--threads 1 2 3 8] [--isas avx512 avx2 plain] [LIMEN RUN'S OPTIONS ...]. Exits 1 and
names what differs.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy


def value_of(item):
    """Gives what a dataset or an attribute holds as (type, shape, bytes), so that even NaNs and signs of 0 count."""
    array = numpy.asarray(item)
    content = array.tolist() if array.dtype == object else array.tobytes()
    return str(array.dtype), array.shape, content


def contents(path):
    """Gives everything in an HDF5 file by its path; an attribute's is "/object@name"."""
    found = {}

    def add(name, item):
        found[name] = value_of(item[()]) if isinstance(item, h5py.Dataset) else "group"
        found.update({f"{name}@{key}": value_of(value) for key, value in item.attrs.items()})

    with h5py.File(path, "r") as file:
        add("/", file)
        file.visititems(lambda name, item: add("/" + name, item))
    return found


def run(limen, model, threads, isa, options, folder):
    """Runs the model and gives the contents of each HDF5 file that it left."""
    command = [limen, "run", model, "--threads", str(threads), "-o", folder, "--quiet", *options]
    subprocess.run(command, check=True, env={**os.environ, "LIMEN_ISA": isa})
    return {path.name: contents(path) for path in sorted(folder.glob("*.h5"))}


def differences(one, other):
    """Names what is not the same in the files of two runs."""
    for file in sorted(one.keys() | other.keys()):
        mine, yours = one.get(file, {}), other.get(file, {})
        yield from (f"{file}:{path}" for path in sorted(mine.keys() | yours.keys()) if mine.get(path) != yours.get(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("limen", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2, 3, 8])
    parser.add_argument("--isas", nargs="+", default=["avx512", "avx2", "plain"], help="the widest first; less is taken where there is less")
    arguments, options = parser.parse_known_args()
    ways = [(threads, arguments.isas[0]) for threads in arguments.threads]
    ways += [(arguments.threads[0], isa) for isa in arguments.isas[1:]]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        runs = {way: run(arguments.limen, arguments.model, *way, options, folder / f"{way[0]}_{way[1]}") for way in ways}
        reference = runs[ways[0]]
        if "run.h5" not in reference:
            sys.exit("the run left no run.h5")
        wrong = 0
        for way in ways[1:]:
            for path in differences(reference, runs[way]):
                print(f"{path} differs between (threads, vectors) {ways[0]} and {way}", file=sys.stderr)
                wrong += 1
    compared = ", ".join(f"{len(found)} in {file}" for file, found in reference.items())
    print(f"{arguments.model.name}: {len(ways)} ways: {compared} compared, {wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
