// Blocks of 64 bytes, each stirred into the state in 64 rounds.
#include "files/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace limen {

namespace {

// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
constexpr std::array<std::uint32_t, 64> constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

constexpr auto turn = std::rotr<std::uint32_t>;

std::array<std::uint32_t, 64> schedule(const unsigned char* block) {
    std::array<std::uint32_t, 64> words{};
    for (std::size_t i = 0; i < 16; ++i)
        words[i] = std::uint32_t{block[4 * i]} << 24U | std::uint32_t{block[4 * i + 1]} << 16U |
                   std::uint32_t{block[4 * i + 2]} << 8U | block[4 * i + 3];
    for (std::size_t i = 16; i < words.size(); ++i) {
        const std::uint32_t a = words[i - 15], b = words[i - 2];
        words[i] = words[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3U) + words[i - 7] +
                   (turn(b, 17) ^ turn(b, 19) ^ b >> 10U);
    }
    return words;
}

#ifdef __x86_64__
bool has_instructions() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    constexpr unsigned sha = 1U << 29U;  // leaf 7, EBX
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & sha) != 0 && __builtin_cpu_supports("sse4.1") != 0;
}

// The same with the processor's own instructions, ten times as fast: a plugin is hashed in a millisecond. They want the
// state as ABEF and CDGH, and give two rounds each (Intel SHA Extensions, 2013).
__attribute__((target("sha,sse4.1"))) void take_block_fast(std::uint32_t* state, const unsigned char* block) {
    const auto at = [](auto* pointer) { return reinterpret_cast<__m128i*>(const_cast<std::uint32_t*>(pointer)); };
    const __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(at(state)), 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(at(state + 4)), 0x1B);
    const __m128i abef_before = _mm_alignr_epi8(cdab, efgh, 8), cdgh_before = _mm_blend_epi16(efgh, cdab, 0xF0);
    __m128i abef = abef_before, cdgh = cdgh_before, words[4];
    const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
    for (int i = 0; i < 4; ++i)
        words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + i), big_endian);
    for (int i = 0; i < 16; ++i) {
        __m128i& word = words[i % 4];
        const __m128i &after = words[(i + 1) % 4], &before_last = words[(i + 2) % 4], &last = words[(i + 3) % 4];
        if (i >= 4)
            word = _mm_sha256msg2_epu32(
                _mm_add_epi32(_mm_sha256msg1_epu32(word, after), _mm_alignr_epi8(last, before_last, 4)), last);
        const __m128i round = _mm_add_epi32(word, _mm_loadu_si128(at(constants.data() + 4 * i)));
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, round);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(round, 0x0E));
    }
    const __m128i feba = _mm_shuffle_epi32(_mm_add_epi32(abef, abef_before), 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(_mm_add_epi32(cdgh, cdgh_before), 0xB1);
    _mm_storeu_si128(at(state), _mm_blend_epi16(feba, dchg, 0xF0));
    _mm_storeu_si128(at(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}
#endif

}  // namespace

void Sha256::take_block(const unsigned char* block) {
#ifdef __x86_64__
    static const bool fast = has_instructions();
    if (fast && x_may_be_fast) return take_block_fast(x_state.data(), block);
#endif
    const std::array<std::uint32_t, 64> words = schedule(block);
    auto [a, b, c, d, e, f, g, h] = x_state;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::uint32_t first =
            h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
        const std::uint32_t second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const std::array stirred{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < stirred.size(); ++i) x_state[i] += stirred[i];
}

void Sha256::add(std::span<const unsigned char> bytes) {
    x_bytes += bytes.size();
    while (!bytes.empty()) {
        if (x_rest_bytes == 0 && bytes.size() >= block_bytes) {
            take_block(bytes.data());
            bytes = bytes.subspan(block_bytes);
            continue;
        }
        const std::size_t count = std::min(bytes.size(), block_bytes - x_rest_bytes);
        std::copy_n(bytes.data(), count, x_rest.data() + x_rest_bytes);
        bytes = bytes.subspan(count);
        x_rest_bytes += count;
        if (x_rest_bytes < block_bytes) break;
        take_block(x_rest.data());
        x_rest_bytes = 0;
    }
}

// A bit that is 1, then zeros, and the number of bits in the last eight bytes.
std::string Sha256::digits() {
    const std::uint64_t bits = x_bytes * 8;
    constexpr unsigned char one = 0x80, zero = 0;
    add({&one, 1});
    while (x_rest_bytes != block_bytes - sizeof bits) add({&zero, 1});
    std::array<unsigned char, sizeof bits> length{};
    for (std::size_t i = 0; i < length.size(); ++i) length[i] = static_cast<unsigned char>(bits >> (56 - 8 * i));
    add(length);
    std::string text;
    for (const std::uint32_t word : x_state) text += fmt::format("{:08x}", word);
    return text;
}

}  // namespace limen
