"""Kills a run at random moments, with SIGKILL, and demands that each time everything up to the last flush can be read.

Usage: kill_run.py LIMEN MODEL [--count 50] [--seed 1] [LIMEN RUN'S OPTIONS ...]. What is there must equal the recording
of a run that nobody killed. A run that ended before its kill does not count and is repeated. Exits 1 on any loss.
"""

import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

PATIENCE_S = 60


class Lost(Exception):
    """Something that the recording of a killed run should hold and does not."""


def demand(condition, message):
    if not condition:
        raise Lost(message)


def wait_for_part(run, part):
    """Waits until the run has its recording on disk, or is over."""
    deadline = time.monotonic() + PATIENCE_S
    while not part.exists() and run.poll() is None:
        demand(time.monotonic() < deadline, f"there was no {part.name} after {PATIENCE_S} s")
        time.sleep(0.0005)


def command_of(arguments, options, folder):
    return [arguments.limen, "run", arguments.model, "-o", folder, "--quiet", "--no-train", *options]


def whole_run(arguments, options, folder):
    """Runs to the end; gives the time from the first sight of the recording to the end, in seconds."""
    run = subprocess.Popen(command_of(arguments, options, folder))
    wait_for_part(run, folder / "run.h5.part")
    start = time.monotonic()
    demand(run.wait() == 0, "the run that nobody killed failed")
    return time.monotonic() - start


def killed_run(arguments, options, folder, delay):
    """Kills a run `delay` seconds after its recording appeared. Gives whether the kill came before its end."""
    run = subprocess.Popen(command_of(arguments, options, folder))
    try:
        wait_for_part(run, folder / "run.h5.part")
        time.sleep(delay)
    finally:
        run.kill()
        run.wait()
    return not (folder / "run.h5").exists()


def same(part, whole, path, rows):
    """Demands that the first rows of a dataset are those of the whole recording."""
    demand(path in part, f"{path} is missing")
    demand(len(part[path]) >= rows, f"{path} has {len(part[path])} rows; {rows} were flushed")
    demand(numpy.array_equal(part[path][:rows], whole[path][:rows]), f"{path} differs from the whole recording")


def report_rows(report, trials, ms):
    """Says how many rows of a report of the whole recording must be there at this progress."""
    if trials > 0:
        return int(report["offsets"][trials])
    first, _, period = report["mapping/time"][:]
    return int(numpy.count_nonzero(first + period * numpy.arange(len(report["data"])) < ms))


def check_content(part, whole):
    """Compares what a killed run recorded with the whole recording, up to its progress. Gives that in ms."""
    trials, ms = int(part["progress"][0]), float(part["progress"][1])
    for name in ("start", "duration", "label", "split", "source"):
        same(part, whole, f"trials/{name}", trials)
    for name in part["populations"]:
        same(part, whole, f"populations/{name}/synaptic_events", trials)
    for name, spikes in part.get("spikes", {}).items():
        rows = int(numpy.searchsorted(whole[f"spikes/{name}/timestamps"][:], ms, side="left"))
        same(part, whole, f"spikes/{name}/timestamps", rows)
        same(part, whole, f"spikes/{name}/node_ids", rows)
        demand(numpy.all(numpy.diff(spikes["timestamps"][:rows]) >= 0), f"spikes/{name} is not sorted by time")
    for name, report in part.get("report", {}).items():
        same(part, whole, f"report/{name}/offsets", trials + 1)
        same(part, whole, f"report/{name}/data", report_rows(whole[f"report/{name}"], trials, ms))
        demand(len(report["data"]) >= report["offsets"][trials], f"report/{name} is shorter than its offsets say")
    for name in part.get("inputs", {}):
        same(part, whole, f"inputs/{name}/offsets", trials + 1)
        same(part, whole, f"inputs/{name}/values", int(whole[f"inputs/{name}/offsets"][trials]))
    return ms


def check_part(limen, path, whole):
    """Opens the recording of a killed run as a follower, then, once limen has cleared the mark, plainly."""
    with h5py.File(path, "r", libver="latest", swmr=True) as part:
        followed = check_content(part, whole)
    inspect = subprocess.run([limen, "inspect", path], capture_output=True, text=True, check=False)
    demand(inspect.returncode == 0, f"limen inspect ended with {inspect.returncode}: {inspect.stderr.strip()}")
    demand("was not closed; readable up to" in inspect.stdout, "limen inspect did not say that the run was cut off")
    with h5py.File(path, "r") as part:
        demand(check_content(part, whole) == followed, "limen inspect changed the progress")
    return followed


def random_moment(moments, number, duration):
    """Gives a delay (s) within the run; every fifth in its first hundredth, while the file is still being laid out."""
    return moments.uniform(0, duration / 100 if number % 5 == 0 else duration)


def try_once(arguments, options, folder, whole, delay):
    """Kills one run and checks what it left. Gives the ms recorded, or None where it ended before its kill."""
    try:
        if not killed_run(arguments, options, folder, delay):
            return None
        return check_part(arguments.limen, folder / "run.h5.part", whole)
    except (Lost, OSError, KeyError) as error:
        raise Lost(f"killed {delay * 1000:.1f} ms after the recording appeared: {error}") from error


def parse():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("limen", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=50, help="kills that must land while the run goes on")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    return parser.parse_known_args()


def main():
    arguments, options = parse()
    moments = random.Random(arguments.seed)
    reached, lost, repeated = [], [], 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        duration = whole_run(arguments, options, folder / "whole")
        with h5py.File(folder / "whole/run.h5", "r") as whole:
            end = float(whole["progress"][1])
            while len(reached) + len(lost) < arguments.count and repeated <= 10 * arguments.count:
                delay = random_moment(moments, len(reached) + len(lost), duration)
                try:
                    ms = try_once(arguments, options, folder / "killed", whole, delay)
                    if ms is None:
                        repeated += 1
                    else:
                        reached.append(ms)
                except Lost as error:
                    lost.append(error)
                    print(error, file=sys.stderr)
                shutil.rmtree(folder / "killed", ignore_errors=True)
    landed = len(reached) + len(lost)
    print(f"{landed} runs of about {duration:.2f} s were killed, {repeated} more had ended before; {len(reached)} read back")
    if reached:
        print(f"recorded at the kill: {min(reached):.0f} to {max(reached):.0f} ms of {end:.0f} ms")
    sys.exit(1 if lost or landed < arguments.count else 0)


if __name__ == "__main__":
    main()
