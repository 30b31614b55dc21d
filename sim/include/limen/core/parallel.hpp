// The one seam through which Limen runs things at once; oneTBB stands behind it.
// Rationale: Debian's TBB is not instrumented for ThreadSanitizer, so the tsan preset puts a plain team of
// std::threads here instead, and no suppression can hide a race of ours.
#pragma once

#include <cstddef>
#include <functional>

namespace limen {

// Calls body(i) once for each i in [0, n), in any order and on any thread; returns when all are done and rethrows
// the first exception. The results must not depend on the order. May be nested. Any thread.
void parallel_for(std::size_t n, const std::function<void(std::size_t)>& body);

// How many threads parallel_for may use here: those of the calling thread's context.
unsigned threads();
// A context of so many threads (0: one for each core) for all that the calling thread does from now on, outside any
// Context::Use; other threads of the program are not touched.
void set_threads(unsigned n);

}  // namespace limen
