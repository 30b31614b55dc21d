// Threads of std::thread, which must all run at once, as the tasks of a pool need not.
#include "limen/core/team.hpp"

#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "core/context_state.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace limen {

namespace {

void pause() noexcept {
#if defined(__x86_64__)
    _mm_pause();
#endif
}

}  // namespace

void Barrier::wait() {
    // Read before it is asked whether the team is broken, so that a member that leaves in between is not missed.
    const std::uint32_t round = x_round.load(std::memory_order_acquire);
    if (x_broken.load(std::memory_order_acquire)) throw Broken{};
    if (x_arrived.fetch_add(1, std::memory_order_acq_rel) + 1 == x_members) {
        x_arrived.store(0, std::memory_order_relaxed);
        x_round.store(round + 1, std::memory_order_release);
        x_round.notify_all();
        return;
    }
    constexpr int spins = 2000;  // some ten microseconds; a member that is not there by then may have lost its core
    for (int i = 0; i < spins && x_round.load(std::memory_order_acquire) == round; ++i) pause();
    while (x_round.load(std::memory_order_acquire) == round) x_round.wait(round, std::memory_order_acquire);
    if (x_broken.load(std::memory_order_acquire)) throw Broken{};
}

void Barrier::leave() noexcept {
    x_broken.store(true, std::memory_order_release);
    x_round.fetch_add(1, std::memory_order_acq_rel);
    x_round.notify_all();
}

void run_together(unsigned n, const std::function<void(unsigned, Barrier&)>& body) {
    Barrier barrier(n);
    std::exception_ptr failure;
    std::mutex failure_mutex;
    const Context::State& context = current_state();
    void* const carried = carried_along();
    const auto work = [&](unsigned member) {
        const BorrowedContext work_by(context, carried);
        try {
            body(member, barrier);
        } catch (const Barrier::Broken&) {
            // The member that left has said why.
        } catch (...) {
            {
                const std::lock_guard lock(failure_mutex);
                if (!failure) failure = std::current_exception();
            }
            barrier.leave();
        }
    };
    {
        std::vector<std::jthread> others;
        for (unsigned member = 1; member < n; ++member) others.emplace_back(work, member);
        work(0);
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace limen
