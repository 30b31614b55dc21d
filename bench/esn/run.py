"""Times updates of reservoirs in Limen, ReservoirPy, scipy and numpy, side by side, and prints the tables.

Usage: esn/run.py [--rounds 5] [--python build/bench-venv/bin/python]. Needs build/release/limen and esn_step (cmake --build
--preset release --target limen esn_step), and reservoirpy==0.4.2 in that Python. The contenders take turns. A figure
is the least of the rounds, and within a bare update's round the least of many short pieces: what is left where the machine is
shared with others. Writes bench/results/esn_step.json.
"""

import argparse
import json
import math
import pathlib
import platform
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = pathlib.Path(__file__).with_name("peers.py")
STEP, LIMEN = ROOT / "build/release/esn_step", ROOT / "build/release/limen"
# Name, units, density, peers that are asked.
CASES = [("1000, 20 %", 1000, "0.2", ["reservoirpy", "scipy_float64", "numpy_float32"]),
         ("5000, 0.2 %", 5000, "0.002", ["reservoirpy", "scipy_float64"]),
         ("1000, cycle", 1000, "cycle", [])]
# Precision, sequences, threads.
LIMEN_WAYS = [("float64", 1, 1), ("float64", 1, 2), ("float32", 1, 1), ("float32", 1, 2), ("float64", 64, 2),
              ("float32", 64, 2)]
MODEL = """
[data.u]
reader = "csv"
train = "u.csv"
frame = 1.0
standardise = false
{trial}
[population.esn]
model = "esn"
data = "u"
size = {units}
density = {density}
precision = "{precision}"
{record}
"""
RECORD = '[record.h]\npopulation = "esn"\nstate = "h"\nperiod = 1.0\n'


def output_of(*command):
    return json.loads(subprocess.run([str(word) for word in command], cwd=ROOT, capture_output=True, text=True,
                                     check=True).stdout.splitlines()[-1])


def time_run(units, density, precision, sequences, threads, record):
    """Microseconds for each update of `limen run`, once the model is built: with `record`, all states are written."""
    frames = max(200, int(2e7 / units / sequences))
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        rows = [f"{s},{math.sin(k + s):.6f}" for s in range(sequences) for k in range(frames)]
        (folder / "u.csv").write_text("trial,u\n" + "\n".join(rows) + "\n")
        text = MODEL.format(trial='trial = "trial"', units=units, density=density, precision=precision,
                            record=RECORD if record else "")
        (folder / "m.toml").write_text(text)
        subprocess.run([LIMEN, "run", folder / "m.toml", "-o", folder / "run", "--threads", str(threads), "--quiet"],
                       check=True)
        results = json.loads((folder / "run/results.json").read_text())
    return 1e6 * results["simulation_s"] / frames / sequences


def measure(rounds, python):
    rows = {}

    def add(case, simulator, precision, sequences, threads, us):
        rows.setdefault((case, simulator, precision, sequences, threads), []).append(us)

    for _ in range(rounds):
        for case, units, density, peers in CASES:
            for precision, sequences, threads in LIMEN_WAYS:
                step = output_of(STEP, units, density, precision, "auto", sequences, threads)
                add(case, "Limen, bare update", precision, sequences, threads, step["least_us"])
                if density == "cycle":
                    continue
                whole = time_run(units, density, precision, sequences, threads, True)
                add(case, "limen run, states recorded", precision, sequences, threads, whole)
                alone = time_run(units, density, precision, sequences, threads, False)
                add(case, "limen run, nothing recorded", precision, sequences, threads, alone)
            for peer in peers:
                row = output_of(python, PEERS, peer, units, density)
                add(case, peer, "float32" if peer.endswith("32") else "float64", 1, 2, row["least_us"])
    return rows


def table(rows, case):
    reference = min(next((us for key, us in rows.items() if key[:2] == (case, "reservoirpy")), [0]))
    lines = [f"| {case} | precision | sequences | threads | us per update | speed |", "|---|---|---|---|---|---|"]
    for (of, simulator, precision, sequences, threads), us in rows.items():
        if of == case:
            speed = f"{reference / min(us):.1f}" if reference else ""
            lines.append(f"| {simulator} | {precision} | {sequences} | {threads} | {min(us):.3g} | {speed} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--python", default=ROOT / "build/bench-venv/bin/python")
    asked = parser.parse_args()
    rows = measure(asked.rounds, asked.python)
    for case, *_ in CASES:
        print(table(rows, case) + "\n")
    processor = next(line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name"))
    kept = [dict(zip(("case", "simulator", "precision", "sequences", "threads"), key), us=us) for key, us in rows.items()]
    result = {"processor": processor, "python": platform.python_version(), "rounds": asked.rounds, "rows": kept}
    (ROOT / "bench/results/esn_step.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
