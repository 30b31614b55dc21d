"""Writes a recording of white noise as limen run would: recording.py FILE SAMPLES STATES.

One trial to train on, and one of 500 frames to choose the penalty by.
"""

import sys

import h5py
import numpy as np

VALIDATION = 500  # frames


def main():
    path, samples, states = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    random = np.random.default_rng(1)
    with h5py.File(path, "w", libver="latest") as file:
        file.attrs["limen_format"] = np.uint32(1)
        frames = samples + VALIDATION
        file["trials/start"] = [0.0, float(samples)]
        file["trials/duration"] = [float(samples), float(VALIDATION)]
        file["trials/label"] = np.array([-1, -1], np.int32)
        file["trials/split"] = np.array([0, 2], np.uint8)
        file.create_dataset("trials/classes", shape=(0,), dtype="S1")
        file["progress"] = [2.0, float(frames)]
        population = file.create_group("populations/noise")
        population.attrs["model"] = "esn"
        population.attrs["size"] = np.uint64(states)
        population.attrs["synapses"] = np.uint64(0)
        file["populations/noise/synaptic_events"] = np.zeros(2, np.uint64)
        record = file.create_group("records/noise")
        for key, value in (("kind", "report"), ("path", "/report/noise"), ("population", "noise")):
            record.attrs[key] = value
        data = file.create_dataset("report/noise/data", (frames, states), "f4", chunks=(max(1, 65536 // (4 * states)), states))
        file["report/noise/offsets"] = np.array([0, samples, frames], np.uint64)
        file["report/noise/mapping/time"] = [1.0, float(frames + 1), 1.0]
        targets = file.create_dataset("inputs/noise/targets", (frames, 1), "f8")
        file.create_dataset("inputs/noise/values", (frames, 1), "f8")
        file["inputs/noise/offsets"] = np.array([0, samples, frames], np.uint64)
        file["inputs/noise"].attrs["frame"] = 1.0
        for first in range(0, frames, 10000):
            count = min(10000, frames - first)
            x = random.standard_normal((count, states), np.float32)
            data[first:first + count] = x
            targets[first:first + count] = 0.5 * x[:, :1] + random.standard_normal((count, 1))
        file.create_group("model").attrs["seed"] = np.uint64(1)
        file["model"].attrs["version"] = "bench"
        file["model"].attrs["model_file"] = "noise.toml"


if __name__ == "__main__":
    main()
