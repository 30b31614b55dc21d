// Weights and a bias that do not fit each other are refused before they are used.
#include "train/linear/linear_map.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

std::string refusal(const std::vector<double>& weights, const h5::Shape& shape, const std::vector<double>& bias) {
    const TemporaryFile file("map.h5");
    {
        h5::File open = h5::File::create(file.path);
        open.write<double>("/r/weights", weights, shape);
        open.write<double>("/r/bias", bias);
    }
    return message_of<DataError>([&] { read_linear_map(h5::File::open(file.path), "/r"); });
}

}  // namespace

TEST_CASE("a map is read as it was written, row by row") {
    const TemporaryFile file("map.h5");
    {
        h5::File open = h5::File::create(file.path);
        open.write<double>("/r/weights", std::vector<double>{1, 2, 3, 4, 5, 6}, {3, 2});
        open.write<double>("/r/bias", std::vector<double>{7, 8});
    }
    const LinearMap map = read_linear_map(h5::File::open(file.path), "/r");
    CHECK(map.weights(2, 0) == 5);
    CHECK(map.bias[1] == 8);
}

TEST_CASE("a bias of another length, weights of another rank and numbers that are none are refused by name") {
    const std::vector<double> six(6, 1.0);
    CHECK(says(refusal(six, {3, 2}, {1}), {"/r/bias", "holds 1 numbers", "2 columns"}));
    CHECK(says(refusal(six, {3, 2}, {1, 2, 3}), {"/r/bias", "holds 3 numbers"}));
    CHECK(says(refusal(six, {6}, {1}), {"/r/weights", "two dimensions"}));
    CHECK(says(refusal({std::nan("")}, {1, 1}, {1}), {"/r/weights", "not finite"}));
    CHECK(says(refusal({1}, {1, 1}, {HUGE_VAL}), {"/r/bias", "not finite"}));
}
