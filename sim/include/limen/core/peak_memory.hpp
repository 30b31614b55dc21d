// How much memory a part of a run takes at most.
#pragma once

namespace limen {

// Looks at the memory from its making on. The system counts the whole process, so one part at a time is measured.
class PeakMemory {
public:
    PeakMemory();
    // Bytes beyond what was resident at the start, at the worst moment so far; NaN where the system does not tell.
    double bytes() const;

private:
    double x_start;
};

}  // namespace limen
