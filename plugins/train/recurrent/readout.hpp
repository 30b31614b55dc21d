// The trainers "rnn", "lstm" and "gru": networks trained by back-propagation through time on recorded inputs.
#pragma once

#include <string>
#include <vector>

#include "limen/learn/trainer.hpp"
#include "train/recurrent/fit.hpp"
#include "train/recurrent/recorded_sequences.hpp"

namespace limen::train::recurrent {

// What all three take. schema_for(cell family) adds each one's own.
struct RecurrentReadout {
    std::string data, target = "auto", read_out = "mean";
    std::int64_t hidden = 64, layers = 1;
    bool bidirectional = false, standardise = true;
    double dropout = 0;
    std::int64_t epochs = 100, batch = 32, piece = 0, truncate = 0, patience = 0;
    double washout = 0, validation = 0;
    std::string optimiser = "adam", schedule = "constant";
    double learning_rate = 0.003, rate_decay = 0.98, momentum = 0.9, decay = 0.999, weight_decay = 0, clip = 1;
    std::string precision = "single", checkpoint;
    static const Parameter<RecurrentReadout> schema[25];
};

class RecurrentTrainer : public Learner {
public:
    void check(const Parameters&, const RunOutline&) const override;
    bool learns_classes(const Parameters&, bool classes, bool targets) const override;
    // Its memory is that of the states of the last layer.
    Metrics train(const h5::File& recording, const Parameters&, const std::string& name,
                  h5::File& output) const override;
    std::unique_ptr<Readout> readout(const Parameters&, const h5::File& readouts,
                                     const std::string& name) const override;
    Architecture architecture(const Parameters&, const RecordedSequences&) const;

private:
    virtual Cell cell(const Parameters&) const = 0;
};

class RnnTrainer : public RecurrentTrainer {
public:
    static Schema schema();

private:
    Cell cell(const Parameters&) const override;
};

class LstmTrainer : public RecurrentTrainer {
public:
    static Schema schema();

private:
    Cell cell(const Parameters&) const override;
};

class GruTrainer : public RecurrentTrainer {
public:
    static Schema schema();

private:
    Cell cell(const Parameters&) const override;
};

}  // namespace limen::train::recurrent
