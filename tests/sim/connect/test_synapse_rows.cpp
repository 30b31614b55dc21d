// The compressed rows hold what they were given, and nothing else.
#include "limen/connect/synapse_rows.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "limen/core/random.hpp"

using namespace limen;

TEST_CASE("a row holds the synapses of its source and delay class, in the order in which they were given") {
    const std::vector<SynapseRows::Sources> classes{{0, 50}, {20, 10}, {0, 0}};
    Random random(3, Purpose::connectivity, 0);
    std::vector<BlockSynapse> synapses;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::pair<std::uint16_t, float>>> expected;
    for (int i = 0; i < 700; ++i) {
        const auto delay_class = static_cast<std::uint16_t>(random.below(2));
        const std::uint32_t source = classes[delay_class].first + random.below(classes[delay_class].count);
        synapses.push_back(
            {source, static_cast<std::uint16_t>(random.below(1024)), delay_class, static_cast<float>(i)});
        expected[{source, delay_class}].emplace_back(synapses.back().target, synapses.back().weight);
    }
    const SynapseRows rows(classes, synapses);
    CHECK(rows.size() == 700);
    CHECK(rows.classes() == 3);
    for (std::uint32_t source = 0; source < 60; ++source)
        for (std::uint32_t c = 0; c < 3; ++c) {
            const SynapseRow row = rows.row(source, c);
            std::vector<std::pair<std::uint16_t, float>> found;
            for (std::size_t j = 0; j < row.targets.size(); ++j) found.emplace_back(row.targets[j], row.weight(j));
            CHECK(found == expected[{source, c}]);
        }
}

TEST_CASE("a row whose synapses have delays of their own is sorted by them, each with its target and weight") {
    const std::vector<SynapseRows::Sources> classes{{0, 20}, {5, 10, true}, {0, 20, true}};
    Random random(4, Purpose::connectivity, 0);
    std::vector<BlockSynapse> synapses;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::tuple<float, int, std::uint16_t>>> expected;
    for (int i = 0; i < 900; ++i) {
        const auto delay_class = static_cast<std::uint16_t>(random.below(3));
        const std::uint32_t source = classes[delay_class].first + random.below(classes[delay_class].count);
        // Few delays, so that many are equal: those keep their order. The last class has one weight.
        const float delay = delay_class == 0 ? 0 : 0.5F + 0.25F * static_cast<float>(random.below(5));
        synapses.push_back({source, static_cast<std::uint16_t>(random.below(1024)), delay_class,
                            delay_class == 2 ? 7.F : static_cast<float>(i), delay});
        expected[{source, delay_class}].emplace_back(delay, i, synapses.back().target);
    }
    const SynapseRows rows(classes, synapses);
    for (std::uint32_t source = 0; source < 20; ++source)
        for (std::uint32_t c = 0; c < 3; ++c) {
            auto wanted = expected[{source, c}];
            std::sort(wanted.begin(), wanted.end());
            const SynapseRow row = rows.row(source, c);
            REQUIRE(row.targets.size() == wanted.size());
            for (std::size_t j = 0; j < wanted.size(); ++j) {
                const auto [delay, number, target] = wanted[j];
                CHECK(row.targets[j] == target);
                CHECK(row.weight(j) == (c == 2 ? 7.F : static_cast<float>(number)));
                if (c == 0 || source - classes[c].first >= classes[c].count) continue;
                const std::size_t place = rows.first_in_class(source, c) + j;
                CHECK(rows.delays(c)[place] == delay);
                CHECK(rows.whole_class(c).targets[place] == target);
                CHECK(rows.whole_class(c).weight(place) == row.weight(j));
            }
        }
    CHECK(rows.delays(0).empty());
    CHECK(rows.delays(1).size() == rows.class_size(1));
}

TEST_CASE("a block without synapses has empty rows only") {
    const SynapseRows none;
    CHECK(none.size() == 0);
    const std::vector<SynapseRows::Sources> classes{{5, 3}};
    const SynapseRows rows(classes, std::span<const BlockSynapse>{});
    for (std::uint32_t source = 0; source < 12; ++source) CHECK(rows.row(source, 0).targets.empty());
}

TEST_CASE("a synapse takes two bytes where its class has one weight, six elsewhere, and a row four") {
    const std::vector<SynapseRows::Sources> classes{{0, 1000}, {0, 1000}};
    std::vector<BlockSynapse> synapses(100'000, BlockSynapse{7, 3, 0, 1.F});
    const auto bytes = [&] { return static_cast<double>(SynapseRows(classes, synapses).bytes()); };
    CHECK(bytes() == doctest::Approx(2.0 * 100'000 + 8.0 * 1001).epsilon(0.001));
    for (std::size_t i = 0; i < synapses.size(); i += 2) synapses[i].delay_class = 1, synapses[i].weight = 2.F;
    CHECK(bytes() == doctest::Approx(2.0 * 100'000 + 8.0 * 1001).epsilon(0.001));
    synapses[1].weight = 3.F;
    CHECK(bytes() == doctest::Approx(2.0 * 50'000 + 6.0 * 50'000 + 8.0 * 1001).epsilon(0.001));
    const SynapseRows rows(classes, synapses);
    const SynapseRows delayed(std::vector<SynapseRows::Sources>{{0, 1000}, {0, 1000, true}}, synapses);
    CHECK(static_cast<double>(delayed.bytes() - rows.bytes()) == doctest::Approx(4.0 * 50'000).epsilon(0.001));
    CHECK(rows.row(7, 0).weight(0) == 3.F);
    CHECK(rows.row(7, 0).weight(1) == 1.F);
    CHECK(rows.row(7, 1).weight(49'999) == 2.F);
}

TEST_CASE("weights need not be known in the round that counts: NaN stands for those that differ") {
    const std::vector<SynapseRows::Sources> classes{{0, 3}, {0, 3}};
    const std::vector<BlockSynapse> synapses{{0, 5, 0, 1.F}, {1, 6, 1, 4.F}, {0, 7, 0, 2.F}, {2, 8, 1, 4.F}};
    const SynapseRows rows(classes, [&](SynapseRows::Round round, const SynapseRows::Take& take) {
        std::vector<BlockSynapse> given = synapses;
        for (BlockSynapse& s : given)
            if (round == SynapseRows::Round::count && s.delay_class == 0) s.weight = std::nanf("");
        take(given);
    });
    CHECK(rows.row(0, 0).weight(0) == 1.F);
    CHECK(rows.row(0, 0).weight(1) == 2.F);
    CHECK_FALSE(rows.row(0, 0).has_one_weight());
    CHECK(rows.row(2, 1).has_one_weight());
    CHECK(rows.row(2, 1).weight(0) == 4.F);
}
