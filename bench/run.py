"""Times Limen and its peers side by side on five networks, and Limen alone on the demo, and prints the tables.

Usage: run.py [--runs 5] [--threads 2] [--microcircuit]. Needs build/release/limen (make build); installs the peers into
build/bench-venv. Writes one file for each network, one for the demo, and the plot of them all into bench/results/.
"""

import argparse
import dataclasses
import datetime
import functools
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMEN = ROOT / "build/release/limen"
VENV = ROOT / "build/bench-venv"
PACKAGES = ["nest-simulator==3.10.0", "brian2==2.9.0", "numpy<2", "setuptools", "h5py", "matplotlib"]
PER_EVENT = "ns_per_event_and_thread"
COUNT_SPIKES = """
import sys, h5py
with h5py.File(sys.argv[1]) as file:
    print(sum(int((spikes["timestamps"][:] >= float(sys.argv[2])).sum()) for spikes in file["spikes"].values()))
"""


@dataclasses.dataclass
class Network:
    """One network: Limen's model, the scripts of its peers with their arguments, and the rates (Hz) that it may fire at. A
    contender with another rate has simulated another network."""

    title: str
    model: str | None
    peers: tuple
    rates: tuple
    warm_up_ms: float = 0
    warm_up_runs: int = 1


def brunel(case):
    return ("bench/brunel/nest.py", "--case", case)


NETWORKS = {
    "brunel_38Hz": Network("Brunel network, 12,500 neurons, 38 Hz", "models/brunel_38Hz.toml",
                           (brunel("brunel_38Hz"),), (38.0, 39.5), 100),
    "brunel_6Hz": Network("Brunel network, 12,500 neurons, 6 Hz", "models/brunel_6Hz.toml",
                          (brunel("brunel_6Hz"),), (5.2, 6.0), 100),
    "delta_38Hz": Network("Brunel network, delta synapses, 38 Hz", "bench/brunel/delta_38Hz.toml",
                          (brunel("delta_38Hz"),), (36.5, 38.6), 100),
    "delta_5Hz": Network("Brunel network, delta synapses, 4 Hz", "bench/brunel/delta_5Hz.toml",
                         (brunel("delta_5Hz"),), (4.0, 4.6), 100),
    "cuba": Network("CUBA, 4,000 neurons", "models/cuba.toml",
                    (("bench/cuba/nest.py",), ("bench/cuba/brian2.py", "--threads", "1")), (5.0, 6.2)),
}
# Asked for with --microcircuit. A thread of NEST takes 134 million synapses at most, so that it needs three threads or
# more, on two cores too.
MICROCIRCUIT = {
    "microcircuit": Network("Cortical microcircuit, 77,169 neurons", "models/microcircuit.toml",
                            (("bench/microcircuit/nest.py", "--threads", "4"),), (2.7, 3.7), 100, 0),
}


def output_of(*command):
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def make_venv():
    """Makes the environment of the peers, once."""
    stamp = VENV / "packages.txt"
    wanted = "\n".join(PACKAGES)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {', '.join(PACKAGES)} into {VENV}", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    subprocess.run([VENV / "bin/pip", "install", "--quiet", *PACKAGES], check=True)
    stamp.write_text(wanted)


def run_limen(model, threads):
    """Runs a model; gives its results and the wall time of the whole command (s), with the folder still there."""
    folder = tempfile.TemporaryDirectory()
    start = time.perf_counter()
    command = [LIMEN, "run", model, "-o", pathlib.Path(folder.name) / "run", "--threads", str(threads), "--quiet"]
    subprocess.run(command, cwd=ROOT, check=True)
    wall_s = time.perf_counter() - start
    results = json.loads((pathlib.Path(folder.name) / "run/results.json").read_text())
    return folder, results, wall_s


def time_limen(network, threads):
    folder, results, _ = run_limen(network.model, threads)
    with folder:
        recording = str(pathlib.Path(folder.name) / "run/run.h5")
        spikes = int(output_of(VENV / "bin/python", "-c", COUNT_SPIKES, recording, str(network.warm_up_ms)))
    units = sum(population["units"] for population in results["populations"])
    events = sum(population["synaptic_events"] for population in results["populations"])
    return {
        "simulator": "Limen, exact",
        "threads": threads,
        "build_s": results["build_s"],
        "wall_s": results["simulation_s"],
        "biological_s": results["biological_ms"] / 1000,
        "rate_Hz": spikes / units / ((results["biological_ms"] - network.warm_up_ms) / 1000),
        PER_EVENT: results["simulation_s"] * 1e9 * threads / events,
    }


def time_peer(peer, threads):
    """Runs a peer's script; its own arguments come last, and win."""
    script, *own = peer
    text = output_of(VENV / "bin/python", script, "--threads", str(threads), *own)
    return json.loads(text.splitlines()[-1])


def contenders_of(network, threads):
    """Gives one function for each contender: Limen on all threads and on one, then the peers."""
    counts = sorted({threads, 1}, reverse=True) if network.model else []
    limen = [functools.partial(time_limen, network, count) for count in counts]
    return limen + [functools.partial(time_peer, peer, threads) for peer in network.peers]


