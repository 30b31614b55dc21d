// oneTBB, or a plain team of threads, behind parallel_for.
#include "limen/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#ifdef LIMEN_PARALLEL_TBB
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#endif

namespace limen {

namespace {

unsigned x_threads = 0;  // 0: one for each core

}  // namespace

unsigned threads() { return x_threads != 0 ? x_threads : std::max(1U, std::thread::hardware_concurrency()); }

#ifdef LIMEN_PARALLEL_TBB

namespace {

struct Arena {
    tbb::global_control control{tbb::global_control::max_allowed_parallelism, threads()};
    tbb::task_arena arena{static_cast<int>(threads())};
};
std::unique_ptr<Arena> x_arena;
std::once_flag x_made;

}  // namespace

void set_threads(unsigned n) {
    x_threads = n;
    x_arena = std::make_unique<Arena>();
}

void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body) {
    if (n == 1 || threads() == 1) {
        for (std::size_t i = 0; i < n; ++i) body(i);
        return;
    }
    std::call_once(x_made, [] {
        if (!x_arena) x_arena = std::make_unique<Arena>();
    });
    // The simple partitioner with grain 1: bodies are large and uneven.
    x_arena->arena.execute([&] {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, n, 1),
            [&](const auto& range) {
                for (std::size_t i = range.begin(); i != range.end(); ++i) body(i);
            },
            tbb::simple_partitioner{});
    });
}

#else

void set_threads(unsigned n) { x_threads = n; }

void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body) {
    const std::size_t team = std::min<std::size_t>(n, threads());
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < n; i = next++) body(i);
        } catch (...) {
            const std::lock_guard lock(failure_mutex);
            if (!failure) failure = std::current_exception();
            next = n;
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < team; ++i) others.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
}

#endif

}  // namespace limen
