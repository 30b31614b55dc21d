// How `limen` ends.
#pragma once

#include <stdexcept>

namespace limen::app {

enum Exit : int { exit_ok = 0, exit_fault = 1, exit_user = 2, exit_interrupted = 3 };

// Something that failed after a run began, where an Error before it is the user's to mend.
class Fault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace limen::app
