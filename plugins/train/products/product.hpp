// Matrix products with weights that are packed once and used at every step of time.
//
// The weights of a recurrent network meet a few rows of states a hundred times before they change, so the packing that
// a BLAS repeats in each call is done once. Each element of a result is one chain of fused multiply-adds in the order
// of k (in blocks of a fixed length, where the sum goes over steps), so vector width, threads and the cut of the rows
// change no bit. Rationale: OpenBLAS 0.3.21 packs the weights of every step again, chooses kernels, and so the bits, by
// the processor, and takes half a register on processors newer than itself; bench/README.md has the figures.
//
// K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM Trans. Math. Softw. 34, 2008.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "train/products/aligned.hpp"

namespace limen::train {

// A part of a k x n matrix that is to be packed: element (k, n) of the part is data[k * of_k + n * of_n], and its place
// in the whole begins at (first_k, first_n).
template <class T>
struct Part {
    const T* data;
    std::size_t of_k, of_n;
    std::size_t k, n;
    std::size_t first_k = 0, first_n = 0;
};

// A k x n matrix cut into panels of columns, each stored k-major and filled up with zeros. One thread at a time to
// pack, any thread to read.
template <class T>
class PackedMatrix {
public:
    PackedMatrix() = default;
    PackedMatrix(std::size_t k, std::size_t n);
    std::size_t k() const noexcept { return x_k; }
    std::size_t panels() const noexcept { return x_panels; }
    const T* panel(std::size_t p) const noexcept { return x_data.data() + p * x_k * panel_columns<T>; }
    void pack(const Part<T>& part);

private:
    std::size_t x_k = 0, x_panels = 0;
    AlignedVector<T> x_data;
};

enum class Onto { zero, what_is_there };

// c = a b, or c += a b, for some rows; a has b.k() columns. c is written in whole panels, so its rows must have room
// for b.panels() * panel_columns<T> numbers.
template <class T>
struct Operand {
    T* data;
    std::size_t stride;
};
template <class T>
void multiply(std::size_t rows, Operand<const T> a, const PackedMatrix<T>& b, Operand<T> c, Onto onto);

// The rows of a matrix in the order that a sum over them takes; row_of[i] < 0 stands for a row of zeros. Without
// row_of the rows as they lie.
template <class T>
struct Rows {
    const T* data;
    std::size_t stride, columns;
    const std::int32_t* row_of = nullptr;
    const T* at(std::size_t i) const noexcept {
        if (row_of == nullptr) return data + i * stride;
        return row_of[i] < 0 ? nullptr : data + static_cast<std::size_t>(row_of[i]) * stride;
    }
};

// c = a' b, a sum over `count` rows, all of which a must have: the gradient of weights over all steps and sequences in
// one product. c is [a.columns x b.columns], dense. Runs on all threads.
template <class T>
void sum_of_outer_products(std::size_t count, const Rows<T>& a, const Rows<T>& b, T* c);

}  // namespace limen::train
