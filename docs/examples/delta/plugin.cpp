// What the plugin `delta` offers: the example of the plugin guide.
#include "limen/plugin.hpp"

#include "lif_delta.hpp"
#include "ring.hpp"

LIMEN_PLUGIN("delta", "1.0.0",
             limen::offer<delta::NeuronsFactory>(limen::Kind::population, "lif_delta",
                                                 "leaky integrate-and-fire neurons with delta synapses",
                                                 limen::schema_of<delta::LifDelta>()),
             limen::offer<delta::RingFactory>(limen::Kind::topology, "ring", "each unit listens to those before it",
                                              limen::schema_of<delta::Ring>()))
