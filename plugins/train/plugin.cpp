// What the plugin `train` offers: trainers that see a recorded file and nothing else.
#include "limen/plugin.hpp"

#include "train/trainer.hpp"

using namespace limen;

LIMEN_PLUGIN("train", LIMEN_VERSION,
             offer<train::RidgeTrainer>(Kind::trainer, "ridge",
                                        "linear classifier by ridge regression, its penalty chosen by cross-validation",
                                        schema_of<train::RidgeReadout>()))
