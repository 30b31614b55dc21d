// Which populations of rates hear which: an acyclic graph, whose members share one frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "limen/model/model.hpp"

namespace limen {

// Adds a problem for every population that hears itself, directly or through others, for every one whose sources have
// frames of different lengths, and for every one that has none.
void check_rate_graph(const Model&, std::vector<Problem>&);

// All populations, each after those that it hears, and otherwise in the order of the model.
std::vector<std::size_t> rate_order(const Model&);

// The data stream whose frames a population takes: its own, or that of its feedback, or of the first one of rates that
// it hears, or the model's first where it hears spikes alone.
std::optional<std::size_t> clock_of(const Model&, std::size_t population);

// Whether its units spike; false where it is not known what they are.
bool spikes(const PopulationSpec&);

// "a", "b", "c", or the first of very many.
std::string list_of(const std::vector<std::string>& names);

// The records that a readout's parameters name.
std::vector<std::string> named_records(const std::map<std::string, Value>& readout);
std::vector<const RecordSpec*> records_read(const Model&, const ReadoutSpec&);
// Those populations of the model whose states or spikes a readout reads.
std::vector<std::size_t> populations_read(const Model&, const ReadoutSpec&);

}  // namespace limen
