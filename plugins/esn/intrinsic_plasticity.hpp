// Intrinsic plasticity: each unit learns a gain a and a bias b, y = f(a x + b), so that its activations y come to have
// a wanted distribution, without a teacher.
//
//   logistic, exponential with mean m (J. Triesch 2005, "A gradient rule for the plasticity of a neuron's intrinsic
//   excitability", ICANN; J. Steil 2007, Neural Networks 20):
//       db = rate (1 - (2 + 1/m) y + y^2 / m)
//   tanh, normal with mean m and deviation s (B. Schrauwen et al. 2008, "Improving reservoirs using intrinsic
//   plasticity", Neurocomputing 71):
//       db = -rate (-m / s^2 + y / s^2 (2 s^2 + 1 - y^2 + m y))
//   both: da = rate / a + db x
#pragma once

#include <memory>
#include <vector>

#include "limen/neuron/population.hpp"

namespace limen::esn {

struct Esn;
class EsnPopulation;

// One step of a unit.
struct IntrinsicRule {
    bool logistic;
    double rate, mean, std;
    void learn(double x, double y, double& gain, double& bias) const noexcept;
};

struct IntrinsicPlasticity {
    std::vector<double> gain, bias;  // of each unit
    // Of the activations of all units in all training frames: shares in equal bins from `low` to 1, and those that the
    // wanted distribution gives them.
    double low;
    std::vector<double> before{}, after{}, wanted{};
    // Kullback-Leibler divergence of the activations from that, in nats.
    double kl_before = 0, kl_after = 0;
};

// Learns from the frames in their order, once for each epoch, each trial beginning at h = 0; the activations are
// compared in a pass before and one after. Throws ParameterError where the parameters mean nothing.
IntrinsicPlasticity learn_intrinsic(const EsnPopulation&, const TrainingPass&);

void check_intrinsic(const Esn&);

}  // namespace limen::esn
