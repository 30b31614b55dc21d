// What the plugin `train` offers: trainers and measures that see a recorded file and nothing else.
#include "limen/plugin.hpp"

#include "train/linear/softmax_readout.hpp"
#include "train/linear/trainer.hpp"
#include "train/measures/measures.hpp"
#include "train/measures/spike_statistics.hpp"
#include "train/online/online_readouts.hpp"
#include "train/recurrent/readout.hpp"

using namespace limen;
using namespace limen::train;

LIMEN_PLUGIN(
    "train", LIMEN_VERSION,
    offer<RidgeTrainer>(Kind::trainer, "ridge",
                        "linear readout by ridge regression, of labels or of targets in each frame",
                        schema_of<RidgeReadout>()),
    offer<SoftmaxTrainer>(Kind::trainer, "softmax", "linear readout of labels by softmax regression",
                          schema_of<SoftmaxReadout>()),
    offer<RlsTrainer>(Kind::trainer, "rls",
                      "linear readout of targets by recursive least squares, frame after frame, with forgetting",
                      schema_of<RlsReadout>()),
    offer<LmsTrainer>(Kind::trainer, "lms", "linear readout of targets by least mean squares, frame after frame",
                      schema_of<LmsReadout>()),
    offer<ForceTrainer>(Kind::trainer, "force",
                        "linear readout that the network hears while it learns, by recursive least squares (FORCE)",
                        schema_of<ForceReadout>()),
    offer<KernelRankTrainer>(Kind::trainer, "kernel_rank",
                             "measures kernel quality and generalisation rank, from the data of probes",
                             schema_of<KernelRank>()),
    offer<SeparationTrainer>(Kind::trainer, "separation",
                             "measures how far states part as inputs do, from the data of probes",
                             schema_of<Separation>()),
    offer<StateDistanceTrainer>(Kind::trainer, "state_distance",
                                "measures how far the states of trials in pairs are apart over time, class by class",
                                schema_of<StateDistance>()),
    offer<SpikeStatisticsTrainer>(Kind::trainer, "spike_statistics",
                                  "measures rates, irregularity, synchrony and avalanches of recorded spikes",
                                  schema_of<SpikeStatistics>()),
    offer<EffectiveDimensionTrainer>(Kind::trainer, "effective_dimension", "measures how many dimensions states fill",
                                     schema_of<EffectiveDimension>()),
    offer<LyapunovTrainer>(Kind::trainer, "lyapunov", "measures the largest Lyapunov exponent, from the data of probes",
                           schema_of<Lyapunov>()),
    offer<recurrent::RnnTrainer>(Kind::trainer, "rnn",
                                 "recurrent network without gates, trained through time on the inputs",
                                 recurrent::RnnTrainer::schema()),
    offer<recurrent::LstmTrainer>(Kind::trainer, "lstm", "long short-term memory, trained through time on the inputs",
                                  recurrent::LstmTrainer::schema()),
    offer<recurrent::GruTrainer>(Kind::trainer, "gru", "gated recurrent units, trained through time on the inputs",
                                 recurrent::GruTrainer::schema()))
