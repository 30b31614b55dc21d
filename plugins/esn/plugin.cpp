// What the plugin `esn` offers: rate reservoirs.
#include "limen/plugin.hpp"

#include "esn/esn.hpp"

using namespace limen;

LIMEN_PLUGIN("esn", LIMEN_VERSION,
             offer<esn::EsnFactory>(Kind::population, "esn",
                                    "echo state network of leaky tanh units with a sparse random matrix",
                                    schema_of<esn::Esn>()))
