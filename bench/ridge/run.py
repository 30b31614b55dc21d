"""Ridge regression beside ReservoirPy, and the memory that it takes of recordings of any length.

Usage: run.py LIMEN [--quick], with the Python of build/bench-venv. Writes bench/results/ridge.json.

The path: 5,000 frames of 5,000 states; Limen reads them from a recording, and chooses the best of 20 penalties on 500 further
frames; ReservoirPy is given arrays in memory and one penalty. Both in turn, the least of three. The memory: 1,000 states, and more and more
frames; the peak of the resident set of the whole process.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
READOUT = """[readout.noise]
trainer = "ridge"
record = "noise"
lambdas = [{}]
"""


def train(limen, recording, readout, folder):
    """Seconds that training took, and the peak of the resident set in MB."""
    command = [limen, "train", recording, "--model", readout, "-o", folder / "readouts.h5", "--force"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - start, usage.ru_maxrss / 1e3


def make(folder, samples, states):
    path = folder / f"{samples}x{states}.h5"
    subprocess.run([sys.executable, HERE / "recording.py", path, str(samples), str(states)], check=True)
    return path


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("limen", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true", help="1,000 states and fewer frames")
    arguments = parser.parse_args()
    size = 1000 if arguments.quick else 5000
    results = {"frames": size, "states": size, "penalties": 20}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        readout = folder / "readout.toml"
        readout.write_text(READOUT.format(", ".join(f"1e{k}" for k in range(-10, 10))), encoding="utf-8")
        recording = make(folder, size, size)
        ours, theirs = [], []
        for _ in range(3):
            ours.append(train(arguments.limen, recording, readout, folder)[0])
            peer = subprocess.run([sys.executable, HERE / "peer.py", str(size), str(size)], check=True, capture_output=True, text=True)
            theirs.append(float(peer.stdout.split()[-1]))
            print(f"Limen, 20 penalties, with reading: {ours[-1]:.2f} s; ReservoirPy, one: {theirs[-1]:.2f} s", flush=True)
        results |= {"limen_s": min(ours), "reservoirpy_s": min(theirs), "ratio": min(ours) / min(theirs)}
        recording.unlink()
        results["memory"] = []
        for samples in (10_000, 100_000) if arguments.quick else (10_000, 100_000, 1_000_000, 2_000_000):
            recording = make(folder, samples, 1000)
            seconds, megabytes = train(arguments.limen, recording, readout, folder)
            results["memory"].append({"frames": samples, "states": 1000, "seconds": seconds, "peak_MB": megabytes})
            print(f"{samples:,} frames of 1,000 states: {megabytes:.0f} MB, {seconds:.1f} s", flush=True)
            recording.unlink()
    print(f"ratio {results['ratio']:.2f}")
    (ROOT / "bench/results/ridge.json").write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
