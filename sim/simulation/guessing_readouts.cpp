// Compares what readouts reach with what guessing gives.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "limen/simulation/training.hpp"

namespace limen {

namespace {

// Whether so many right of so many are what guessing gives. (C. Clopper, E. Pearson 1934, "The use of confidence or
// fiducial limits illustrated in the case of the binomial", Biometrika 26; both sides of 95 %.)
bool is_a_guess(double right, double trials, double guess) {
    constexpr double unlikely = 0.025;
    const double as_many = right > 0 ? boost::math::ibeta(right, trials - right + 1, guess) : 1;
    const double most = right < trials ? boost::math::ibeta_inv(right + 1, trials - right, 1 - unlikely) : 1;
    return as_many > unlikely && most < (1 + guess) / 2;
}

}  // namespace

std::vector<std::string> guessing_readouts(std::span<const ReadoutResult> results,
                                           std::span<const PopulationSummary> populations) {
    std::vector<std::string> sentences;
    for (const ReadoutResult& result : results) {
        const auto metric = [&](const char* name) {
            const Metric* found = result.metrics.find(name);
            return found == nullptr ? std::nan("") : found->value;
        };
        const double reached = metric("test_accuracy"), guess = metric("guess_accuracy"),
                     trials = metric("test_trials");
        if (!(reached >= 0 && guess >= 0 && trials > 0)) continue;
        if (!is_a_guess(std::round(reached * trials), trials, guess)) continue;
        std::string rates;
        for (const PopulationSummary& p : populations)
            if (p.spikes > 0 &&
                std::find(result.populations.begin(), result.populations.end(), p.name) != result.populations.end())
                rates += fmt::format(", \"{}\" at {:.3g} Hz", p.name, p.rate);
        sentences.push_back(fmt::format(
            "readout \"{}\" does no better than guessing ({:.1f} % of the test trials right, the commonest class alone "
            "{:.1f} %, of {} trials): {}look at what it reads, and make the input stronger or weaker, or the features "
            "others",
            result.name, 100 * reached, 100 * guess, trials,
            rates.empty() ? "" : "it reads " + rates.substr(2) + "; "));
    }
    return sentences;
}

}  // namespace limen
