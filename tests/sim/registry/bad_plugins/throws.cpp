// Throws while it says what it offers.
#include <stdexcept>

#include "limen/plugin.hpp"

namespace {

limen::Offer fails() { throw std::runtime_error("no licence for Tuesdays"); }

}  // namespace

LIMEN_PLUGIN("throws", "1.0.0", fails())
