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

// Context::Use without keeping the context alive, for as long as somebody else does.
class BorrowedContext {
public:
    explicit BorrowedContext(const Context::State& state) noexcept;
    ~BorrowedContext();
    BorrowedContext(const BorrowedContext&) = delete;
    BorrowedContext& operator=(const BorrowedContext&) = delete;

private:
    const Context::State* x_before;
};

}  // namespace limen
