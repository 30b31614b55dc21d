// Code for the widest vectors that the processor has, chosen at run time from one binary. Every choice gives the same
// bits: the build lets the compiler neither reorder sums nor fuse multiplications with additions.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>

namespace limen {

enum class Isa { plain, avx2, avx512 };

// The vectors of the calling thread's context.
Isa isa() noexcept;
// The widest vectors of this processor, or those that the environment variable LIMEN_ISA names, if they are narrower.
Isa best_isa() noexcept;
std::string_view isa_name(Isa) noexcept;
// Takes these vectors from now on, or the widest if they are beyond the processor: on the calling thread, and on those
// that it makes work, as set_threads() does.
void set_isa(Isa);

namespace detail {

#if defined(__x86_64__) && defined(__GNUC__)
// Without the preference g++ would take half a register.
#ifdef __clang__
#define LIMEN_AVX512 "avx512f,avx512dq,avx512bw,avx512vl"
#else
#define LIMEN_AVX512 "avx512f,avx512dq,avx512bw,avx512vl,prefer-vector-width=512"
#endif
template <class F>
[[gnu::target("avx2"), gnu::noinline]] void run_avx2(F f) {
    f();
}
template <class F>
[[gnu::target(LIMEN_AVX512), gnu::noinline]] void run_avx512(F f) {
    f();
}
#undef LIMEN_AVX512
#endif

}  // namespace detail

// Calls f(), compiled for the processor's vectors. Mark f's call operator always_inline, and let it capture by value:
// what is captured by reference has to be read again after every store.
template <class F>
void vectorised(F f) {
#if defined(__x86_64__) && defined(__GNUC__)
    switch (isa()) {
        case Isa::avx512:
            return detail::run_avx512(f);
        case Isa::avx2:
            return detail::run_avx2(f);
        case Isa::plain:
            break;
    }
#endif
    f();
}

// The same for code that names its vectors: calls f(width), where width is the bytes of the processor's vectors as a
// std::integral_constant.
template <class F>
void vectorised_by_width(F f) {
#if defined(__x86_64__) && defined(__GNUC__)
    switch (isa()) {
        case Isa::avx512:
            return detail::run_avx512([f]() __attribute__((always_inline)) {
                f(std::integral_constant<std::size_t, 64>{});
            });
        case Isa::avx2:
            return detail::run_avx2([f]() __attribute__((always_inline)) {
                f(std::integral_constant<std::size_t, 32>{});
            });
        case Isa::plain:
            break;
    }
#endif
    f(std::integral_constant<std::size_t, 16>{});
}

}  // namespace limen
