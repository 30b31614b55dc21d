// The parameters of the trainers, and the cells that they choose.
#include <array>

#include "train/recurrent/readout.hpp"

namespace limen::train::recurrent {

const Parameter<RecurrentReadout> RecurrentReadout::schema[25] = {
    {"data", &RecurrentReadout::data, "", Range::any,
     "the [data.*] table whose frames are the inputs; empty: the only one"},
    {"target", &RecurrentReadout::target, "", Range::any,
     "what to predict: label, the class of each trial; frames, the targets of each frame; auto: those if there are any",
     "auto label frames"},
    {"read_out", &RecurrentReadout::read_out, "", Range::any,
     "the state that a label is read from: the mean over frames, or the last of each direction", "mean last"},
    {"hidden", &RecurrentReadout::hidden, "", Range::positive, "units of each layer and direction"},
    {"layers", &RecurrentReadout::layers, "", Range::positive, "one upon the other"},
    {"bidirectional", &RecurrentReadout::bidirectional, "", Range::any,
     "whether each layer reads the frames backwards too"},
    {"standardise", &RecurrentReadout::standardise, "", Range::any,
     "scale inputs and targets to mean 0 and deviation 1 over the training frames"},
    {"dropout", &RecurrentReadout::dropout, "", Range::fraction,
     "share of units left out between layers while training"},
    {"epochs", &RecurrentReadout::epochs, "", Range::positive, "passes over the training sequences, at most"},
    {"batch", &RecurrentReadout::batch, "", Range::positive, "sequences of an update"},
    {"piece", &RecurrentReadout::piece, "", Range::not_negative,
     "frames of the sequences into which training trials are cut, for targets of frames; 0: whole"},
    {"truncate", &RecurrentReadout::truncate, "", Range::not_negative, "frames that gradients reach back; 0: all"},
    {"patience", &RecurrentReadout::patience, "", Range::not_negative,
     "epochs without a better validation loss after which to stop; 0: never"},
    {"washout", &RecurrentReadout::washout, "ms", Range::not_negative,
     "start of each sequence of which nothing is asked, for targets of frames"},
    {"validation", &RecurrentReadout::validation, "", Range::fraction,
     "share of the training sequences held out to choose the epoch, if no trial is marked for that"},
    {"optimiser", &RecurrentReadout::optimiser, "", Range::any, "the rule of the updates", "adam adamw rmsprop sgd"},
    {"schedule", &RecurrentReadout::schedule, "", Range::any,
     "of the learning rate: constant; cosine, down to 0 over all epochs; exponential, times rate_decay after each",
     "constant cosine exponential"},
    {"learning_rate", &RecurrentReadout::learning_rate, "", Range::positive, "of the first epoch"},
    {"rate_decay", &RecurrentReadout::rate_decay, "", Range::share, "of the exponential schedule"},
    {"momentum", &RecurrentReadout::momentum, "", Range::fraction, "of sgd, or of adam's mean gradient (beta_1)"},
    {"decay", &RecurrentReadout::decay, "", Range::fraction, "of rmsprop's or adam's mean square (beta_2)"},
    {"weight_decay", &RecurrentReadout::weight_decay, "", Range::not_negative,
     "pull of each parameter to 0; of adamw apart from the gradient"},
    {"clip", &RecurrentReadout::clip, "", Range::not_negative, "largest norm of a gradient; 0: any"},
    {"precision", &RecurrentReadout::precision, "", Range::any, "of all numbers while training", "single double"},
    {"checkpoint", &RecurrentReadout::checkpoint, "", Range::any,
     "file that is written after each epoch, and gone on from if it is there; relative to the output; empty: none"},
};

namespace {

Schema with(std::vector<ParameterInfo> own) {
    Schema schema = schema_of<RecurrentReadout>();
    schema.insert(schema.begin(), own.begin(), own.end());
    return schema;
}

}  // namespace

Schema RnnTrainer::schema() { return with({}); }
Schema LstmTrainer::schema() {
    return with({{"peepholes", false, "", Range::any, "whether gates see the cell's state", false, {}}});
}
Schema GruTrainer::schema() {
    return with({{"reset",
                  std::string("before"),
                  "",
                  Range::any,
                  "whether the reset gate acts before the matrix, on the state, or after it",
                  false,
                  {"before", "after"}},
                 {"candidate",
                  std::string("tanh"),
                  "",
                  Range::any,
                  "the function of the candidate state",
                  false,
                  {"tanh", "logistic"}}});
}

Cell RnnTrainer::cell(const Parameters&) const { return Cell::elman; }
Cell LstmTrainer::cell(const Parameters& p) const { return p.flag("peepholes") ? Cell::lstm_peephole : Cell::lstm; }
Cell GruTrainer::cell(const Parameters& p) const {
    if (p.text("candidate") == "tanh") return p.text("reset") == "before" ? Cell::gru : Cell::gru_reset_after;
    if (p.text("reset") == "after")
        throw ParameterError("candidate", "\"logistic\" goes with reset = \"before\"; \"after\" has \"tanh\" alone");
    return Cell::gru_logistic;
}

}  // namespace limen::train::recurrent
