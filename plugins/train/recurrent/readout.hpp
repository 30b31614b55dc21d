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

class RecurrentTrainer : public TrainerFactory {
public:
    std::vector<ShownMetric> shown() const override;
    void check(const Parameters&, const RunOutline&) const override;
    std::map<std::string, double> train(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& output) const override;
    std::map<std::string, double> apply(const std::filesystem::path& recording, const Parameters&,
                                        const std::string& name, const std::filesystem::path& readouts,
                                        const std::filesystem::path& output) const override;
    // Of the states of the last layer.
    std::vector<double> memory_curve(const std::filesystem::path& recording, const Parameters&, const std::string& name,
                                     const std::filesystem::path& output, std::size_t lags) const override;

private:
    virtual Cell cell(const Parameters&) const = 0;
    Architecture architecture(const Parameters&, const RecordedSequences&) const;
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
