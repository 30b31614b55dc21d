// Draws inputs to measure a reservoir by.
#include <fmt/format.h>

#include <algorithm>

#include "limen/core/random.hpp"
#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Probes> Probes::schema[8] = {
    {"sequences", &Probes::sequences, "", Range::not_negative,
     "how many of the classes `different` and `same_end` each"},
    {"frames", &Probes::frames, "", Range::positive, "of each sequence"},
    {"same", &Probes::same, "", Range::not_negative, "last frames that all sequences of `same_end` have in common"},
    {"pairs", &Probes::pairs, "", Range::not_negative, "of sequences that differ in one frame"},
    {"at", &Probes::at, "", Range::not_negative, "the frame in which those of a pair differ, from 0"},
    {"distances", &Probes::distances, "", Range::positive, "by how much they differ: pairs take them in turn"},
    {"low", &Probes::low, "", Range::any, "smallest input"},
    {"high", &Probes::high, "", Range::any, "largest input"},
};

namespace {

enum Class : std::int32_t { different, same_end, pair };

void check(const Probes& probes) {
    check_interval(probes.low, probes.high);
    if (probes.same > probes.frames)
        throw ParameterError("same", fmt::format("is {}, but a sequence has {} frames", probes.same, probes.frames));
    if (probes.pairs > 0 && probes.at >= probes.frames)
        throw ParameterError(
            "at", fmt::format("is {}; the last frame of {} is {}", probes.at, probes.frames, probes.frames - 1));
    if (probes.pairs > 0 && probes.distances.empty())
        throw ParameterError("distances", "must hold at least one number");
    if (probes.sequences + probes.pairs == 0)
        throw ParameterError("sequences", "and `pairs` are 0, so there is nothing to measure by");
    constexpr double most = 1e8;
    const double frames = 2 * static_cast<double>(probes.frames) *
                          (static_cast<double>(probes.sequences) + static_cast<double>(probes.pairs));
    if (frames > most)
        throw ParameterError("frames", fmt::format("make {:.3g} in all; at most {:.0e} are possible", frames, most));
}

void append(Trials& trials, Class which, const std::vector<double>& sequence) {
    trials.values.insert(trials.values.end(), sequence.begin(), sequence.end());
    trials.offsets.push_back(trials.values.size());
    trials.labels.push_back(which);
    trials.splits.push_back(Split::train);
}

}  // namespace

Trials make(const Probes& probes, const DatasetContext& context) {
    check(probes);
    const auto draw = [&](std::uint32_t which, std::uint64_t number) {
        Random random(context.seed, Purpose::data, context.id, which, number);
        std::vector<double> sequence(static_cast<std::size_t>(probes.frames));
        for (double& u : sequence) u = probes.low + (probes.high - probes.low) * random.uniform();
        return sequence;
    };
    Trials trials;
    trials.channels = 1;
    trials.classes = {"different", "same_end", "pair"};
    for (std::int64_t i = 0; i < probes.sequences; ++i)
        append(trials, different, draw(different, static_cast<std::uint64_t>(i)));
    const std::vector<double> common = draw(pair + 1, 0);
    for (std::int64_t i = 0; i < probes.sequences; ++i) {
        std::vector<double> sequence = draw(same_end, static_cast<std::uint64_t>(i));
        std::copy(common.end() - probes.same, common.end(), sequence.end() - probes.same);
        append(trials, same_end, sequence);
    }
    for (std::int64_t i = 0; i < probes.pairs; ++i) {
        std::vector<double> sequence = draw(pair, static_cast<std::uint64_t>(i));
        append(trials, pair, sequence);
        sequence[static_cast<std::size_t>(probes.at)] +=
            probes.distances[static_cast<std::size_t>(i) % probes.distances.size()];
        append(trials, pair, sequence);
    }
    return trials;
}

}  // namespace limen::tasks
