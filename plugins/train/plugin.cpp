// What the plugin `train` offers: trainers that see a recorded file and nothing else.
#include "limen/plugin.hpp"

#include "train/recurrent/readout.hpp"
#include "train/trainer.hpp"

using namespace limen;

LIMEN_PLUGIN("train", LIMEN_VERSION,
             offer<train::RidgeTrainer>(Kind::trainer, "ridge",
                                        "linear classifier by ridge regression, its penalty chosen by cross-validation",
                                        schema_of<train::RidgeReadout>()),
             offer<train::recurrent::RnnTrainer>(Kind::trainer, "rnn",
                                                 "recurrent network without gates, trained through time on the inputs",
                                                 train::recurrent::RnnTrainer::schema()),
             offer<train::recurrent::LstmTrainer>(Kind::trainer, "lstm",
                                                  "long short-term memory, trained through time on the inputs",
                                                  train::recurrent::LstmTrainer::schema()),
             offer<train::recurrent::GruTrainer>(Kind::trainer, "gru",
                                                 "gated recurrent units, trained through time on the inputs",
                                                 train::recurrent::GruTrainer::schema()))
