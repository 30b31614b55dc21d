// Orthogonal, uniform, and the same on any processor.
#include "esn/orthogonal.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "dense.hpp"
#include "limen/core/isa.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

std::vector<double> drawn(std::uint32_t n, std::uint32_t which = 0) {
    return random_orthogonal(n, [which](std::uint32_t k) { return Random(3, Purpose::reservoir, which, k); });
}

Eigen::MatrixXd matrix(std::uint32_t n, std::uint32_t which = 0) { return from_rows(drawn(n, which), n, n); }

}  // namespace

TEST_CASE("rows are orthogonal and of length 1") {
    for (const std::uint32_t n : {1U, 2U, 3U, 15U, 16U, 17U, 100U, 333U}) {
        CAPTURE(n);
        CHECK(from_orthogonal(matrix(n)) < 1e-13);
    }
}

// By Haar's measure an entry of an n x n matrix has mean 0 and mean square 1/n, and the trace has mean 0 and mean
// square 1 (Diaconis and Shahshahani 1994, Journal of Applied Probability 31A:49). A QR decomposition without fixed
// signs would fail the traces.
TEST_CASE("entries, traces and signs of the determinant are those of Haar's measure") {
    constexpr std::uint32_t n = 4, count = 4000;
    std::vector<double> means(n * n), squares(n * n);
    double trace = 0, trace_square = 0, determinants = 0;
    for (std::uint32_t which = 0; which < count; ++which) {
        const std::vector<double> entries = drawn(n, which);
        for (std::size_t i = 0; i < n * n; ++i) {
            means[i] += entries[i] / count;
            squares[i] += entries[i] * entries[i] / count;
        }
        const double sum = entries[0] + entries[5] + entries[10] + entries[15];
        trace += sum / count;
        trace_square += sum * sum / count;
        determinants += determinant(from_rows(entries, n, n)) / count;
    }
    const double deviation = 1 / std::sqrt(double{count});
    for (const double mean : means) CHECK(std::fabs(mean) < 5 * 0.5 * deviation);
    for (const double square : squares) CHECK(std::fabs(square - 0.25) < 5 * 0.25 * deviation);
    CHECK(std::fabs(trace) < 5 * deviation);
    CHECK(std::fabs(trace_square - 1) < 5 * 1.5 * deviation);
    CHECK(std::fabs(determinants) < 5 * deviation);
}

TEST_CASE("the same bits for any number of threads and any vectors") {
    const std::vector<double> Q = drawn(75);
    for (const unsigned count : {1U, 2U, 8U}) {
        set_threads(count);
        CHECK(drawn(75) == Q);
    }
    set_threads(0);
    for (const Isa wanted : {Isa::plain, Isa::avx2, Isa::avx512}) {
        set_isa(wanted);
        CHECK(drawn(75) == Q);
    }
    set_isa(Isa::avx512);
}
