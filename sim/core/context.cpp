// Keeps, for each thread, which context it works by.
#include "core/context_state.hpp"

#include <algorithm>
#include <thread>

#include "core/workers.hpp"
#include "limen/core/parallel.hpp"

namespace limen {

namespace {

// isa() is asked before each loop over vectors, so it must cost no more than a global would.
#if defined(__GNUC__)
#define LIMEN_FAST_THREAD_LOCAL [[gnu::tls_model("initial-exec")]]
#else
#define LIMEN_FAST_THREAD_LOCAL
#endif
LIMEN_FAST_THREAD_LOCAL thread_local const Context::State* x_current = nullptr;
thread_local void* x_carried = nullptr;
#undef LIMEN_FAST_THREAD_LOCAL

// Of threads that have chosen none.
const std::shared_ptr<const Context::State>& whole_machine() {
    static const auto state = std::make_shared<const Context::State>(0, best_isa());
    return state;
}

// What set_threads() and set_isa() have chosen for a thread.
void choose(Context::Options options) {
    thread_local std::optional<Context::Use> chosen;
    chosen.reset();
    chosen.emplace(Context(options));
}

}  // namespace

Context::State::State(unsigned wanted_threads, Isa wanted_isa)
    : threads(wanted_threads != 0 ? wanted_threads : std::max(1U, std::thread::hardware_concurrency())),
      isa(std::min(wanted_isa, best_isa())),
      workers(std::make_unique<Workers>()) {}
Context::State::~State() = default;

const Context::State& current_state() noexcept { return x_current != nullptr ? *x_current : *whole_machine(); }

Context::Context() : Context(Options{}) {}
Context::Context(Options options)
    : x_state(std::make_shared<const State>(options.threads, options.isa.value_or(best_isa()))) {}
unsigned Context::threads() const noexcept { return x_state->threads; }
Isa Context::isa() const noexcept { return x_state->isa; }
Context Context::current() { return Context(current_state().shared_from_this()); }

Context::Use::Use(Context context) : x_context(std::move(context)), x_before(x_current) {
    x_current = x_context.x_state.get();
}
Context::Use::~Use() { x_current = x_before; }

void* carried_along() noexcept { return x_carried; }
void carry_along(void* what) noexcept { x_carried = what; }

BorrowedContext::BorrowedContext(const Context::State& state, void* carried) noexcept
    : x_before(x_current), x_carried_before(x_carried) {
    x_current = &state;
    x_carried = carried;
}
BorrowedContext::~BorrowedContext() {
    x_current = x_before;
    x_carried = x_carried_before;
}

Isa isa() noexcept { return x_current != nullptr ? x_current->isa : best_isa(); }
unsigned threads() { return current_state().threads; }
void set_threads(unsigned n) { choose({n, isa()}); }
void set_isa(Isa wanted) { choose({threads(), wanted}); }

}  // namespace limen
