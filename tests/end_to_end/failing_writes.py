"""Lets every write, close, sync and rename of a command fail once, and looks at what is left: no crash, no broken file
under a final name, and nothing lost of what was there before.

failing_writes.py LIMEN LIBRARY run|rerun|train|apply|compare [--on]
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import h5py

MODEL = """
[simulation]
seed = 1
[data.x]
reader = "csv"
train = "../x.csv"
test = "../x.csv"
trial = "trial"
label = "label"
frame = 5.0
[population.p]
model = "lif"
size = 10
I_e = 450.0
[drive.d]
target = "p"
model = "current"
data = "x"
[record.p]
population = "p"
state = "spikes"
[readout.r]
trainer = "ridge"
record = "p"
"""


def call(limen, words, folder, preload=None, **failing):
    environment = dict(os.environ, LIMEN_CLASSIC_LOCALE="1")
    if preload:
        environment.update({name: str(value) for name, value in failing.items()}, LD_PRELOAD=str(preload))
    return subprocess.run([limen, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def must(outcome):
    if outcome.returncode != 0:
        raise SystemExit(f"{outcome.args}: {outcome.stdout}{outcome.stderr}")


def contents(folder):
    """Of every file that has its final name."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".part" and not path.name.endswith(".lock"):
            files[str(path.relative_to(folder))] = path.read_bytes()
    return files


def read_all(path):
    if path.suffix == ".json":
        json.loads(path.read_text())
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            file.visititems(lambda _, item: item[()] if isinstance(item, h5py.Dataset) else None)


def prepare(limen, place, command):
    """The folder that the command shall write into, and its words."""
    rows = ["trial,a,label"]
    rows += [f"{t},{(t % 2) * k / 5},{'up' if t % 2 else 'down'}" for t in range(6) for k in range(6)]
    (place / "x.csv").write_text("\n".join(rows) + "\n")
    (place / "m").mkdir()
    (place / "m/m.toml").write_text(MODEL)
    run = ["run", "m/m.toml", "-o", "out/run", "-q"]
    (place / "out").mkdir()
    if command == "run":
        return run
    if command == "compare":
        return ["compare", "m/m.toml", "-o", "out/c", "--seeds", "1", "-q"]
    must(call(limen, run, place))
    if command == "rerun":
        return [*run, "--force", "--seed", "2"]
    if command == "train":
        return ["train", "out/run/run.h5", "--force"]
    must(call(limen, ["apply", "out/run/readouts.h5", "out/run/run.h5"], place))
    return ["apply", "out/run/readouts.h5", "out/run/run.h5", "--force"]


def check(outcome, place, before):
    after = contents(place / "out")
    problems = []
    if outcome.returncode < 0 or outcome.returncode > 3:
        problems.append(f"ended with {outcome.returncode}")
    for path in after:
        try:
            read_all(place / "out" / path)
        except Exception as failure:
            problems.append(f"{path} is broken: {failure}")
    if outcome.returncode != 0:
        problems += [f"{path} is lost" for path in before if after.get(path) != before[path]]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("limen", type=os.path.abspath)
    parser.add_argument("library", type=os.path.abspath)
    parser.add_argument("command", choices=["run", "rerun", "train", "apply", "compare"])
    parser.add_argument("--on", action="store_true", help="all later calls fail too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = pathlib.Path(temporary).resolve() / "place"
        place.mkdir()
        words = prepare(arguments.limen, place, arguments.command)
        shutil.copytree(place / "out", place / "kept")
        before, mark, number, wrong = contents(place / "out"), place / "mark", 0, 0
        while True:
            number += 1
            shutil.rmtree(place / "out")
            shutil.copytree(place / "kept", place / "out")
            mark.unlink(missing_ok=True)
            failing = dict(FAIL_UNDER=place / "out", FAIL_AT=number, FAIL_MARK=mark)
            if arguments.on:
                failing["FAIL_ON"] = 1
            outcome = call(arguments.limen, words, place, arguments.library, **failing)
            if not mark.exists():
                break
            for problem in check(outcome, place, before):
                print(f"call {number} fails: {problem}\n{outcome.stderr}")
                wrong += 1
        must(outcome)
        print(f"{arguments.command}: {number - 1} calls, {wrong} problems")
        return 1 if wrong or number < 10 else 0


if __name__ == "__main__":
    raise SystemExit(main())
