// 1,024 bits are two AVX-512 registers: one permutation looks up 32 targets. Of more bits AVX-512 gathers 16 words,
// AVX2 8; without vectors it is one target at a time.
#include "lsm/candidate_scan.hpp"

#include "limen/core/isa.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace limen::lsm {

namespace {

void find_from(std::size_t begin, std::span<const std::uint16_t> targets, std::span<const std::uint32_t> bits,
               std::vector<std::uint32_t>& places) {
    for (std::size_t j = begin; j < targets.size(); ++j)
        if (bits[targets[j] / 32] >> targets[j] % 32 & 1U) [[unlikely]]
            places.push_back(static_cast<std::uint32_t>(j));
}

#if defined(__x86_64__) && defined(__GNUC__)

[[gnu::target("avx512f,avx512bw")]] void find_avx512_of_1024(std::span<const std::uint16_t> targets,
                                                             std::span<const std::uint32_t> bits,
                                                             std::vector<std::uint32_t>& places) {
    const __m512i low = _mm512_loadu_si512(bits.data()), high = _mm512_loadu_si512(bits.data() + 16);
    const __m512i one = _mm512_set1_epi16(1), low_bits = _mm512_set1_epi16(15);
    for (std::size_t j = 0; j < targets.size(); j += 32) {
        const std::size_t left = targets.size() - j;
        const __mmask32 present = left >= 32 ? ~__mmask32{0} : (__mmask32{1} << left) - 1;
        const __m512i target = _mm512_maskz_loadu_epi16(present, targets.data() + j);
        const __m512i word = _mm512_permutex2var_epi16(low, _mm512_srli_epi16(target, 4), high);
        const __m512i bit = _mm512_sllv_epi16(one, _mm512_and_si512(target, low_bits));
        for (__mmask32 hits = _mm512_mask_test_epi16_mask(present, word, bit); hits != 0; hits &= hits - 1)
            places.push_back(static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(__builtin_ctz(hits)));
    }
}

[[gnu::target("avx512f,avx512bw,avx512vl")]] void find_avx512(std::span<const std::uint16_t> targets,
                                                              std::span<const std::uint32_t> bits,
                                                              std::vector<std::uint32_t>& places) {
    const __m512i one = _mm512_set1_epi32(1), low_bits = _mm512_set1_epi32(31);
    for (std::size_t j = 0; j < targets.size(); j += 16) {
        const std::size_t left = targets.size() - j;
        const auto present = static_cast<__mmask16>(left >= 16 ? 0xffffU : (1U << left) - 1);
        const __m512i target = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(present, targets.data() + j));
        const __m512i word = _mm512_mask_i32gather_epi32(_mm512_setzero_si512(), present, _mm512_srli_epi32(target, 5),
                                                         bits.data(), sizeof(std::uint32_t));
        const __m512i bit = _mm512_sllv_epi32(one, _mm512_and_si512(target, low_bits));
        for (unsigned hits = _mm512_test_epi32_mask(word, bit); hits != 0; hits &= hits - 1)
            places.push_back(static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(__builtin_ctz(hits)));
    }
}

[[gnu::target("avx2")]] void find_avx2(std::span<const std::uint16_t> targets, std::span<const std::uint32_t> bits,
                                       std::vector<std::uint32_t>& places) {
    std::size_t j = 0;
    for (; j + 8 <= targets.size(); j += 8) {
        const __m256i target =
            _mm256_cvtepu16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(targets.data() + j)));
        const __m256i word = _mm256_i32gather_epi32(reinterpret_cast<const int*>(bits.data()),
                                                    _mm256_srli_epi32(target, 5), sizeof(std::uint32_t));
        const __m256i lowest = _mm256_srlv_epi32(word, _mm256_and_si256(target, _mm256_set1_epi32(31)));
        auto hits = static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(_mm256_slli_epi32(lowest, 31))));
        for (; hits != 0; hits &= hits - 1)
            places.push_back(static_cast<std::uint32_t>(j) + static_cast<std::uint32_t>(__builtin_ctz(hits)));
    }
    find_from(j, targets, bits, places);
}

#endif

}  // namespace

void find_candidates(std::span<const std::uint16_t> targets, std::span<const std::uint32_t> bits,
                     std::vector<std::uint32_t>& places) {
    places.clear();
#if defined(__x86_64__) && defined(__GNUC__)
    constexpr std::size_t words_of_1024 = 32;
    if (isa() == Isa::avx512)
        return bits.size() == words_of_1024 ? find_avx512_of_1024(targets, bits, places)
                                            : find_avx512(targets, bits, places);
    if (isa() == Isa::avx2) return find_avx2(targets, bits, places);
#endif
    find_from(0, targets, bits, places);
}

}  // namespace limen::lsm
