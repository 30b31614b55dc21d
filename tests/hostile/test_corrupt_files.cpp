// A hundred damaged files.
#include "corrupt_files.hpp"

TEST_CASE("no corruption of a file crashes its readers, hangs them or takes their memory") {
    limen::test::try_corruptions(0, 100);
}
