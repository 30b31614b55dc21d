// Vectors of 64 bytes, and arrays that they can be loaded from. Where the processor has shorter ones, the compiler
// takes several; the bits are the same.
#pragma once

#include <boost/align/aligned_allocator.hpp>
#include <cstddef>
#include <vector>

namespace limen::esn {

inline constexpr std::size_t vector_bytes = 64;

template <class Real>
struct VectorOf {
    typedef Real type __attribute__((vector_size(64)));
};
template <class Real>
using Vector = typename VectorOf<Real>::type;

template <class Real>
inline constexpr std::size_t in_vector = vector_bytes / sizeof(Real);

template <class T>
using Aligned = std::vector<T, boost::alignment::aligned_allocator<T, vector_bytes>>;

template <class Real>
[[gnu::always_inline]] inline Vector<Real>& vector_at(Real* p) noexcept {
    return *reinterpret_cast<Vector<Real>*>(p);
}
template <class Real>
[[gnu::always_inline]] inline const Vector<Real>& vector_at(const Real* p) noexcept {
    return *reinterpret_cast<const Vector<Real>*>(p);
}

// Units are taken 64 at a time: parts of a step begin at a multiple, and arrays of one state end at one, followed by a
// margin that a kernel may read (zeros) but not write.
inline constexpr std::size_t unit_group = 64;
inline constexpr std::size_t padded(std::size_t units) { return (units + unit_group - 1) / unit_group * unit_group; }
inline constexpr std::size_t with_margin(std::size_t units) { return padded(units) + unit_group; }

// So many states lie side by side, unit by unit, where trials are taken together.
template <class Real>
inline constexpr std::size_t lane_group = 2 * in_vector<Real>;

}  // namespace limen::esn
