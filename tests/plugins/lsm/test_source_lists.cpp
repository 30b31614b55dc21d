// Lists by target of what is given by source.
#include "lsm/source_lists.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "limen/core/parallel.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::lsm;

TEST_CASE("each target's list holds the sources that name it, as often as they do, sorted") {
    const std::vector<std::vector<std::uint32_t>> targets{{1, 3, 1}, {}, {0, 1}};
    const SourceLists lists = list_sources(3, 4, [&](std::uint32_t source, auto& to) { to = targets[source]; });
    CHECK(lists.starts == std::vector<std::uint64_t>{0, 1, 4, 4, 5});
    CHECK(lists.sources == std::vector<std::uint32_t>{2, 0, 0, 2, 0});
    std::vector<std::uint32_t> of_one{7};
    lists.append(1, of_one);
    CHECK(of_one == std::vector<std::uint32_t>{7, 0, 0, 2});
}

TEST_CASE("any number of threads makes the same lists, of many chunks of units too") {
    const auto made = [](unsigned n) {
        set_threads(n);
        return list_sources(5000, 3000, [](std::uint32_t source, std::vector<std::uint32_t>& targets) {
            Random random(1, Purpose::connectivity, 0, source);
            for (int k = 0; k < 50; ++k) targets.push_back(random.below(3000));
        });
    };
    const SourceLists one = made(1);
    CHECK(one.sources.size() == 250'000);
    for (const unsigned n : {2U, 7U}) {
        const SourceLists other = made(n);
        CHECK(one.starts == other.starts);
        CHECK(one.sources == other.sources);
    }
    set_threads(0);
}

TEST_CASE("no synapses make empty lists") {
    const SourceLists lists = list_sources(2, 2, [](std::uint32_t, auto&) {});
    CHECK(lists.starts == std::vector<std::uint64_t>{0, 0, 0});
    CHECK(lists.sources.empty());
}
