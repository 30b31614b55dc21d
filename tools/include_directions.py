#!/usr/bin/env python3
"""Fails on an include that runs against the direction of the parts of sim/, or past the public headers.

Usage: include_directions.py [ROOT]. Each part may include itself and those before it in PARTS; plugins include
public headers and their own folder; app/ includes public headers and its own. Prints what is wrong, and exits 1 if anything is.
"""

import pathlib
import re
import sys

PARTS = ("core", "files", "schema", "connect", "neuron", "learn", "registry", "model", "engine", "record", "simulation")
# Headers that plugins from outside include, without a part in their names.
NAMED = {"limen/version.hpp": "core", "limen/hdf5.hpp": "files", "limen/plugin.hpp": "registry",
         "limen/interface_number.hpp": "registry"}
INCLUDE = re.compile(r'^\s*#\s*include "([^"]+)"', re.MULTILINE)


def part_of(path):
    """Gives the part that a header or a source of sim/ is of, as it is included or as it lies in sim/; None of no part."""
    if path in NAMED:
        return NAMED[path]
    first = path.removeprefix("limen/").split("/")[0]
    return first if first in PARTS else None


def wrong_in_sim(part, included):
    other = part_of(included)
    if other is None:
        return "is of no part of sim/"
    if PARTS.index(other) > PARTS.index(part):
        return f"is of {other}, and {part} may include nothing that comes after it"
    return None


def wrong_in_plugin(folder, included):
    if included.startswith(("limen/", folder)):
        return None
    return "is neither a public header nor of this plugin"


def problems(root):
    sim = root / "sim"
    for path in sorted([*sim.rglob("*.hpp"), *sim.rglob("*.cpp")]):
        place = path.relative_to(sim).as_posix().removeprefix("include/")
        part = part_of(place)
        for included in INCLUDE.findall(path.read_text()):
            why = "lies in no part of sim/" if part is None else wrong_in_sim(part, included)
            if why:
                yield path, included, why
    for path in sorted([*(root / "plugins").rglob("*.hpp"), *(root / "plugins").rglob("*.cpp")]):
        for included in INCLUDE.findall(path.read_text()):
            why = wrong_in_plugin(path.relative_to(root / "plugins").parts[0] + "/", included)
            if why:
                yield path, included, why
    for path in sorted([*(root / "app").rglob("*.hpp"), *(root / "app").rglob("*.cpp")]):
        for included in INCLUDE.findall(path.read_text()):
            if part_of(included) is not None and not included.startswith("limen/"):
                yield path, included, "is no public header"


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    found = list(problems(root))
    for path, included, why in found:
        print(f'{path.relative_to(root)}: "{included}" {why}')
    print(f"{len(found)} includes run the wrong way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
