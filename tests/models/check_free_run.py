"""Holds the scores of models/mackey_glass.toml, intrinsic_plasticity.toml and force.toml to what was published of their kind.

Usage: check_free_run.py LIMEN ROOT. Exits 1 and says which score is out of bounds.

H. Jaeger and H. Haas 2004 (Science 304:78) give a log10 of NRMSE_84 of -4.2 for 1,000 units: each of five seeds must reach it.
B. Schrauwen et al. 2008 (Neurocomputing 71:1159) find that intrinsic plasticity improves memory: for each of five seeds the capacity
must rise, and the divergence of the activations must fall to a fifth.
D. Sussillo and L. Abbott 2009 (Neuron 63:544) show a network of 1,000 units that goes on with the learnt wave: for each of three seeds the
error after a whole period must be below 0.2 of the wave's deviation.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SEEDS = range(1, 6)


def results(limen, root, model, seed):
    with tempfile.TemporaryDirectory() as folder:
        command = [limen, "run", root / "models" / f"{model}.toml", "-q", "--force", "-o", folder, "--seed", str(seed)]
        subprocess.run(command, check=True)
        return json.loads((pathlib.Path(folder) / "results.json").read_text(encoding="utf-8"))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    limen, root = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wrong = []
    for seed in SEEDS:
        reached = results(limen, root, "mackey_glass", seed)["readouts"][0]["free_run_84_log10_nrmse"]
        print(f"mackey_glass, seed {seed}: {reached:.2f}", flush=True)
        if reached > -4.2:
            wrong.append(f"mackey_glass, seed {seed}: {reached:.2f} against -4.2")
        run = results(limen, root, "intrinsic_plasticity", seed)
        plain, plastic = (readout["test_capacity"] for readout in run["readouts"])
        before, after = (run["findings"]["plastic"][f"intrinsic_kl_{when}"] for when in ("before", "after"))
        print(f"intrinsic_plasticity, seed {seed}: capacity {plain:.1f}, {plastic:.1f}; KL {before:.3f}, {after:.3f}", flush=True)
        if plastic <= plain or 5 * after > before:
            wrong.append(f"intrinsic_plasticity, seed {seed}")
    for seed in range(1, 4):
        reached = results(limen, root, "force", seed)["readouts"][0]["free_run_period_nrmse"]
        print(f"force, seed {seed}: {reached:.3f}", flush=True)
        if not reached < 0.2:
            wrong.append(f"force, seed {seed}: {reached:.3f} against 0.2")
    sys.exit("out of bounds: " + ", ".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main()
