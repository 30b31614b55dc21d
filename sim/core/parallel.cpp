// oneTBB, or a plain team of threads, behind parallel_for.
#include "limen/core/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/context_state.hpp"
#include "core/workers.hpp"

#ifdef LIMEN_PARALLEL_TBB
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#endif

namespace limen {

#ifdef LIMEN_PARALLEL_TBB

namespace {

// The library starts no more threads than there are cores unless it is allowed to; a context may want more.
void allow(unsigned threads) {
    static std::mutex mutex;
    static std::unique_ptr<tbb::global_control> control;
    const std::lock_guard lock(mutex);
    constexpr auto parallelism = tbb::global_control::max_allowed_parallelism;
    if (threads > tbb::global_control::active_value(parallelism)) {
        control.reset();
        control = std::make_unique<tbb::global_control>(parallelism, threads);
    }
}

}  // namespace

tbb::task_arena& Workers::arena(unsigned threads) {
    std::call_once(x_made, [&] {
        allow(threads);
        x_arena = std::make_unique<tbb::task_arena>(static_cast<int>(threads));
    });
    return *x_arena;
}

void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body) {
    const Context::State& context = current_state();
    void* const carried = carried_along();
    if (n == 1 || context.threads == 1) {
        for (std::size_t i = 0; i < n; ++i) body(i);
        return;
    }
    // The simple partitioner with grain 1: bodies are large and uneven.
    context.workers->arena(context.threads).execute([&] {
        tbb::parallel_for(
            tbb::blocked_range<std::size_t>(0, n, 1),
            [&](const auto& range) {
                const BorrowedContext work_by(context, carried);
                for (std::size_t i = range.begin(); i != range.end(); ++i) body(i);
            },
            tbb::simple_partitioner{});
    });
}

#else

void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body) {
    const Context::State& context = current_state();
    void* const carried = carried_along();
    const std::size_t team = std::min<std::size_t>(n, context.threads);
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const auto work = [&] {
        const BorrowedContext work_by(context, carried);
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
