"""Compares Limen's spikes with those of NEST's precise model, on the same neurons, synapses and input spikes.

Usage: compare.py RUN.h5 (of bench/precise/network.toml), with the Python of build/bench-venv. Builds the network in NEST
from the recorded synapses. `iaf_psc_exp_ps_lossless` must give the same spikes in the same order, with times within 1e-6 ms;
exits 1 if it does not. `iaf_psc_exp_ps` looks at the threshold only where events come, and misses a neuron that crosses it
and is back before: how far it agrees is printed too.
"""

import sys
import tomllib

import h5py
import numpy

sys.path.pop(0)
import nest  # noqa: E402

TOLERANCE_MS = 1e-6


def neuron_of(parameters):
    names = ("tau_m", "C_m", "E_L", "V_th", "V_reset", "t_ref", "I_e")
    receptors = {name: parameters[name][0] for name in ("tau_syn_ex", "tau_syn_in")}
    return {**{name: parameters[name] for name in names}, **receptors}


def simulate(file, model, neuron):
    """Runs the recorded network in NEST; gives times and ids, sorted by time."""
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.resolution = 0.1
    liquid = model["population"]["liquid"]
    neurons = nest.Create(neuron, liquid["size"], params=neuron_of(liquid))
    neurons.V_m = liquid["V_init"][0]
    times, ids = file["spikes/inputs/timestamps"][:], file["spikes/inputs/node_ids"][:]
    senders = [nest.Create("spike_generator", params={"spike_times": times[ids == unit], "precise_times": True})
               for unit in range(model["population"]["inputs"]["size"])]
    sources = {"inputs": numpy.array([sender.global_id for sender in senders]), "liquid": numpy.array(neurons.tolist())}
    for name, edges in file["edges"].items():
        from_ids = sources[name.removesuffix("_to_liquid")][edges["source_node_id"][:].astype(int)]
        to_ids = sources["liquid"][edges["target_node_id"][:].astype(int)]
        nest.Connect(from_ids, to_ids, "one_to_one",
                     {"synapse_model": "static_synapse", "weight": edges["0/syn_weight"][:].astype(float),
                      "delay": edges["0/delay"][:]})
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Simulate(model["simulation"]["stop"])
    events = recorder.events
    order = numpy.argsort(events["times"], kind="stable")
    return events["times"][order], events["senders"][order] - neurons[0].global_id


def compare(file, model, neuron):
    """Prints how far both agree; gives whether they do to the end."""
    times, ids = file["spikes/liquid/timestamps"][:], file["spikes/liquid/node_ids"][:].astype(int)
    peer_times, peer_ids = simulate(file, model, neuron)
    common = min(len(times), len(peer_times))
    differ = numpy.flatnonzero((ids[:common] != peer_ids[:common])
                               | (numpy.abs(times[:common] - peer_times[:common]) > TOLERANCE_MS))
    agreed = int(differ[0]) if len(differ) else common
    largest = numpy.abs(times[:agreed] - peer_times[:agreed]).max()
    print(f"Limen {len(times)} spikes, NEST {nest.__version__} {neuron} {len(peer_times)}: "
          f"the first {agreed} are the same, within {largest:.2g} ms", flush=True)
    return agreed == len(times) == len(peer_times)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with h5py.File(sys.argv[1]) as file:
        model = tomllib.loads(file["model/resolved"].asstr()[()])
        compare(file, model, "iaf_psc_exp_ps")
        sys.exit(0 if compare(file, model, "iaf_psc_exp_ps_lossless") else 1)


if __name__ == "__main__":
    main()
