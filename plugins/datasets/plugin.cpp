// What the plugin `datasets` offers: readers of labelled sequences.
#include "limen/plugin.hpp"

#include "datasets/readers.hpp"

using namespace limen;
using namespace limen::datasets;

LIMEN_PLUGIN("datasets", LIMEN_VERSION,
             offer<TsFactory>(Kind::dataset, "ts",
                              "the .ts format of the UEA and UCR archives, ragged lengths included",
                              schema_of<TsFiles>()),
             offer<CsvFactory>(Kind::dataset, "csv", "comma-separated values, one frame a row", schema_of<CsvFiles>()),
             offer<EventFactory>(Kind::dataset, "events",
                                 "spikes in HDF5 as the Heidelberg data sets keep them: units and times of each sample",
                                 schema_of<EventFiles>()))
