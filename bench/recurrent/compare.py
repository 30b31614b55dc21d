"""Times training steps of recurrent networks (forward, backward, Adam; float32) here and in PyTorch, by turns.

    cmake --build build/release --target bench_recurrent
    python bench/recurrent/compare.py [--rounds 5] [--save]

needs torch. Each round runs every contender on every size once; the figures are the least of all steps, because the other
users of a shared machine only ever add to a time. With --save everything goes into bench/results/recurrent.json.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import subprocess
import time

import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/bench_recurrent"
OUTPUTS = 2
# Inputs, hidden units, sequences, steps; and how many training steps a round takes.
SIZES = {(12, 32, 32, 100): 20, (12, 128, 32, 100): 10, (32, 256, 64, 100): 3, (32, 512, 64, 100): 2}


class PeepholeLSTM(torch.nn.Module):
    """Gers, Schraudolph and Schmidhuber (2002), as one writes it in PyTorch: all inputs at once, then a loop over steps."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.input, self.state = torch.nn.Linear(inputs, 4 * hidden), torch.nn.Linear(hidden, 4 * hidden, bias=False)
        self.peepholes = torch.nn.Parameter(torch.zeros(3, hidden))

    def forward(self, x):
        h = c = x.new_zeros(x.shape[1], self.peepholes.shape[1])
        states = []
        for from_input in self.input(x):
            i, f, g, o = (from_input + self.state(h)).chunk(4, 1)
            f, i = torch.sigmoid(f + self.peepholes[1] * c), torch.sigmoid(i + self.peepholes[0] * c)
            c = f * c + i * torch.tanh(g)
            h = torch.sigmoid(o + self.peepholes[2] * c) * torch.tanh(c)
            states.append(h)
        return torch.stack(states), None


class ResetBeforeGRU(torch.nn.Module):
    """Cho et al. (2014): the reset gate acts on the state before the matrix."""

    def __init__(self, inputs, hidden):
        super().__init__()
        self.input = torch.nn.Linear(inputs, 3 * hidden)
        self.gates = torch.nn.Linear(hidden, 2 * hidden, bias=False)
        self.candidate = torch.nn.Linear(hidden, hidden, bias=False)

    def forward(self, x):
        hidden = self.candidate.in_features
        h = x.new_zeros(x.shape[1], hidden)
        states = []
        for from_input in self.input(x):
            z, r = torch.sigmoid(from_input[:, :2 * hidden] + self.gates(h)).chunk(2, 1)
            n = torch.tanh(from_input[:, 2 * hidden:] + self.candidate(r * h))
            h = n + z * (h - n)
            states.append(h)
        return torch.stack(states), None


# Our name, and what is the same in PyTorch.
CELLS = {
    "rnn": ("nn.RNN", torch.nn.RNN),
    "lstm": ("nn.LSTM", torch.nn.LSTM),
    "gru_reset_after": ("nn.GRU", torch.nn.GRU),
    "lstm_peephole": ("loop over steps", PeepholeLSTM),
    "gru": ("loop over steps", ResetBeforeGRU),
}


class TorchModel:
    def __init__(self, make, size):
        inputs, hidden, batch, steps = size
        self.cell, self.output = make(inputs, hidden), torch.nn.Linear(hidden, OUTPUTS)
        self.adam = torch.optim.Adam([*self.cell.parameters(), *self.output.parameters()])
        self.x, self.y = torch.randn(steps, batch, inputs), torch.randn(steps, batch, OUTPUTS)

    def step_ms(self):
        start = time.perf_counter()
        self.adam.zero_grad()
        loss = torch.nn.functional.mse_loss(self.output(self.cell(self.x)[0]), self.y)
        loss.backward()
        self.adam.step()
        return 1e3 * (time.perf_counter() - start)


def run_program(cell, size, count, threads):
    command = [PROGRAM, cell, *map(str, size), str(count), str(threads)]
    return [float(line) for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()]


def torch_peak():
    """GFLOP/s of one large product."""
    a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
    start = time.perf_counter()
    a @ b
    return 2e-9 * 2048**3 / (time.perf_counter() - start)


def gflop(cell, size):
    """Of the products of a step: forward, and twice that backward."""
    inputs, hidden, batch, steps = size
    gates = {"rnn": 1, "lstm": 4, "lstm_peephole": 4, "gru": 3, "gru_reset_after": 3}[cell]
    return 6e-9 * batch * steps * (gates * hidden * (inputs + hidden) + OUTPUTS * hidden)


def measure(options):
    threads = options.threads
    torch.set_num_threads(threads)
    ours, theirs, peaks = collections.defaultdict(list), collections.defaultdict(list), collections.defaultdict(list)
    for number in range(options.rounds):
        for size, count in SIZES.items():
            for cell, (_, make) in CELLS.items():
                ours[cell, size] += run_program(cell, size, count, threads)
                model = TorchModel(make, size)
                model.step_ms()
                theirs[cell, size] += [model.step_ms() for _ in range(count)]
        peaks["ours"] += run_program("peak", (32, 512, 16, 100), 5, threads)
        peaks["torch"] += [torch_peak() for _ in range(5)]
        report(ours, theirs, peaks, options, number + 1)


def circumstances(threads):
    processors = [line.split(": ")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    return {"date": datetime.date.today().isoformat(), "processor": processors[0] if processors else platform.machine(),
            "cores": os.cpu_count(), "threads": threads, "torch": torch.__version__, "commit": commit.stdout.strip()}


def report(ours, theirs, peaks, options, rounds):
    """Prints what the rounds until now say, and keeps it: a run that is cut short still counts."""
    best = {name: max(values) for name, values in peaks.items()}
    rows = []
    print(f"\nLeast of {rounds} rounds: milliseconds here / in PyTorch (ratio)\n\n| cell | peer | "
          + " | ".join(f"{b} x {t}, {i} inputs, H = {h}" for i, h, b, t in SIZES) + " |")
    print("|---|---|" + "---|" * len(SIZES))
    for cell, (peer, _) in CELLS.items():
        cells = []
        for size in SIZES:
            mine, other = min(ours[cell, size]), min(theirs[cell, size])
            rows.append({"cell": cell, "peer": peer, "inputs": size[0], "hidden": size[1], "batch": size[2], "time": size[3],
                         "limen_ms": mine, "torch_ms": other, "limen_gflop_per_s": gflop(cell, size) / mine * 1e3})
            cells.append(f"{mine:.2f} / {other:.1f} ({other / mine:.1f})")
        print(f"| {cell} | {peer} | " + " | ".join(cells) + " |")
    print("\nGFLOP/s of products alone: " + ", ".join(f"{name} {value:.0f}" for name, value in best.items()))
    print("GFLOP/s of a step at H = 512: "
          + ", ".join(f"{row['cell']} {row['limen_gflop_per_s']:.0f}" for row in rows if row["hidden"] == 512), flush=True)
    if options.save:
        text = json.dumps({**circumstances(options.threads), "rounds": rounds, "peak_gflop_per_s": best, "runs": rows}, indent=2)
        (ROOT / "bench/results/recurrent.json").write_text(text + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save", action="store_true", help="write bench/results/recurrent.json")
    measure(parser.parse_args())


if __name__ == "__main__":
    main()
