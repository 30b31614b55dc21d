// What a model needs, and the refusal of what this machine does not have.
#include "estimate.hpp"

#include <doctest/doctest.h>

#include "limen/core/error.hpp"

using namespace limen;
using namespace limen::app;

namespace {

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("an estimate names each population with its units and synapses, and the whole") {
    const std::string text = estimate_text({{{"liquid", "lif", 400, 16'000.4}}, 1.5e6, 640, 199'220});
    for (const char* part : {"liquid", "lif", "400", "16,000", "memory: 1.5 MB", "trials: 640", "199220 ms"})
        CHECK(holds(text, part));
}

TEST_CASE("a model that needs more memory than is free is refused with both numbers") {
    CHECK_NOTHROW(refuse_too_large({{}, 1e6, 1, 1}, "."));
    try {
        refuse_too_large({{}, 1e18, 1, 1}, ".");
        FAIL("must be refused");
    } catch (const Error& error) {
        CHECK(holds(error.what(), "about 1 EB of memory, but "));
        CHECK(holds(error.what(), "B are free"));
    }
}
