// Asks the processor once, and the environment for less.
#include "limen/core/isa.hpp"

#include <algorithm>
#include <cstdlib>

namespace limen {

namespace {

Isa best() noexcept {
#if defined(__x86_64__) && defined(__GNUC__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vl"))
        return Isa::avx512;
    if (__builtin_cpu_supports("avx2")) return Isa::avx2;
#endif
    return Isa::plain;
}

Isa chosen() noexcept {
    const char* wanted = std::getenv("LIMEN_ISA");
    for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512})
        if (wanted != nullptr && isa_name(isa) == wanted) return std::min(isa, best());
    return best();
}

}  // namespace

Isa best_isa() noexcept {
    static const Isa best_here = chosen();
    return best_here;
}

std::string_view isa_name(Isa isa) noexcept {
    constexpr std::string_view names[] = {"plain", "avx2", "avx512"};
    return names[static_cast<int>(isa)];
}

}  // namespace limen
