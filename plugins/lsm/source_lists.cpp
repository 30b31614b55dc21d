// Transposes lists of targets by a counting sort.
#include "lsm/source_lists.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "limen/core/parallel.hpp"

namespace limen::lsm {

namespace {

constexpr std::uint32_t chunk = 1024;  // units that one thread takes at a time

void for_chunks(std::uint32_t units, const std::function<void(std::uint32_t first, std::uint32_t last)>& body) {
    parallel_for((std::size_t{units} + chunk - 1) / chunk, [&](std::size_t i) {
        const auto first = static_cast<std::uint32_t>(i * chunk);
        body(first, first + std::min(chunk, units - first));
    });
}

// Calls take(source, target) for each synapse; any thread.
template <class Take>
void for_synapses(std::uint32_t sources, const TargetsOf& targets_of, const Take& take) {
    for_chunks(sources, [&](std::uint32_t first, std::uint32_t last) {
        std::vector<std::uint32_t> targets;
        for (std::uint32_t source = first; source < last; ++source) {
            targets.clear();
            targets_of(source, targets);
            for (const std::uint32_t target : targets) take(source, target);
        }
    });
}

// Adds one to a number that other threads add to as well, and gives what it was.
std::uint64_t next(std::uint64_t& number) {
    return std::atomic_ref<std::uint64_t>(number).fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

SourceLists list_sources(std::uint32_t sources, std::uint32_t targets, const TargetsOf& targets_of) {
    SourceLists lists;
    lists.starts.assign(std::size_t{targets} + 1, 0);
    for_synapses(sources, targets_of, [&](std::uint32_t, std::uint32_t target) { next(lists.starts[target]); });
    std::uint64_t start = 0;
    for (std::uint64_t& entry : lists.starts) start += std::exchange(entry, start);
    lists.sources.resize(start);
    for_synapses(sources, targets_of, [&](std::uint32_t source, std::uint32_t target) {
        lists.sources[next(lists.starts[target])] = source;
    });
    // Each start has moved to its list's end, which is the next list's start.
    start = 0;
    for (std::uint64_t& entry : lists.starts) start = std::exchange(entry, start);
    // The threads have filled a list in whatever order they came; sorted, it no longer shows.
    for_chunks(targets, [&](std::uint32_t first, std::uint32_t last) {
        const auto at = [&](std::uint32_t target) {
            return lists.sources.begin() + static_cast<std::ptrdiff_t>(lists.starts[target]);
        };
        for (std::uint32_t target = first; target < last; ++target) std::sort(at(target), at(target + 1));
    });
    return lists;
}

}  // namespace limen::lsm
