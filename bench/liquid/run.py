"""Times many short trials of one liquid column in Limen, NEST and Brian2 by turns, and prints the table.

Usage: liquid/run.py [--runs 5] [--threads 2]. Needs build/release/limen (make build); installs the peers into
build/bench-venv, as bench/run.py does. Writes bench/results/liquid.json.

The peers are given what Limen recorded: synapses, initial potentials, and the input's spikes of each trial. They must fire
at Limen's rate: within 2 % (a grid of 0.1 ms moves it by about 1 %) where all synapses of a projection have the same
short-term plasticity, and within 5 % where each has its own, which is not recorded and therefore drawn anew. The table
has the least of the runs: what is left where the machine is shared with others.
"""

import argparse
import functools
import json
import pathlib
import subprocess
import sys
import tempfile

# bench/run.py has this script's name, and this folder must not hide it.
sys.path[0] = str(pathlib.Path(__file__).resolve().parent.parent)
import run  # noqa: E402

MODEL = run.ROOT / "models/maass2002.toml"
RECORDS = """
[record.synapses]
population = "column"
state = "synapses"

[record.input]
population = "input"
state = "spikes"

[record.start]
population = "column"
state = "V_m"
period = 500.0
"""
# Two trials, looked at before any input arrives.
SHORT = ("data.patterns.train=1", "data.patterns.test=1", "record.start.period=0.5")
ALIKE = tuple(f"projection.{projection}.{parameter}_spread=0" for projection in ("EE", "EI", "IE", "II")
              for parameter in ("U", "tau_rec", "tau_facil"))
NEST = "bench/liquid/nest.py"
PEERS = ((NEST,), (NEST, "--neuron", "iaf_psc_exp"), ("bench/liquid/brian2.py",))
TOLERANCE, TOLERANCE_ALIKE = 0.05, 0.02


def simulate(model, folder, threads, settings=()):
    """Runs a model into a folder; gives its results."""
    options = [word for setting in settings for word in ("--set", setting)]
    command = [run.LIMEN, "run", model, "-o", folder, "--threads", str(threads), "--quiet", "--no-train", *options]
    subprocess.run(command, check=True)
    return json.loads((folder / "results.json").read_text())


def row_of(results, threads):
    column = next(p for p in results["populations"] if p["population"] == "column")
    return {
        "simulator": "Limen, exact",
        "threads": threads,
        "build_s": results["build_s"],
        "wall_s": results["simulation_s"],
        "biological_s": results["biological_ms"] / 1000,
        "trials": results["trials"],
        "rate_Hz": column["rate_Hz"],
        run.PER_EVENT: results["simulation_s"] * 1e9 * threads / column["synaptic_events"],
    }


def time_limen(threads):
    with tempfile.TemporaryDirectory() as name:
        return row_of(simulate(MODEL, pathlib.Path(name) / "run", threads), threads)


def record(folder, settings=()):
    """Records what the peers need into the folder; gives their arguments, and the rate at which the column fires."""
    folder.mkdir()
    model = folder / "model.toml"
    model.write_text(MODEL.read_text() + RECORDS)
    results = simulate(model, folder / "run", 1, settings)
    simulate(model, folder / "start", 1, (*settings, *SHORT))
    return (folder / "run/run.h5", folder / "start/run.h5"), row_of(results, 1)["rate_Hz"]


def compare_rates(folder, threads):
    """Compares the rates where the synapses of a projection are alike, and so the same everywhere."""
    recordings, rate = record(folder / "alike", ALIKE)
    print(f"Synapses alike: Limen fires at {rate:.4f} Hz", flush=True)
    for script, *own in PEERS:
        row = run.time_peer((script, *recordings, *own), threads)
        difference = row["rate_Hz"] / rate - 1
        print(f"Synapses alike: {row['simulator']} fires at {row['rate_Hz']:.4f} Hz, {difference:+.3%}", flush=True)
        if abs(difference) > TOLERANCE_ALIKE:
            sys.exit("It has simulated another network")


def least(rows, key):
    return min(row[key] for row in rows)


def print_table(contenders, threads):
    trials = contenders[0][0]["trials"]
    trial_ms = [least(rows, "wall_s") * 1000 / trials for rows in contenders]
    nest_ms = next(ms for rows, ms in zip(contenders, trial_ms) if rows[0]["simulator"].startswith("NEST"))
    print(f"\n| liquid column, 135 neurons, {trials} trials of 500 ms | build (s) | ms per trial | rate (Hz) | speed "
          "| ns per event and thread |")
    print("|---|---|---|---|---|---|")
    for rows, ms in zip(contenders, trial_ms):
        per_event = f"{least(rows, run.PER_EVENT):.0f}" if run.PER_EVENT in rows[0] else ""
        print(f"| {run.label(rows[0], threads)} | {least(rows, 'build_s'):.3f} | {ms:.2f} | {rows[0]['rate_Hz']:.1f} "
              f"| {nest_ms / ms:.1f} | {per_event} |")


def main():
    arguments = run.parse(argparse.ArgumentParser(description=__doc__))
    threads = arguments.threads
    run.make_venv()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        compare_rates(folder, threads)
        recordings, rate = record(folder / "drawn")
        counts = sorted({threads, 1}, reverse=True)
        contenders = [functools.partial(time_limen, count) for count in counts]
        contenders += [functools.partial(run.time_peer, (script, *recordings, *own), count)
                       for script, *own in PEERS for count in counts]
        rows = run.alternate(contenders, arguments.runs, (rate * (1 - TOLERANCE), rate * (1 + TOLERANCE)))
    run.save("liquid", run.circumstances(threads), sum(rows, []))
    print_table(rows, threads)
    if threads > 1:
        speedup = least(rows[1], "wall_s") / least(rows[0], "wall_s")
        print(f"\nLimen on {threads} threads, trials side by side, is {speedup:.2f} times as fast as on one.")


if __name__ == "__main__":
    main()
