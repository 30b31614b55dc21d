"""Every public header compiles alone.

Usage: check_headers.py ROOT COMPILER. Exits 1 and names those that do not.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    root, compiler = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2]
    include = root / "sim/include"
    flags = subprocess.run(["pkg-config", "--cflags", "fmt", "hdf5"], capture_output=True, text=True, check=True).stdout.split()

    def told(header):
        name = header.relative_to(include).as_posix()
        command = [compiler, "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-I", include, *flags, "-x", "c++", "-"]
        done = subprocess.run(command, input=f'#include "{name}"\n', capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else f"{name} does not compile alone:\n{done.stderr[:2000]}"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [text for text in pool.map(told, sorted(include.rglob("*.hpp"))) if text]
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
