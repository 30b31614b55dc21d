// What trainers leave in their group.
#include "train/output.hpp"

#include <doctest/doctest.h>

#include "small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("matrices are written row by row, vectors and metrics as they are") {
    const TemporaryFile file("output.h5");
    h5::File output = h5::File::create(file.path);
    write_matrix(output, "/r/matrix", (Eigen::MatrixXd(2, 3) << 1, 2, 3, 4, 5, 6).finished());
    write_vector(output, "/r/vector", Eigen::Vector2d(7, 8));
    write_metrics(output, "/r", {{.name = "error", .value = 0.25}});
    CHECK(output.shape("/r/matrix") == h5::Shape{2, 3});
    CHECK(output.read<double>("/r/matrix") == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(output.read<double>("/r/vector") == std::vector<double>{7, 8});
    CHECK(output.number_attribute("/r", "error") == 0.25);
}

TEST_CASE("a group that is cleared holds nothing of before, and others stay") {
    const TemporaryFile file("cleared.h5");
    h5::File output = h5::File::create(file.path);
    output.write<double>("/r/old", std::vector<double>{1});
    output.write<double>("/s/old", std::vector<double>{1});
    CHECK(cleared_group(output, "r") == "/r");
    CHECK_FALSE(output.exists("/r/old"));
    CHECK(output.exists("/s/old"));
    CHECK(cleared_group(output, "new") == "/new");
}
