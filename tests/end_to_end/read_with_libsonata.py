"""Reads a recording with libsonata, as a user of SONATA would, and compares with the plain arrays of the file.

Usage: read_with_libsonata.py run.h5 (needs: pip install libsonata h5py). Exits 1 on any difference.
"""

import sys

import h5py
import libsonata
import numpy


def text(attribute):
    """Gives an attribute as str; h5py reads fixed-length text as bytes."""
    return attribute.decode() if isinstance(attribute, bytes) else attribute


def compare_spikes(path, name, group):
    """Compares a population's spikes, all of them and those of one half of the time and one unit, with the arrays."""
    times, ids = group["timestamps"][:], group["node_ids"][:]
    population = libsonata.SpikeReader(path)[name]
    yield "sorting", population.sorting == "by_time"
    yield "units", population.time_units == "ms"
    read = population.get_dict()
    yield "times", numpy.array_equal(read["timestamps"], times)
    yield "ids", numpy.array_equal(read["node_ids"], ids)
    if len(times) == 0:
        return
    half, unit = times[len(times) // 2], int(ids[0])
    expected = [(int(i), float(t)) for t, i in zip(times, ids) if t <= half]
    yield "first half", [(int(i), float(t)) for i, t in population.get(tstop=half)] == expected
    expected = [(unit, float(t)) for t, i in zip(times, ids) if i == unit]
    yield f"unit {unit}", [(int(i), float(t)) for i, t in population.get(node_ids=[unit])] == expected
    print(f"spikes/{name}: {len(times)} spikes of {len(set(ids))} units")


def compare_report(path, name, group):
    """Compares a report's samples, times and units with the arrays."""
    data, (start, stop, period) = group["data"][:], group["mapping/time"][:]
    population = libsonata.SomaReportReader(path)[name]
    yield "sorted", population.sorted
    yield "times", population.times == (start, stop, period)
    yield "time units", population.time_units == "ms"
    yield "data units", population.data_units == text(group["data"].attrs["units"])
    yield "units", population.get_node_ids() == list(range(data.shape[1]))
    yield "length", abs((stop - start) - len(data) * period) <= 1e-9 * stop
    if len(data) == 0:
        return
    frame = population.get()
    yield "samples", numpy.array_equal(frame.data, data)
    expected = start + period * numpy.arange(len(data))
    # libsonata adds up periods, so its times drift by rounding.
    yield (
        "sample times",
        len(frame.times) == len(data) and numpy.allclose(frame.times, expected, rtol=1e-9, atol=1e-9),
    )
    yield "ids", numpy.array_equal(numpy.array(frame.ids).ravel(), numpy.arange(data.shape[1]))
    print(f"report/{name}: {data.shape[0]} samples of {data.shape[1]} units in {population.data_units}")


def compare_edges(path, name, group):
    """Compares a set of synapses with the arrays."""
    population = libsonata.EdgeStorage(path).open_population(name)
    everything = libsonata.Selection([(0, population.size)])
    yield "size", population.size == len(group["source_node_id"])
    yield "populations", (population.source, population.target) == tuple(name.split("_to_"))
    yield "sources", numpy.array_equal(population.source_nodes(everything), group["source_node_id"][:])
    yield "targets", numpy.array_equal(population.target_nodes(everything), group["target_node_id"][:])
    for attribute in ("syn_weight", "delay"):
        yield attribute, numpy.array_equal(population.get_attribute(attribute, everything), group[f"0/{attribute}"][:])
    print(f"edges/{name}: {population.size} synapses")


def differences(path):
    """Names everything that libsonata reads differently, as (group, what)."""
    with h5py.File(path, "r") as file:
        groups = {kind: dict(file[kind].items()) if kind in file else {} for kind in ("spikes", "report", "edges")}
        if groups["spikes"] and sorted(libsonata.SpikeReader(path).get_population_names()) != sorted(groups["spikes"]):
            yield "spikes", "populations"
        if groups["report"] and sorted(libsonata.SomaReportReader(path).get_population_names()) != sorted(
            groups["report"]
        ):
            yield "report", "populations"
        for kind, compare in (("spikes", compare_spikes), ("report", compare_report), ("edges", compare_edges)):
            for name, group in groups[kind].items():
                try:
                    yield from ((f"{kind}/{name}", what) for what, same in compare(path, name, group) if not same)
                except (libsonata.SonataError, RuntimeError) as error:
                    yield f"{kind}/{name}", f"cannot be read: {error}"
        if not any(groups.values()):
            yield path, "neither spikes nor reports"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(differences(sys.argv[1]))
    for group, what in found:
        print(f"{group}: differs: {what}", file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
