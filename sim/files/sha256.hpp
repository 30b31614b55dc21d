// SHA-256 (FIPS 180-4), piece by piece.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace limen {

class Sha256 {
public:
    // Without the processor's instructions for it, as where there are none: for tests.
    explicit Sha256(bool may_be_fast = true) : x_may_be_fast(may_be_fast) {}
    void add(std::span<const unsigned char> bytes);
    // In 64 hexadecimal digits; nothing may be added afterwards.
    std::string digits();

private:
    static constexpr std::size_t block_bytes = 64;
    void take_block(const unsigned char* block);

    bool x_may_be_fast;
    std::array<std::uint32_t, 8> x_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<unsigned char, block_bytes> x_rest{};
    std::size_t x_rest_bytes = 0;
    std::uint64_t x_bytes = 0;
};

}  // namespace limen
