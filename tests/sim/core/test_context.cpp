// A context belongs to the thread that uses it, and to those that it makes work.
#include "limen/core/context.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "limen/core/parallel.hpp"
#include "limen/core/team.hpp"

using namespace limen;

TEST_CASE("a context is in force while it is used, on this thread alone") {
    const unsigned before = threads();
    const Isa isa_before = isa();
    {
        const Context::Use use(Context({.threads = 3, .isa = Isa::plain}));
        CHECK(threads() == 3);
        CHECK(isa() == Isa::plain);
        CHECK(Context::current().threads() == 3);
        {
            const Context::Use inner(Context({.threads = 1}));
            CHECK(threads() == 1);
            CHECK(isa() == best_isa());
        }
        CHECK(threads() == 3);
        unsigned elsewhere = 0;
        std::thread([&] { elsewhere = threads(); }).join();
        CHECK(elsewhere == before);
    }
    CHECK(threads() == before);
    CHECK(isa() == isa_before);
}

TEST_CASE("what a context makes work goes by it, nested loops and teams too") {
    const Context::Use use(Context({.threads = 3, .isa = Isa::plain}));
    std::atomic<int> others = 0;
    const auto look = [&] { others += threads() == 3 && isa() == Isa::plain ? 0 : 1; };
    parallel_for(64, [&](std::size_t) {
        look();
        parallel_for(8, [&](std::size_t) { look(); });
    });
    run_together(3, [&](unsigned, Barrier& barrier) {
        look();
        barrier.wait();
    });
    CHECK(others == 0);
}

TEST_CASE("contexts at the same time keep to their own numbers of threads") {
    std::atomic<int> wrong = 0;
    const auto work = [&](unsigned count) {
        const Context::Use use(Context({.threads = count}));
        for (int time = 0; time < 200; ++time) {
            std::mutex mutex;
            std::set<std::thread::id> seen;
            parallel_for(16, [&](std::size_t) {
                if (threads() != count) ++wrong;
                const std::lock_guard lock(mutex);
                seen.insert(std::this_thread::get_id());
            });
            if (seen.size() > count) ++wrong;
        }
    };
    {
        std::vector<std::jthread> at_once;
        for (const unsigned count : {1U, 2U, 4U}) at_once.emplace_back(work, count);
    }
    CHECK(wrong == 0);
}
