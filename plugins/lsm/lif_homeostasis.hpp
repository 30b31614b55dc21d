// The rules by which neurons come to their target rates: their thresholds move (intrinsic plasticity), or the
// excitatory synapses that arrive at them are scaled (G. Turrigiano et al. 1998, "Activity-dependent scaling of quantal
// amplitude in neocortical neurons", Nature 391:892). Rates that are exponentially distributed carry most for their
// mean (J. Triesch 2007, "Synergies between intrinsic and synaptic plasticity mechanisms", Neural Computation 19:885).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "limen/neuron/population.hpp"
#include "lsm/lif_parameters.hpp"

namespace limen::lsm {

// What a population has seen of its rates, and what has come of it.
struct Settling {
    PerNeuron targets{};                                // Hz
    std::vector<double> distances{};                    // mV, of threshold and reset before any pass
    std::vector<double> rates_before{}, rates_after{};  // Hz, in the first and the last pass so far
    std::vector<float> scales{};  // of the excitatory synapses that arrive; empty: thresholds move

    void note(std::span<const double> rates);
    // By how much each neuron must become less excitable in this pass, at most a fifth; the steps become smaller from
    // pass to pass, because what the others do changes its input too.
    std::vector<double> moves(std::span<const double> rates, std::int64_t pass) const;
    Examination told() const;
};

// Logarithm of the rate over its target, both with 0.5 Hz added so that silence has one too, within -1 to 1.
double rate_error(double rate, double target);

// Scales become exp(-move) times as large; between 0.01 and 100.
void scale_by(std::span<const double> moves, std::span<float> scales);

// Each threshold moves by its move times its first distance from the reset, of which it keeps a hundredth.
PerNeuron moved_thresholds(std::span<const double> moves, const LifValues& now, std::span<const double> distances);

}  // namespace limen::lsm
