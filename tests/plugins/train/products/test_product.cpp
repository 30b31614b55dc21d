// Products are sums of products, in one order, whatever vectors compute them.
#include "train/products/product.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "../recurrent/random_sequences.hpp"
#include "limen/core/isa.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::recurrent::test;

namespace {

struct Restore {
    ~Restore() { set_isa(Isa::avx512); }
};

template <class T>
void check_multiply(std::size_t rows, std::size_t k, std::size_t n) {
    const auto a = random_numbers<T>(random_of(1), rows * k), b = random_numbers<T>(random_of(2), k * n);
    PackedMatrix<T> packed(k, n);
    packed.pack({b.data(), n, 1, k, n});
    const std::size_t width = padded<T>(n);
    const std::vector<T> before(rows * width, T(0.5));
    for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::plain}) {
        const Restore restore;
        set_isa(isa);
        std::vector<T> c = before;
        multiply<T>(rows, {a.data(), k}, packed, {c.data(), width}, Onto::what_is_there);
        multiply<T>(rows, {a.data(), k}, packed, {c.data(), width}, Onto::zero);
        multiply<T>(rows, {a.data(), k}, packed, {c.data(), width}, Onto::what_is_there);
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < width; ++j) {
                T sum = 0;
                for (std::size_t l = 0; j < n && l < k; ++l) sum = std::fma(a[i * k + l], b[l * n + j], sum);
                CHECK(c[i * width + j] == sum + sum);
            }
    }
}

}  // namespace

TEST_CASE("a product is one chain of fused multiply-adds for each element") {
    for (const auto& [rows, k, n] :
         {std::array<std::size_t, 3>{1, 1, 1}, {3, 5, 40}, {8, 16, 32}, {17, 33, 65}, {70, 2, 7}}) {
        check_multiply<float>(rows, k, n);
        check_multiply<double>(rows, k, n);
    }
}

TEST_CASE("a matrix is packed part by part, either way round") {
    const auto b = random_numbers<double>(random_of(3), 6 * 20);
    PackedMatrix<double> straight(6, 20), turned(6, 20);
    straight.pack({b.data(), 20, 1, 6, 20});
    std::vector<double> other_way(b.size());
    for (std::size_t k = 0; k < 6; ++k)
        for (std::size_t n = 0; n < 20; ++n) other_way[n * 6 + k] = b[k * 20 + n];
    turned.pack({other_way.data(), 1, 6, 6, 11, 0, 0});
    turned.pack({other_way.data() + 11 * 6, 1, 6, 4, 9, 0, 11});
    turned.pack({other_way.data() + 11 * 6 + 4, 1, 6, 2, 9, 4, 11});
    REQUIRE(straight.panels() == 2);
    for (std::size_t p = 0; p < 2; ++p)
        for (std::size_t i = 0; i < 6 * panel_columns<double>; ++i) CHECK(straight.panel(p)[i] == turned.panel(p)[i]);
}

TEST_CASE("a sum of outer products takes the rows that it is told, and zeros") {
    constexpr std::size_t count = 600, rows = 41, columns = 19;
    const auto a = random_numbers<double>(random_of(4), count * rows);
    const auto b = random_numbers<double>(random_of(5), count * columns);
    std::vector<std::int32_t> row_of;
    for (std::size_t i = 0; i < count; ++i)
        row_of.push_back(i % 7 == 0 ? -1 : static_cast<std::int32_t>(i * 5 % count));
    std::vector<double> c(rows * columns, 1);
    sum_of_outer_products<double>(count, {a.data(), rows, rows}, {b.data(), columns, columns, row_of.data()}, c.data());
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < count; ++k)
                if (row_of[k] >= 0) sum += a[k * rows + i] * b[static_cast<std::size_t>(row_of[k]) * columns + j];
            CHECK(c[i * columns + j] == doctest::Approx(sum).epsilon(1e-12));
        }
}
