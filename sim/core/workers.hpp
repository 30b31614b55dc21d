// The threads of a context, behind parallel_for: oneTBB's, or none where a team is started each time.
#pragma once

#ifdef LIMEN_PARALLEL_TBB

#include <tbb/task_arena.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace limen {

// Any thread.
class Workers {
public:
    // Room for so many at once, of whom the caller is one.
    tbb::task_arena& arena(unsigned threads);

private:
    std::once_flag x_made;
    std::unique_ptr<tbb::task_arena> x_arena;
};

}  // namespace limen

#else

namespace limen {
class Workers {};
}  // namespace limen

#endif
