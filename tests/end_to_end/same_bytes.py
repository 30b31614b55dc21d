"""Runs a model with several numbers of threads and demands the same bytes in every dataset and attribute.

Usage: same_bytes.py LIMEN MODEL [--threads 1 2 3 8] [LIMEN RUN'S OPTIONS ...]. Exits 1 and names what differs.
"""

import argparse
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


def run(limen, model, threads, options, folder):
    """Runs the model and gives the contents of each HDF5 file that it left."""
    command = [limen, "run", model, "--threads", str(threads), "-o", folder, "--quiet", *options]
    subprocess.run(command, check=True)
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
    arguments, options = parser.parse_known_args()
    first, *others = arguments.threads
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        reference = run(arguments.limen, arguments.model, first, options, folder / f"{first}")
        if "run.h5" not in reference:
            sys.exit("the run left no run.h5")
        wrong = 0
        for threads in others:
            results = run(arguments.limen, arguments.model, threads, options, folder / f"{threads}")
            for path in differences(reference, results):
                print(f"{path} differs between {first} and {threads} threads", file=sys.stderr)
                wrong += 1
    compared = ", ".join(f"{len(found)} in {file}" for file, found in reference.items())
    print(f"{arguments.model.name}: threads {arguments.threads}: {compared} compared, {wrong} differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
