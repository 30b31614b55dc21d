// Vectors that are named in the code, and arrays that they can be loaded from.
#pragma once

#include <boost/align/aligned_allocator.hpp>
#include <cstddef>
#include <vector>

namespace limen::esn {

inline constexpr std::size_t longest_vector = 64;  // bytes

template <class Real>
inline constexpr std::size_t in_longest_vector = longest_vector / sizeof(Real);

template <class T>
using Aligned = std::vector<T, boost::alignment::aligned_allocator<T, longest_vector>>;

// Some numbers in as many vectors of `bytes` as it takes. Loops over them are written out, so that they stay in
// registers.
template <class Real, std::size_t count, std::size_t bytes>
struct Numbers {
    typedef Real Vector __attribute__((vector_size(bytes)));
    static constexpr std::size_t in_vector = bytes / sizeof(Real), vectors = count / in_vector;

    Vector v[vectors];

    [[gnu::always_inline]] static Numbers load(const Real* p) noexcept {
        Numbers loaded;
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) loaded.v[i] = *reinterpret_cast<const Vector*>(p + i * in_vector);
        return loaded;
    }
    [[gnu::always_inline]] static Numbers all(Real x) noexcept {
        Numbers filled;
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) filled.v[i] = Vector{} + x;
        return filled;
    }
    [[gnu::always_inline]] void store(Real* p) const noexcept {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) *reinterpret_cast<Vector*>(p + i * in_vector) = v[i];
    }
    // Adds a product of each number at p and the factor, rounded twice.
    [[gnu::always_inline]] void add_product(Real factor, const Real* p) noexcept {
#pragma GCC unroll 16
        for (std::size_t i = 0; i < vectors; ++i) v[i] += factor * *reinterpret_cast<const Vector*>(p + i * in_vector);
    }
};

// Units are taken 64 at a time: parts of a step begin at a multiple, and arrays of one state end at one, followed by a
// margin that a kernel may read (zeros) but not write.
inline constexpr std::size_t unit_group = 64;
inline constexpr std::size_t padded(std::size_t units) { return (units + unit_group - 1) / unit_group * unit_group; }
inline constexpr std::size_t with_margin(std::size_t units) { return padded(units) + unit_group; }

// So many states lie side by side, unit by unit, where trials are taken together.
template <class Real>
inline constexpr std::size_t lane_group = 2 * in_longest_vector<Real>;

}  // namespace limen::esn
