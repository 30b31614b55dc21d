"""The liquid column as a run of Limen recorded it, for its peers to build: bench/liquid/run.py makes the recording.

Neurons, synapses with weights and delays, and the input's spikes of each trial are the recorded ones. The short-term
plasticity of a synapse is not recorded; its U, tau_rec and tau_facil are drawn here, by the same law as in Limen.
"""

import dataclasses
import tomllib

import h5py
import numpy

DYNAMICS = ("U", "tau_rec", "tau_facil")
LARGEST = {"U": 1.0, "tau_rec": numpy.inf, "tau_facil": numpy.inf}


@dataclasses.dataclass
class Synapses:
    """From one population into the column; arrays with an entry for each synapse, in ms and pA."""

    source: numpy.ndarray
    target: numpy.ndarray
    weight: numpy.ndarray
    delay: numpy.ndarray
    dynamics: dict  # of DYNAMICS; empty where the synapses are static


@dataclasses.dataclass
class Column:
    neuron: dict  # parameters in the model's names; t_ref and V_init have an entry for each neuron
    size: int
    recurrent: Synapses
    input: Synapses
    inputs: int  # units that play the patterns
    trials: list  # for each: times (ms from the trial's start) and units of the input's spikes
    duration: float  # ms, of each trial
    rate_Hz: float  # at which the column fired in Limen


def parts_of(population):
    """Says of each neuron whether it is inhibitory: the last ones are."""
    size = population["size"]
    return numpy.arange(size) >= size - round(size * population["inhibitory"])


def draw(random, mean, spread, largest, count):
    """Normal numbers, drawn again until they are above 0 and at most `largest`."""
    values = numpy.full(count, mean)
    wrong = numpy.full(count, spread > 0)
    while wrong.any():
        values[wrong] = random.normal(mean, spread, wrong.sum())
        wrong = ~((values > 0) & (values <= largest)) & (spread > 0)
    return values


def read_synapses(edges):
    return Synapses(edges["source_node_id"][:].astype(int), edges["target_node_id"][:].astype(int),
                    edges["0/syn_weight"][:].astype(float), edges["0/delay"][:], {})


def add_dynamics(synapses, projections, inhibitory, seed):
    """Draws the short-term plasticity of synapses within the column, projection by projection."""
    random = numpy.random.default_rng(seed)
    synapses.dynamics = {key: numpy.zeros(len(synapses.source)) for key in DYNAMICS}
    for projection in (p for p in projections.values() if p["source"] == "column"):
        chosen = ((inhibitory[synapses.source] == (projection["source_part"] == "inhibitory"))
                  & (inhibitory[synapses.target] == (projection["target_part"] == "inhibitory")))
        for key in DYNAMICS:
            synapses.dynamics[key][chosen] = draw(random, projection[key], projection[key + "_spread"], LARGEST[key],
                                                  chosen.sum())


def neuron_of(population, potentials, inhibitory):
    names = ("tau_m", "C_m", "E_L", "V_th", "V_reset", "I_e")
    t_ref = population["t_ref"]
    return {**{name: population[name] for name in names},
            **{name: population[name][0] for name in ("tau_syn_ex", "tau_syn_in")},
            "t_ref": numpy.where(inhibitory, t_ref["inhibitory"], t_ref["excitatory"]),
            "V_init": potentials}


def first_potentials(start, population):
    """Gives V at a trial's start, from the first sample of V_m, which is before any input arrives."""
    rest = population["E_L"] + population["I_e"] * population["tau_m"] / population["C_m"]
    passed = start["mapping/time"][0]
    return rest + (start["data"][0] - rest) * numpy.exp(passed / population["tau_m"])


def read(path, start_path, seed):
    """Reads a recording, and another one whose record `start` has V_m soon after the start; `seed` is that of what is drawn."""
    with h5py.File(path) as file, h5py.File(start_path) as start:
        model = tomllib.loads(file["model/resolved"].asstr()[()])
        population = model["population"]["column"]
        inhibitory = parts_of(population)
        recurrent = read_synapses(file["edges/column_to_column"])
        add_dynamics(recurrent, model["projection"], inhibitory, seed)
        starts, durations = file["trials/start"][:], file["trials/duration"][:]
        times, units = file["spikes/input/timestamps"][:], file["spikes/input/node_ids"][:].astype(int)
        trial = numpy.searchsorted(starts, times, side="right") - 1
        return Column(
            neuron=neuron_of(population, first_potentials(start["report/start"], population), inhibitory),
            size=population["size"],
            recurrent=recurrent,
            input=read_synapses(file["edges/input_to_column"]),
            inputs=model["population"]["input"]["units"],
            trials=[(times[trial == i] - starts[i], units[trial == i]) for i in range(len(starts))],
            duration=float(durations[0]),
            rate_Hz=len(file["spikes/column/timestamps"]) / population["size"] / durations.sum() * 1000,
        )
