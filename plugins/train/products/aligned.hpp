// Arrays that begin on a cache line, so that no vector of theirs straddles two.
#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace limen::train {

inline constexpr std::size_t cache_line = 64;

template <class T>
struct AlignedAllocator {
    using value_type = T;
    AlignedAllocator() = default;
    template <class U>
    AlignedAllocator(const AlignedAllocator<U>&) noexcept {}
    T* allocate(std::size_t n) { return static_cast<T*>(::operator new (n * sizeof(T), std::align_val_t{cache_line})); }
    void deallocate(T* p, std::size_t) noexcept { ::operator delete (p, std::align_val_t{cache_line}); }
    template <class U>
    bool operator==(const AlignedAllocator<U>&) const noexcept {
        return true;
    }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

// Columns of a panel, the unit in which matrices are packed and rows are padded: two registers of AVX-512.
template <class T>
inline constexpr std::size_t panel_columns = 128 / sizeof(T);

// The room that a row of n numbers takes.
template <class T>
constexpr std::size_t padded(std::size_t n) {
    return (n + panel_columns<T> - 1) / panel_columns<T> * panel_columns<T>;
}

}  // namespace limen::train
