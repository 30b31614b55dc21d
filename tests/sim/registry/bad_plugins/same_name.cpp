// Another plugin that calls itself "valid".
#include "limen/plugin.hpp"

LIMEN_PLUGIN("valid", "9.9.9")
