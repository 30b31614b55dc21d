"""Checks that the plugin guide's build line works outside Limen's tree, and that arithmetic which changes results does not.

Usage: check_build_line.py LIMEN ROOT COMPILER. Exits 1 and says what is not so.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HEADERS = '#include "limen/hdf5.hpp"\n#include "limen/version.hpp"\nconst char* told() { return limen::version; }\n'


def run(line, folder, **more):
    environment = {**os.environ, **more}
    return subprocess.run(line, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def check_plugin(limen, root, compiler, line, folder):
    """Builds the guide's plugin with the guide's line, and asks limen for what it offers."""
    for file in (root / "docs/examples/delta").iterdir():
        shutil.copy(file, folder)
    (folder / "plugins").mkdir()
    built = run(line.replace("g++", compiler, 1), folder, LIMEN=str(root))
    if built.returncode != 0:
        return f"the build line fails:\n{built.stderr}"
    told = run(f"{limen} describe lif_delta && {limen} plugins", folder, LIMEN_PLUGIN_PATH="plugins")
    if told.returncode != 0 or "plugin delta" not in told.stdout:
        return f"limen does not take what the build line made:\n{told.stdout}{told.stderr}"
    return None


def check_headers(root, compiler, line, folder):
    """Compiles a file with what needs more than the line: HDF5's headers."""
    (folder / "headers.cpp").write_text(HEADERS, encoding="utf-8")
    more = "$(pkg-config --cflags hdf5) -fsyntax-only headers.cpp"
    built = run(line.replace("g++", compiler, 1).split(" plugin.cpp")[0] + " " + more, folder, LIMEN=str(root))
    return None if built.returncode == 0 else f"headers.cpp does not compile:\n{built.stderr}"


def check_fast_math(root, compiler, folder):
    """A plugin whose numbers may be other ones must not compile."""
    for flags in ("-Ofast", "-O2 -ffast-math", "-O2 -ffinite-math-only"):
        line = f"{compiler} -std=c++20 {flags} -fsyntax-only -I {root}/sim/include plugin.cpp"
        built = run(line, folder)
        if built.returncode == 0 or "change what a model computes" not in built.stderr:
            return f"{flags} compiles:\n{built.stderr}"
    return None


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    limen, root, compiler = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    guide = (root / "docs/plugin-guide.md").read_text(encoding="utf-8")
    line = re.search(r"^g\+\+ .*plugin\.cpp.*$", guide, re.MULTILINE)[0]
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        problems = [
            check_plugin(limen, root, compiler, line, folder),
            check_headers(root, compiler, line, folder),
            check_fast_math(root, compiler, folder),
        ]
    found = [problem for problem in problems if problem]
    print("\n".join(found) or "the build line works")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
