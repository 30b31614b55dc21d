// The sources of every target, listed: for rules that know or draw their synapses in another order than target by
// target.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace limen::lsm {

// Target t listens to the entries [starts[t], starts[t + 1]) of `sources`. Any thread once built.
struct SourceLists {
    std::vector<std::uint64_t> starts;
    std::vector<std::uint32_t> sources;
    std::vector<float> weights{};  // of the same entries, relative to the projection's; empty: all are 1
    std::vector<float> delays{};   // of the same entries, in ms; empty: all have the projection's

    void append(std::uint32_t target, std::vector<std::uint32_t>& to) const { append(sources, target, to); }
    void append_weights(std::uint32_t target, std::vector<float>& to) const { append(weights, target, to); }
    void append_delays(std::uint32_t target, std::vector<float>& to) const { append(delays, target, to); }
    static double bytes(double synapses, double targets) {
        return synapses * sizeof(std::uint32_t) + (targets + 1) * sizeof(std::uint64_t);
    }

private:
    template <class T>
    void append(const std::vector<T>& entries, std::uint32_t target, std::vector<T>& to) const {
        const auto at = [&](std::uint64_t entry) { return entries.begin() + static_cast<std::ptrdiff_t>(entry); };
        to.insert(to.end(), at(starts[target]), at(starts[target + std::size_t{1}]));
    }
};

// Appends the targets of a source: the same ones at each call. Any thread.
using TargetsOf = std::function<void(std::uint32_t source, std::vector<std::uint32_t>& targets)>;

// Lists what is drawn source by source; each target's sources are sorted. Runs in parallel, with the same result on any
// number of threads, and asks for the targets of each source twice, so that it needs no memory but the lists'.
SourceLists list_sources(std::uint32_t sources, std::uint32_t targets, const TargetsOf&);

}  // namespace limen::lsm
