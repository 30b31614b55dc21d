// Counter-based random numbers: each stream is named by what its numbers are for, never by a thread,
// so any part of a network can be drawn by anyone, in any order, with the same result.
#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>
#include <limits>
#include <span>

namespace limen {

// What a random number is for. The values are part of the results: append, never reorder.
enum class Purpose : std::uint32_t {
    connectivity = 1,
    initial_state = 2,
    input_weights = 3,
    drive = 4,
    positions = 5,
    reservoir = 6,
    encoder = 7,
    weights = 8,
    delays = 9,
    plasticity = 10,
    unit_parameters = 12,
    state_noise = 14,
    data = 15,
    dropout = 20,
    sample_order = 21,
};

// A stream of Philox4x32-10 numbers (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
// Models UniformRandomBitGenerator, so Boost.Random's distributions work on it. One thread at a time.
class Random {
public:
    using result_type = std::uint64_t;

    // `object` tells apart the projections or populations of one purpose, `index` their targets, trials or blocks,
    // `step` the slices. 2^32 numbers of 64 bits follow before the stream repeats.
    Random(std::uint64_t seed, Purpose purpose, std::uint32_t object, std::uint32_t index = 0,
           std::uint64_t step = 0) noexcept {
        // The name is wider than Philox's counter, so one round trip turns half of it into the key.
        const auto key =
            r123::Philox4x32::key_type{{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
        const auto mixed = r123::Philox4x32{}({{static_cast<std::uint32_t>(purpose), object, index, 0x6c696d65U}}, key);
        x_key = {{mixed[0], mixed[1]}};
        x_counter = {{0, static_cast<std::uint32_t>(step), static_cast<std::uint32_t>(step >> 32), mixed[2]}};
    }

    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

    result_type operator()() noexcept {
        if (x_left == 0) refill();
        --x_left;
        return x_left == 1 ? join(0) : join(2);
    }

    // Writes the numbers that as many calls would give, faster.
    void fill(std::span<result_type> numbers) noexcept;

    // A number in [0, 1), a multiple of 2^-53.
    double uniform() noexcept { return uniform_of((*this)()); }
    static double uniform_of(result_type number) noexcept { return static_cast<double>(number >> 11) * 0x1p-53; }

    // A whole number in [0, n), without bias beyond 2^-32 (Lemire 2019 without the rejection); n below 2^32.
    std::uint32_t below(std::uint32_t n) noexcept { return below_of((*this)(), n); }
    static std::uint32_t below_of(result_type number, std::uint32_t n) noexcept {
        return static_cast<std::uint32_t>((number >> 32) * n >> 32);
    }

private:
    void refill() noexcept {
        x_block = r123::Philox4x32{}(x_counter, x_key);
        ++x_counter[0];
        x_left = 2;
    }
    result_type join(std::size_t i) const noexcept {
        return static_cast<std::uint64_t>(x_block[i]) << 32 | x_block[i + 1];
    }

    r123::Philox4x32::key_type x_key{};
    r123::Philox4x32::ctr_type x_counter{}, x_block{};
    unsigned x_left = 0;
};

}  // namespace limen
