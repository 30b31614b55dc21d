// Every vector width finds the same candidates.
#include "lsm/candidate_scan.hpp"

#include <doctest/doctest.h>

#include "limen/core/isa.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::lsm;

TEST_CASE("the places found are those whose bit is set, in order, on every vector width and for every length") {
    Random random(1, Purpose::drive, 0);
    const Isa before = isa();
    for (const std::size_t length : {0U, 1U, 7U, 8U, 9U, 15U, 16U, 17U, 31U, 32U, 33U, 100U, 1000U})
        for (const auto& [neurons, candidates] : {std::pair{1024U, 0U},
                                                  {1024U, 1U},
                                                  {1024U, 20U},
                                                  {1024U, 1024U},
                                                  {2048U, 40U},
                                                  {8192U, 1U},
                                                  {8192U, 200U},
                                                  {8192U, 8192U},
                                                  {65536U, 3000U}}) {
            std::vector<std::uint32_t> bits(neurons / 32, candidates == neurons ? ~0U : 0U);
            for (std::uint32_t k = 0; k < candidates && candidates < neurons; ++k) {
                const std::uint32_t neuron = random.below(neurons);
                bits[neuron / 32] |= 1U << neuron % 32;
            }
            std::vector<std::uint16_t> targets(length);
            for (std::uint16_t& target : targets) target = static_cast<std::uint16_t>(random.below(neurons));
            if (length > 0) targets.back() = static_cast<std::uint16_t>(neurons - 1);
            std::vector<std::uint32_t> expected, found{99};
            for (std::uint32_t j = 0; j < length; ++j)
                if ((bits[targets[j] / 32] >> targets[j] % 32 & 1U) != 0) expected.push_back(j);
            for (const Isa wanted : {Isa::plain, Isa::avx2, Isa::avx512}) {
                set_isa(wanted);
                find_candidates(targets, bits, found);
                CHECK(found == expected);
            }
        }
    set_isa(before);
}