def alternate(contenders, runs, rates, warm_up_runs=1):
    """Runs the contenders by turns, to warm up and `runs` times that count; gives the rows of each."""
    rows = [[] for _ in contenders]
    for number in range(1 - warm_up_runs, runs + 1):
        for contender, taken in zip(contenders, rows):
            row = contender()
            if not rates[0] <= row["rate_Hz"] <= rates[1]:
                sys.exit(f"{row['simulator']} fires at {row['rate_Hz']:.2f} Hz, not {rates[0]} to {rates[1]}: not timed")
            row["seconds_per_biological_second"] = row["wall_s"] / row["biological_s"]
            print(f"{'warm-up' if number == 0 else f'run {number}'}: {row['simulator']}: "
                  f"{row['seconds_per_biological_second']:.2f} s per biological second", flush=True)
            if number > 0:
                taken.append(row)
    return rows


def compare_spikes():
    """Compares Limen's spikes with those of NEST's precise models, one by one."""
    folder, _, _ = run_limen("bench/precise/network.toml", 1)
    with folder:
        recording = pathlib.Path(folder.name) / "run/run.h5"
        print("\n" + "\n".join(line for line in output_of(VENV / "bin/python", "bench/precise/compare.py", recording).splitlines()
                               if line.startswith("Limen")), flush=True)


def median(rows, key):
    return statistics.median(row[key] for row in rows)


def commit():
    try:
        changed = output_of("git", "status", "--porcelain", "--untracked-files=no")
        return output_of("git", "rev-parse", "--short", "HEAD") + (" with changes" if changed else "")
    except subprocess.CalledProcessError:
        return "unknown"


def circumstances(threads):
    """Says where and with what the figures were taken."""
    cpus = [line.split(": ")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
    cache = (ROOT / "build/release/CMakeCache.txt").read_text().splitlines()
    compiler = next(line.split("=", 1)[1] for line in cache if line.startswith("CMAKE_CXX_COMPILER:"))
    return {
        "date": datetime.date.today().isoformat(),
        "processor": cpus[0] if cpus else platform.machine(),
        "cores": os.cpu_count(),
        "threads": threads,
        "compiler": output_of(compiler, "--version").splitlines()[0],
        "commit": commit(),
    }


def save(name, about, rows):
    folder = ROOT / "bench/results"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({**about, "runs": rows}, indent=2) + "\n")


def label(row, threads):
    """Names a contender in the tables, with what is not as in the table's heading."""
    count = row["threads"]
    one = "" if count == threads else f", {count} thread{'' if count == 1 else 's'}"
    compiled = f", compiled in {row['compile_s']:.0f} s" if "compile_s" in row else ""
    return row["simulator"] + one + compiled


def bench_network(name, network, about, runs):
    threads = about["threads"]
    contenders = alternate(contenders_of(network, threads), runs, network.rates, network.warm_up_runs)
    save(name, about, sum(contenders, []))
    key = "seconds_per_biological_second"
    nest_s = next((median(rows, key) for rows in contenders if rows[0]["simulator"].startswith("NEST")), None)
    print(f"\n| {network.title} | build (s) | s per biological s | rate (Hz) | speed | ns per event and thread |")
    print("|---|---|---|---|---|---|")
    for rows in contenders:
        speed = f"{nest_s / median(rows, key):.1f}" if nest_s else ""
        per_event = f"{median(rows, PER_EVENT):.2f}" if PER_EVENT in rows[0] else ""
        print(f"| {label(rows[0], threads)} | {median(rows, 'build_s'):.2f} | {median(rows, key):.3f} "
              f"| {median(rows, 'rate_Hz'):.1f} | {speed} | {per_event} |")


def bench_vowels(about, runs, threads):
    rows = []
    for _ in range(runs + 1):
        folder, results, wall_s = run_limen("models/japanese_vowels.toml", threads)
        folder.cleanup()
        training_s = sum(readout["training_s"] for readout in results["readouts"])
        rows.append({"simulation_s": results["simulation_s"], "training_s": training_s, "wall_s": wall_s})
    save("japanese_vowels", about, rows[1:])
    print("\n| limen run models/japanese_vowels.toml | simulation (s) | training (s) | whole command (s) |")
    print("|---|---|---|---|")
    print(f"| 640 utterances, two reservoirs | {median(rows[1:], 'simulation_s'):.2f} "
          f"| {median(rows[1:], 'training_s'):.2f} | {median(rows[1:], 'wall_s'):.2f} |")


def parse(parser):
    """Gives the arguments, with the number of runs and of threads, which every comparison has."""
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.runs < 1 or arguments.threads < 1:
        parser.error("there must be at least one run and one thread")
    return arguments


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--microcircuit", action="store_true", help="the cortical microcircuit too, with --runs 1: twenty minutes and 13 GB")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=list(NETWORKS | MICROCIRCUIT), help="these networks, and nothing else")
    arguments = parse(parser)
    if not LIMEN.exists():
        sys.exit(f"{LIMEN} is not there; make build makes it")
    make_venv()
    about = circumstances(arguments.threads)
    if not arguments.only:
        compare_spikes()
    for name, network in (NETWORKS | (MICROCIRCUIT if arguments.microcircuit or arguments.only else {})).items():
        if arguments.only and name not in arguments.only:
            continue
        if name == "microcircuit" and not (ROOT / network.model).exists():
            print(f"\n{network.model} is not there: skipped")
        else:
            bench_network(name, network, about, arguments.runs)
    if not arguments.only:
        bench_vowels(about, arguments.runs, arguments.threads)
    subprocess.run([VENV / "bin/python", "bench/plot.py"], cwd=ROOT, check=True)
    print(f"\nMedians of {arguments.runs} runs after one to warm up; {about['threads']} threads, {about['processor']}, "
          f"{about['compiler']}, commit {about['commit']}.")


if __name__ == "__main__":
    main()
