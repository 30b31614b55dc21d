// A thousand damaged files.
#include "corrupt_files.hpp"

TEST_CASE("no corruption of a thousand crashes the readers of a file, hangs them or takes their memory") {
    limen::test::try_corruptions(100, 1100);
}
