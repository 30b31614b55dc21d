// What encoders have in common: playing spikes, samples of what is decoded, and what is told of the data.
#include "encoder_fixture.hpp"
#include "lsm/encoders/latency_encoder.hpp"
#include "lsm/encoders/poisson_encoder.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

// Says every value at once, and cannot say more than 1.
class Plain : public Encoder {
public:
    explicit Plain(const PopulationContext& context) : Encoder(1, 1, "copies", context) {}
    void encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const override {
        for (std::size_t k = data.frames(trial); k-- > 0;)
            spikes.push_back({start_of(k) + 9 * std::fmin(1, data.frame(trial, k)[0]), 0});
        spikes.push_back({start_of(data.frames(trial)), 0});  // comes too late
    }
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override {
        std::vector<double> values(frames);
        for (std::size_t k = 0; k < frames; ++k) values[k] = (spikes[k].time - start_of(k)) / 9;
        return values;
    }
    bool exceeds(double value) const override { return value > 1; }
    std::string range() const override { return "1: make it wider"; }
};

}  // namespace

TEST_CASE("spikes are played sorted, once each and at their times, but for those from the end on") {
    const Trials data = trials_of(1, {{0.5, 0.25, 0}});
    const Plain plain(context_of(1));
    const auto times = played(plain, data);
    REQUIRE(times[0].size() == 3);
    CHECK(times[0][0] == doctest::Approx(4.5).epsilon(1e-14));
    CHECK(times[0][1] == doctest::Approx(12.25).epsilon(1e-14));
    CHECK(times[0][2] == doctest::Approx(20).epsilon(1e-14));
}

TEST_CASE("units of many blocks play their own spikes") {
    const PoissonEncoder encoder({.copies = 3000, .base_rate = 100, .gain = 0}, context_of(1));
    const Trials data = trials_of(1, {std::vector<double>(10)});
    const auto times = played(encoder, data);
    std::size_t count = 0;
    for (const auto& unit : times) count += unit.size();
    CHECK(count == encoder.sorted_spikes(data, 0).size());
    CHECK(count == doctest::Approx(30'000).epsilon(0.03));
}

TEST_CASE("a sample holds what the frame that ends there was decoded as, for each unit of its channel") {
    const LatencyEncoder encoder({.fields = 4}, context_of(2));
    const Trials data = trials_of(2, {{0.5, -1, 1.5, 0.25}});
    const SynapseRows none;
    const std::vector<const SynapseRows*> blocks{&none};
    const PopulationWiring wiring{blocks, {}, {0}, 1, 0, &data};
    const auto state = encoder.make_state(wiring);
    state->start(0);
    std::vector<SpikeEvent> spikes;
    std::vector<std::vector<float>> rows(3, std::vector<float>(8, -9));
    for (std::int64_t k = 0; k < 3; ++k) {
        const std::vector<SampleEvent> samples{{0, 0, rows[static_cast<std::size_t>(k)]}};
        state->advance(0, {k, 10, {}, {}, samples}, {}, spikes);
    }
    CHECK(rows[0] == std::vector<float>(8, 0));
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(rows[1][i] == doctest::Approx(i < 4 ? 0.5 : -1));
        CHECK(rows[2][i] == doctest::Approx(i < 4 ? 1.5 : 0.25));
    }
}

TEST_CASE("what is lost is told in dB, and clipping with what to change") {
    const Plain plain(context_of(1));
    // Signal: 0, 1, 2, with power 2 about its mean; 2 is decoded as 1.
    const Trials data = trials_of(1, {{0, 1, 2}});
    CHECK(finding(plain, data, "decoded_snr_dB") == doctest::Approx(10 * std::log10(2.0)));
    const Examination told = plain.examine(&data);
    REQUIRE(told.warnings.size() == 1);
    CHECK(told.warnings[0] == "clips 33.3 % of its data, which lie beyond 1: make it wider");
    CHECK(plain.examine(nullptr).warnings.empty());
    const Trials tame = trials_of(1, {{0, 1, 0.5}});
    CHECK(plain.examine(&tame).warnings.empty());
}

TEST_CASE("more units than can be numbered are refused") {
    CHECK_THROWS_AS(PoissonEncoder({.copies = std::int64_t{1} << 40}, context_of(12)), ParameterError);
}
