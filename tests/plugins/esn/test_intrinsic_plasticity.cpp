// Intrinsic plasticity: the rules as they were published, the distributions that they are for, and frozen weights.
#include "esn/intrinsic_plasticity.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// Two trials of these frames.
TrainingPass pass_over(const Frames& frames) {
    return [&frames](const auto& use) {
        for (int trial = 0; trial < 2; ++trial)
            for (std::size_t k = 0; k < frames.size(); ++k)
                if (!use(static_cast<std::int64_t>(k), frames[k])) return;
    };
}

Esn plastic(const std::string& activation, double mean, double rate = 0.001) {
    Esn p;
    p.size = 60;
    p.activation = activation;
    p.intrinsic_rate = rate;
    p.intrinsic_mean = mean;
    p.intrinsic_epochs = 10;
    return p;
}

}  // namespace

TEST_CASE("one step is the published one") {
    // Schrauwen et al. 2008, equations 8 and 9, at x = 0.5, y = 0.4, m = 0.1, s = 0.2, a = 2.
    double gain = 2, bias = 0.3;
    IntrinsicRule{false, 0.01, 0.1, 0.2}.learn(0.5, 0.4, gain, bias);
    const double normal = -0.01 * (-0.1 / 0.04 + 0.4 / 0.04 * (2 * 0.04 + 1 - 0.16 + 0.1 * 0.4));
    CHECK(bias == doctest::Approx(0.3 + normal).epsilon(1e-14));
    CHECK(gain == doctest::Approx(2 + 0.01 / 2 + normal * 0.5).epsilon(1e-14));
    // Triesch 2005, equation 5, with m = 0.2.
    gain = 2, bias = 0.3;
    IntrinsicRule{true, 0.01, 0.2, 1}.learn(0.5, 0.4, gain, bias);
    const double exponential = 0.01 * (1 - (2 + 1 / 0.2) * 0.4 + 0.16 / 0.2);
    CHECK(bias == doctest::Approx(0.3 + exponential).epsilon(1e-14));
    CHECK(gain == doctest::Approx(2 + 0.01 / 2 + exponential * 0.5).epsilon(1e-14));
}

TEST_CASE("the divergence from the wanted distribution falls to a fifth or less") {
    const Frames frames = random_frames(1000, 1);
    for (const EsnPopulation& population : {make(plastic("tanh", 0)), make(plastic("logistic", 0.2))}) {
        CAPTURE(population.parameters().activation);
        const IntrinsicPlasticity learnt = learn_intrinsic(population, pass_over(frames));
        CAPTURE(learnt.kl_before);
        CAPTURE(learnt.kl_after);
        CHECK(learnt.kl_after * 5 <= learnt.kl_before);
        for (const auto& shares : {learnt.before, learnt.after, learnt.wanted})
            CHECK(std::accumulate(shares.begin(), shares.end(), 0.0) == doctest::Approx(1));
    }
}

TEST_CASE("a reservoir that has learnt is one with gains in its weights and biases") {
    for (const char* kind : {"random", "cycle"}) {
        Esn p = plastic("tanh", 0.1);
        p.reservoir = kind;
        p.bias_scaling = 0.2;
        const EsnPopulation population = make(p);
        const Frames frames = random_frames(200, 1);
        const IntrinsicPlasticity learnt = learn_intrinsic(population, pass_over(frames));
        const auto adapted = population.adapt(pass_over(frames));
        REQUIRE(adapted);
        Eigen::VectorXd h = Eigen::VectorXd::Zero(60);
        for (const auto& frame : frames) {
            const Eigen::VectorXd x = drive(population, frame, h);
            for (std::size_t i = 0; i < 60; ++i)
                h[static_cast<Eigen::Index>(i)] =
                    std::tanh(learnt.gain[i] * x[static_cast<Eigen::Index>(i)] + learnt.bias[i]);
        }
        const Samples samples = run_state(dynamic_cast<const EsnPopulation&>(*adapted), frames);
        bool same = true;
        for (Eigen::Index i = 0; i < 60; ++i)
            same = same && std::fabs(double(samples.back()[static_cast<std::size_t>(i)]) - h[i]) < 1e-6;
        CHECK(same);
        const Examination told = adapted->examine(nullptr);
        REQUIRE(told.arrays.size() == 5);
        CHECK(told.arrays[0].values == learnt.gain);
    }
}

TEST_CASE("it learns from the first frames alone where it shall, and not at all without a rate") {
    const Frames all = random_frames(300, 1), few(all.begin(), all.begin() + 100);
    Esn p = plastic("tanh", 0);
    p.intrinsic_frames = 100;
    const IntrinsicPlasticity from_all = learn_intrinsic(make(p), pass_over(all)),
                              from_few = learn_intrinsic(make(p), pass_over(few));
    CHECK(from_all.gain == from_few.gain);
    CHECK(from_all.bias == from_few.bias);
    CHECK(make(Esn{}).adapt(pass_over(all)) == nullptr);
}

TEST_CASE("parameters that mean nothing are refused, naming the key") {
    const auto key = [](const Esn& p) {
        try {
            make(p);
        } catch (const ParameterError& error) {
            return error.key();
        }
        return std::string();
    };
    CHECK(key(plastic("relu", 0)) == "intrinsic_rate");
    CHECK(key(plastic("logistic", 0)) == "intrinsic_mean");
    CHECK(key(plastic("tanh", -1)) == "intrinsic_mean");
    Esn wide = plastic("tanh", 0);
    wide.intrinsic_std = 1;
    CHECK(key(wide) == "intrinsic_std");
}

TEST_CASE("a rate with which a gain loses its sign is refused") {
    const Frames frames = random_frames(200, 1);
    CHECK_THROWS_AS(learn_intrinsic(make(plastic("tanh", 0, 5)), pass_over(frames)), ParameterError);
}
