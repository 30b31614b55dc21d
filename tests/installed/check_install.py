"""Installs Limen, moves it, and uses it from elsewhere: the command, a plugin, a program.

Usage: check_install.py ROOT BUILD COMPILER. Exits 1 and says what is not so.
"""

import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile


def run(*command, **more):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LIMEN_")}
    done = subprocess.run([str(word) for word in command], env={**environment, **more}, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(str(word) for word in command)} fails:\n{done.stdout}{done.stderr}")
    return done.stdout


def build(project, prefix, compiler, *more):
    """Builds a project of tests/ against what is installed; gives its build folder."""
    folder = prefix.parent / project.name
    run("cmake", "-S", project, "-B", folder, f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror",
        *more)
    run("cmake", "--build", folder)
    return folder


def check_command(root, prefix, folder):
    limen = prefix / "bin/limen"
    told = run(limen, "plugins")
    for name in ("audio", "datasets", "esn", "lsm", "tasks", "train"):
        assert f"{name} 0." in told, told
    run(limen, "run", prefix / "share/limen/models/narma10_cycle.toml", "-o", folder / "narma", "-q")
    here, build_folder = run(limen, "version"), str(root)
    assert build_folder not in here, here


def check_plugin(root, prefix, compiler):
    folder = build(root / "tests/out_of_tree_plugin", prefix, compiler, f"-DEXAMPLE={root / 'docs/examples/delta'}")
    told = run(prefix / "bin/limen", "describe", "lif_delta", LIMEN_PLUGIN_PATH=str(folder))
    assert "lif_delta" in told, told
    run(prefix / "bin/limen", "run", root / "docs/examples/delta/ring.toml", "-o", folder / "ring", "-q", LIMEN_PLUGIN_PATH=str(folder))


def check_program(root, prefix, compiler):
    folder = build(root / "tests/use_as_library", prefix, compiler)
    told = run(folder / "main", folder)
    assert "label, training accuracy: 1\n" in told, told
    assert " spikes of units 0 to 2 in trial 4; V_m of unit 0 at 100 ms: " in told, told
    run(prefix / "bin/limen", "inspect", folder / "run.h5")
    told = run(folder / "changed", prefix / "share/limen/models/cuba.toml")
    assert told.count(" ms: V_m of unit 0 is ") == 2 and int(told.splitlines()[-1].split()[0]) > 1000, told


def check_package(prefix):
    """pkg-config names what is there, wherever it was moved."""
    (file,) = prefix.rglob("limen.pc")
    flags = run("pkg-config", "--cflags", "--libs", "limen", PKG_CONFIG_PATH=str(file.parent))
    folders = [pathlib.Path(word[2:]) for word in shlex.split(flags) if word.startswith(("-I", "-L"))]
    assert any((folder / "limen/plugin.hpp").exists() for folder in folders), flags
    assert any((folder / "liblimen_sim.so").exists() for folder in folders), flags


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    root, build_folder, compiler = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place).resolve()
        run("cmake", "--install", build_folder, "--prefix", folder / "first")
        prefix = folder / "moved here"
        shutil.move(folder / "first", prefix)
        check_command(root, prefix, folder)
        check_package(prefix)
        check_plugin(root, prefix, compiler)
        check_program(root, prefix, compiler)


if __name__ == "__main__":
    main()
