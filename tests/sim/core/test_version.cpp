// What the program says that it is.
#include "limen/version.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace limen;

TEST_CASE("the program knows the commit that it was built from, or that it does not") {
    const std::string commit = std::string(build_commit()).substr(0, 40);
    const bool hexadecimal = commit.find_first_not_of("0123456789abcdef") == std::string::npos;
    CHECK((commit == "unknown" || (commit.size() == 40 && hexadecimal)));
}
