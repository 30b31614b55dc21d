// How much of the machine a piece of work takes: its threads, and the width of its vectors. Results depend on neither.
#pragma once

#include <memory>
#include <optional>

#include "limen/core/isa.hpp"

namespace limen {

// A handle: copies are the same context. Any thread.
class Context {
public:
    struct Options {
        unsigned threads = 0;      // 0: one for each core
        std::optional<Isa> isa{};  // the best of this processor, or what LIMEN_ISA names, if not given or beyond it
    };
    Context();
    explicit Context(Options);
    unsigned threads() const noexcept;
    Isa isa() const noexcept;

    // The context of the thread that asks: the one in use there, or else all cores.
    static Context current();

    // While it lives, the thread that made it works by this context, and so do those that it makes work for it. Other
    // threads of the program go on by theirs, so that two simulations at once do not feel each other's. Ends on the
    // thread where it began, the last one first.
    class Use;

    struct State;

private:
    explicit Context(std::shared_ptr<const State> state) : x_state(std::move(state)) {}
    std::shared_ptr<const State> x_state;
};

class Context::Use {
public:
    explicit Use(Context);
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    Context x_context;
    const State* x_before;
};

}  // namespace limen
