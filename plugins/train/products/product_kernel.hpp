// The innermost loop of all products: a few rows times one packed panel.
#pragma once

#include <cstddef>

namespace limen::train {

inline constexpr std::size_t kernel_rows = 8;

// c += a b, or c = a b, for some rows of a and one panel b; a's element (row, k) is at a[row * a_row + k * a_step].

template <class T>
struct PanelProduct {
    std::size_t k;
    const T* a;
    std::size_t a_row, a_step;
    const T* b;
    T* c;
    std::size_t c_row;
    bool add = true;
};

// 1 to kernel_rows rows. Compiled for the vectors that limen::isa() names, with the same bits. Any thread.
template <class T>
void multiply_panel(std::size_t rows, const PanelProduct<T>& product);

}  // namespace limen::train
