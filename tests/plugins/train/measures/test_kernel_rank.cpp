// Ranks of states whose dimension is known.
#include <doctest/doctest.h>

#include "../probed_recording.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Trials of two frames whose last states are random mixtures of `rank` directions of 6 units.
void add_trials(SmallRecording& recording, std::int32_t label, int trials, std::uint32_t rank) {
    Random random(1, Purpose::encoder, rank);
    std::vector<std::vector<float>> directions(rank, std::vector<float>(6));
    for (auto& direction : directions)
        for (float& x : direction) x = static_cast<float>(random.uniform() - 0.5);
    for (int i = 0; i < trials; ++i) {
        std::vector<float> states(12, 0.0F);
        for (std::size_t u = 0; u < 6; ++u) states[u] = static_cast<float>(random.uniform());  // before the end
        for (const auto& direction : directions) {
            const auto share = static_cast<float>(random.uniform());
            for (std::size_t u = 0; u < 6; ++u) states[6 + u] += share * direction[u];
        }
        add_trial(recording, label, {0.1, 0.2}, states);
    }
}

constexpr auto ranks = measure<KernelRankTrainer, KernelRank>;

}  // namespace

TEST_CASE("the ranks are the numbers of directions that the states at the end fill, class by class") {
    SmallRecording recording = no_trials(6);
    add_trials(recording, 0, 10, 5);
    add_trials(recording, 1, 10, 2);
    const auto metrics = ranks(recording, {});
    CHECK(metrics.at("kernel_rank") == 5);
    CHECK(metrics.at("generalisation_rank") == 2);
}

TEST_CASE("a rank is at most the number of trials, and a class without trials gives none") {
    SmallRecording recording = no_trials(6);
    add_trials(recording, 0, 3, 5);
    CHECK(ranks(recording, {}).at("kernel_rank") == 3);
    CHECK_FALSE(ranks(recording, {}).contains("generalisation_rank"));
}

TEST_CASE("the tolerance decides which directions count") {
    SmallRecording recording = no_trials(2);
    add_trial(recording, 0, {0.1}, {1, 0});
    add_trial(recording, 0, {0.1}, {0, 1e-4F});
    CHECK(ranks(recording, {}).at("kernel_rank") == 2);
    CHECK(ranks(recording, {{"tolerance", 1e-3}}).at("kernel_rank") == 1);
}

TEST_CASE("states that are all 0 have rank 0") {
    SmallRecording recording = no_trials(2);
    add_trial(recording, 0, {0.1}, {0, 0});
    CHECK(ranks(recording, {}).at("kernel_rank") == 0);
}

TEST_CASE("recordings without such trials, or without a record, are refused") {
    SmallRecording recording = no_trials(2);
    add_trial(recording, 2, {0.1}, {0, 0});
    CHECK(says(message_of<DataError>([&] { ranks(recording, {}); }), {"/trials/classes", "probes"}));
    CHECK(says(message_of<ParameterError>([&] { ranks(recording, {{"record", std::string()}}); }), {"[record.*]"}));
}
