// What a context holds, for those that run things by it.
#pragma once

#include <memory>

#include "limen/core/context.hpp"

namespace limen {

// Where threads wait for work; made when it is first wanted.
class Workers;

struct Context::State : std::enable_shared_from_this<Context::State> {
    State(unsigned threads, Isa isa);
    ~State();
    unsigned threads;  // at least one
    Isa isa;
    std::unique_ptr<Workers> workers;
};

// That of the calling thread.
const Context::State& current_state() noexcept;

// Something of the calling thread's that goes along to those that work for it, as its context does; whose it is, and
// what, is the business of whoever puts it there.
void* carried_along() noexcept;
void carry_along(void*) noexcept;

// What a thread works by while it does somebody else's work, who keeps it alive.
class BorrowedContext {
public:
    BorrowedContext(const Context::State& state, void* carried) noexcept;
    ~BorrowedContext();
    BorrowedContext(const BorrowedContext&) = delete;
    BorrowedContext& operator=(const BorrowedContext&) = delete;

private:
    const Context::State* x_before;
    void* x_carried_before;
};

}  // namespace limen
