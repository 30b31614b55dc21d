// Inputs to measure by: what trials of a class have in common, and what not.
#include <algorithm>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

namespace {

std::vector<double> sequence(const Trials& trials, std::size_t trial) {
    return {trials.values.begin() + static_cast<std::ptrdiff_t>(trials.offsets[trial]),
            trials.values.begin() + static_cast<std::ptrdiff_t>(trials.offsets[trial + 1])};
}

Probes few() {
    Probes probes;
    probes.sequences = 5;
    probes.frames = 20;
    probes.same = 8;
    probes.pairs = 3;
    probes.at = 4;
    probes.distances = {0.5, 0.25};
    return probes;
}

}  // namespace

TEST_CASE("probes: the classes, the lengths and the seeds") {
    const Trials trials = make(few(), seeded(1));
    CHECK(trials.classes == std::vector<std::string>{"different", "same_end", "pair"});
    CHECK(trials.size() == 16);
    CHECK(std::count(trials.labels.begin(), trials.labels.end(), 0) == 5);
    CHECK(std::count(trials.labels.begin(), trials.labels.end(), 2) == 6);
    for (std::size_t i = 0; i < trials.size(); ++i) CHECK(trials.frames(i) == 20);
    CHECK(trials.values == make(few(), seeded(1)).values);
    check_seeds(few());
}

TEST_CASE("probes: sequences that end alike have exactly their last frames in common") {
    const Trials trials = make(few(), seeded(1));
    const std::vector<double> first = sequence(trials, 5);
    for (std::size_t i = 6; i < 10; ++i) {
        const std::vector<double> other = sequence(trials, i);
        CHECK(std::equal(first.begin() + 12, first.end(), other.begin() + 12));
        for (std::size_t k = 0; k < 12; ++k) CHECK(first[k] != other[k]);
    }
    for (std::size_t i = 1; i < 5; ++i)
        for (std::size_t k = 0; k < 20; ++k) CHECK(sequence(trials, 0)[k] != sequence(trials, i)[k]);
}

TEST_CASE("probes: a pair differs in one frame, by the distances in turn") {
    const Trials trials = make(few(), seeded(1));
    for (std::size_t p = 0; p < 3; ++p) {
        const std::vector<double> a = sequence(trials, 10 + 2 * p), b = sequence(trials, 11 + 2 * p);
        for (std::size_t k = 0; k < 20; ++k)
            CHECK(b[k] - a[k] == doctest::Approx(k == 4 ? (p == 1 ? 0.25 : 0.5) : 0.0));
    }
}

TEST_CASE("probes: what does not fit together is refused") {
    Probes probes = few();
    probes.same = 21;
    CHECK(holds(refusal(probes), "same is 21"));
    probes = few();
    probes.at = 20;
    CHECK(holds(refusal(probes), "at is 20; the last frame of 20 is 19"));
    probes = few();
    probes.distances.clear();
    CHECK(holds(refusal(probes), "distances"));
    probes = few();
    probes.high = probes.low;
    CHECK(holds(refusal(probes), "low"));
    probes = few();
    probes.sequences = probes.pairs = 0;
    CHECK(holds(refusal(probes), "nothing to measure"));
    probes = few();
    probes.frames = 1'000'000'000;
    CHECK(holds(refusal(probes), "frames"));
}
