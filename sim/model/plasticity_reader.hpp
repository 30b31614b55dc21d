// The keys of a projection that make its synapses plastic.
#pragma once

#include "limen/model/model.hpp"
#include "model/table_reader.hpp"

namespace limen {

ShortTermSpec take_short_term(TableReader&);
// `projection` knows its weight, which is in this unit, and its short-term plasticity already.
StdpSpec take_stdp(TableReader&, const ProjectionSpec& projection, const std::string& unit);

}  // namespace limen
