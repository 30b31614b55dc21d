// Packs, and walks through panels, rows and blocks of k.
#include "train/products/product.hpp"

#include <algorithm>
#include <cstring>

#include "limen/core/parallel.hpp"
#include "train/products/product_kernel.hpp"

namespace limen::train {

namespace {

// Rows that one sum runs through before it is added to the result; part of the result's bits. A block of a panel then
// takes 32 KiB, which the L1 cache holds.
constexpr std::size_t sum_block = 256;
// Rows that a product takes through all panels together; they stay in the L2 cache.
constexpr std::size_t row_block = 64;
// Rows of a gradient that one task makes: a part of them all, but enough to repay packing the other matrix.
constexpr std::size_t tasks = 8, least_task_rows = 32, most_task_rows = 256;

std::size_t round_up(std::size_t n, std::size_t unit) { return (n + unit - 1) / unit * unit; }

// Columns [column, column + width) of rows [first, first + count), one row after the other, filled up with zeros.
template <std::size_t width, class T>
void pack_panel(const Rows<T>& rows, std::size_t first, std::size_t count, std::size_t column, T* panel) {
    const std::size_t there = std::min(width, rows.columns - column);
    for (std::size_t i = 0; i < count; ++i, panel += width) {
        const T* row = rows.at(first + i);
        if (row != nullptr && there == width) {
            std::memcpy(panel, row + column, width * sizeof(T));
            continue;
        }
        if (row != nullptr) std::copy_n(row + column, there, panel);
        std::fill(panel + (row == nullptr ? 0 : there), panel + width, T(0));
    }
}

// Columns [first, last) of a, all of b: those rows of c.
template <class T>
class GradientTask {
public:
    GradientTask(const Rows<T>& a, const Rows<T>& b, std::size_t first, std::size_t last)
        : x_a(a),
          x_b(b),
          x_first(first),
          x_last(last),
          // A cache line more, so that the rows of a column lie in different sets of the cache.
          x_a_stride(round_up(last - first, kernel_rows) + cache_line / sizeof(T)),
          x_width(padded<T>(b.columns)),
          x_sums(round_up(last - first, kernel_rows) * x_width),
          x_a_block(x_a_stride * sum_block),
          x_b_panel(panel_columns<T> * sum_block) {}

    void run(std::size_t count, T* c) {
        for (std::size_t k = 0; k < count; k += sum_block) add_block(k, std::min(sum_block, count - k));
        for (std::size_t i = x_first; i < x_last; ++i)
            std::copy_n(x_sums.data() + (i - x_first) * x_width, x_b.columns, c + i * x_b.columns);
    }

private:
    void add_block(std::size_t k, std::size_t length) {
        for (std::size_t i = 0; i < length; ++i)
            std::copy_n(x_a.at(k + i) + x_first, x_last - x_first, x_a_block.data() + i * x_a_stride);
        for (std::size_t j = 0; j < x_width; j += panel_columns<T>) {
            pack_panel<panel_columns<T>>(x_b, k, length, j, x_b_panel.data());
            for (std::size_t i = 0; i < x_last - x_first; i += kernel_rows)
                multiply_panel<T>(kernel_rows, {.k = length,
                                                .a = x_a_block.data() + i,
                                                .a_row = 1,
                                                .a_step = x_a_stride,
                                                .b = x_b_panel.data(),
                                                .c = x_sums.data() + i * x_width + j,
                                                .c_row = x_width});
        }
    }

    const Rows<T>&x_a, &x_b;
    std::size_t x_first, x_last, x_a_stride, x_width;
    AlignedVector<T> x_sums, x_a_block, x_b_panel;
};

}  // namespace

template <class T>
PackedMatrix<T>::PackedMatrix(std::size_t k, std::size_t n)
    : x_k(k), x_panels(padded<T>(n) / panel_columns<T>), x_data(k * x_panels * panel_columns<T>) {}

template <class T>
void PackedMatrix<T>::pack(const Part<T>& part) {
    // Squares of a cache line's length, so that a line is read or written whole whichever way the matrix lies.
    constexpr std::size_t line = cache_line / sizeof(T), width = panel_columns<T>;
    for (std::size_t n0 = 0; n0 < part.n; n0 += line)
        for (std::size_t k0 = 0; k0 < part.k; k0 += line)
            for (std::size_t n = n0; n < std::min(n0 + line, part.n); ++n) {
                const std::size_t column = part.first_n + n;
                T* to = x_data.data() + (column / width * x_k + part.first_k) * width + column % width;
                for (std::size_t k = k0; k < std::min(k0 + line, part.k); ++k)
                    to[k * width] = part.data[k * part.of_k + n * part.of_n];
            }
}

template <class T>
void multiply(std::size_t rows, Operand<const T> a, const PackedMatrix<T>& b, Operand<T> c, Onto onto) {
    for (std::size_t block = 0; block < rows; block += row_block)
        for (std::size_t p = 0; p < b.panels(); ++p)
            for (std::size_t row = block; row < std::min(block + row_block, rows); row += kernel_rows)
                multiply_panel<T>(std::min(kernel_rows, rows - row),
                                  {.k = b.k(),
                                   .a = a.data + row * a.stride,
                                   .a_row = a.stride,
                                   .a_step = 1,
                                   .b = b.panel(p),
                                   .c = c.data + row * c.stride + p * panel_columns<T>,
                                   .c_row = c.stride,
                                   .add = onto == Onto::what_is_there});
}

template <class T>
void sum_of_outer_products(std::size_t count, const Rows<T>& a, const Rows<T>& b, T* c) {
    const std::size_t task_rows =
        std::clamp(round_up((a.columns + tasks - 1) / tasks, kernel_rows), least_task_rows, most_task_rows);
    parallel_for((a.columns + task_rows - 1) / task_rows, [&](std::size_t task) {
        const std::size_t first = task * task_rows;
        GradientTask<T>(a, b, first, std::min(first + task_rows, a.columns)).run(count, c);
    });
}

template class PackedMatrix<float>;
template class PackedMatrix<double>;
template void multiply(std::size_t, Operand<const float>, const PackedMatrix<float>&, Operand<float>, Onto);
template void multiply(std::size_t, Operand<const double>, const PackedMatrix<double>&, Operand<double>, Onto);
template void sum_of_outer_products(std::size_t, const Rows<float>&, const Rows<float>&, float*);
template void sum_of_outer_products(std::size_t, const Rows<double>&, const Rows<double>&, double*);

}  // namespace limen::train
