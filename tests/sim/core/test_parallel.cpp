// Every index once, whatever the number of threads, and failures come out.
#include "limen/core/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace limen;

TEST_CASE("the body is called once for each index, on any number of threads") {
    for (const unsigned n : {1U, 2U, 3U, 8U}) {
        set_threads(n);
        CHECK(threads() == n);
        for (const std::size_t count : {0U, 1U, 2U, 7U, 1000U}) {
            std::vector<std::atomic<int>> calls(count);
            parallel_for(count, [&](std::size_t i) { ++calls[i]; });
            for (const auto& c : calls) CHECK(c == 1);
        }
    }
    set_threads(0);
    CHECK(threads() >= 1);
}

TEST_CASE("two threads are at work at once") {
    set_threads(2);
    std::atomic<int> arrived = 0;
    std::mutex mutex;
    std::set<std::thread::id> seen;
    // Each of the two waits for the other, but not for ever.
    parallel_for(2, [&](std::size_t) {
        ++arrived;
        for (int i = 0; i < 5000 && arrived < 2; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        const std::lock_guard lock(mutex);
        seen.insert(std::this_thread::get_id());
    });
    CHECK(seen.size() == 2);
    set_threads(0);
}

TEST_CASE("an exception of the body is thrown to the caller, and the next loop runs") {
    for (const unsigned n : {1U, 3U}) {
        set_threads(n);
        CHECK_THROWS_WITH_AS(parallel_for(100,
                                          [](std::size_t i) {
                                              if (i == 37) throw std::runtime_error("37");
                                          }),
                             "37", std::runtime_error);
        std::atomic<int> calls = 0;
        parallel_for(100, [&](std::size_t) { ++calls; });
        CHECK(calls == 100);
    }
    set_threads(0);
}

TEST_CASE("loops may be nested") {
    set_threads(3);
    std::atomic<int> calls = 0;
    parallel_for(10, [&](std::size_t) { parallel_for(10, [&](std::size_t) { ++calls; }); });
    CHECK(calls == 100);
    set_threads(0);
}
