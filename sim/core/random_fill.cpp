// Philox for many counters at once, so that the compiler can put one into each lane of a vector.
#include <algorithm>

#include "limen/core/isa.hpp"
#include "limen/core/random.hpp"

namespace limen {

namespace {

// Four AVX-512 registers of 64-bit lanes, to hide the latency of the multiplications. A lane holds a 32-bit word; above
// it may lie anything, because a product of two lower halves does not see it.
constexpr std::size_t lanes = 32;
using Lane = std::uint64_t[lanes];
constexpr std::uint64_t word = 0xffffffffU;

[[gnu::always_inline]] inline void philox_round(Lane& c0, Lane& c1, Lane& c2, Lane& c3, std::uint64_t k0,
                                                std::uint64_t k1) noexcept {
    for (std::size_t i = 0; i < lanes; ++i) {
        const std::uint64_t p0 = std::uint64_t{0xD2511F53U} * (c0[i] & word);
        const std::uint64_t p1 = std::uint64_t{0xCD9E8D57U} * (c2[i] & word);
        c0[i] = p1 >> 32 ^ c1[i] ^ k0;
        c2[i] = p0 >> 32 ^ c3[i] ^ k1;
        c1[i] = p1;
        c3[i] = p0;
    }
}

}  // namespace

void Random::fill(std::span<result_type> numbers) noexcept {
    std::size_t done = 0;
    for (; done < numbers.size() && x_left > 0; ++done) numbers[done] = (*this)();
    constexpr std::size_t numbers_at_once = 2 * lanes;
    const std::size_t groups = (numbers.size() - done) / numbers_at_once;
    vectorised([ out = numbers.data() + done, groups, counter = x_counter, key = x_key ]()
                   __attribute__((always_inline)) {
                       for (std::size_t g = 0; g < groups; ++g) {
                           Lane c0, c1, c2, c3;
                           for (std::size_t i = 0; i < lanes; ++i) {
                               c0[i] = counter[0] + g * lanes + i;
                               c1[i] = counter[1];
                               c2[i] = counter[2];
                               c3[i] = counter[3];
                           }
                           std::uint32_t k0 = key[0], k1 = key[1];
                           for (int round = 0; round < 10; ++round) {
                               philox_round(c0, c1, c2, c3, k0, k1);
                               k0 += 0x9E3779B9U;
                               k1 += 0xBB67AE85U;
                           }
                           result_type* to = out + g * numbers_at_once;
                           for (std::size_t i = 0; i < lanes; ++i) {
                               to[2 * i] = c0[i] << 32 | (c1[i] & word);
                               to[2 * i + 1] = c2[i] << 32 | (c3[i] & word);
                           }
                       }
                   });
    x_counter[0] += static_cast<std::uint32_t>(groups * lanes);
    for (done += groups * numbers_at_once; done < numbers.size(); ++done) numbers[done] = (*this)();
}

}  // namespace limen
