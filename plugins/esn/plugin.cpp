// What the plugin `esn` offers: rate reservoirs.
#include "limen/plugin.hpp"

#include "esn/esn.hpp"

using namespace limen;

LIMEN_PLUGIN("esn", LIMEN_VERSION,
             offer<esn::EsnFactory>(
                 Kind::population, "esn",
                 "echo state network of leaky tanh units: random, orthogonal, cyclic and other fixed matrices",
                 schema_of<esn::Esn>()))
