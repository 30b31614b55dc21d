// The plugin guide's example does what the guide says.
#include <doctest/doctest.h>

#include <cmath>

#include "delta/lif_delta.hpp"
#include "delta/ring.hpp"
#include "limen/neuron/drive.hpp"

using namespace limen;

namespace {

constexpr double slice_length = 4, tau_m = 10;

// One neuron with a threshold of 15 mV that nothing but these inputs reaches.
struct OneNeuron {
    delta::Neurons neurons;
    SynapseRows rows;
    std::vector<const SynapseRows*> blocks{&rows};
    std::unique_ptr<PopulationState> state;

    OneNeuron() : neurons({.size = 1, .tau_m = tau_m}) {
        PopulationWiring wiring{blocks, {}, {}};
        state = neurons.make_state(wiring);
        state->start(0);
    }
    // Inputs of 10 mV at these times (ms), taken slice by slice; gives the times of its spikes.
    std::vector<double> spikes_after(const std::vector<double>& times, std::int64_t slices) {
        std::vector<double> found;
        for (std::int64_t index = 0; index < slices; ++index) {
            const double start = static_cast<double>(index) * slice_length;
            DriveBuffer buffer;
            DriveInputs& inputs = buffer.add_inputs(10);
            for (const double time : times)
                if (time >= start && time < start + slice_length) inputs.offsets.push_back(time - start);
            inputs.targets.assign(inputs.offsets.size(), 0);
            std::vector<SpikeEvent> spikes;
            state->advance(0, {index, slice_length, {}, {}, {}}, {buffer.trains(), {}}, spikes);
            for (const SpikeEvent& spike : spikes) found.push_back(start + spike.offset);
        }
        return found;
    }
};

}  // namespace

TEST_CASE("two inputs of 10 mV reach 15 mV if and only if they are at most tau_m ln 2 apart") {
    const double apart = tau_m * std::log(2.0);
    const double early = 1 + apart - 1e-9, late = 1 + apart + 1e-9;
    CHECK(OneNeuron().spikes_after({1, early}, 3) == std::vector{early});
    CHECK(OneNeuron().spikes_after({1, late}, 3).empty());
}

TEST_CASE("after a spike a neuron begins anew") {
    CHECK(OneNeuron().spikes_after({1, 1.5, 2, 2.5}, 1) == std::vector{1.5, 2.5});
}

TEST_CASE("the potential decays exponentially from its last input, and a sample comes before an input of its moment") {
    OneNeuron one;
    one.spikes_after({3}, 1);
    std::array<float, 1> first{}, second{};
    const std::array samples{SampleEvent{0.5, 0, first}, SampleEvent{1, 0, second}};
    const std::vector<double> offsets{1};
    const std::vector<std::uint16_t> targets{0};
    const std::array inputs{InputTrain{2, offsets, targets}};
    std::vector<SpikeEvent> spikes;
    one.state->advance(0, {1, slice_length, {}, {}, samples}, {inputs, {}}, spikes);
    CHECK(first[0] == doctest::Approx(10 * std::exp(-1.5 / tau_m)));
    CHECK(second[0] == doctest::Approx(10 * std::exp(-2 / tau_m)));
}

TEST_CASE("a reset potential above the threshold is refused") {
    CHECK_THROWS_AS(delta::Neurons({.V_th = 5, .V_reset = 6}), ParameterError);
}

TEST_CASE("on a ring each unit listens to its predecessors, also across the end") {
    const TopologyEnds ends{{5, {}}, {5, {}}, true, 0};
    const delta::RingTopology ring({2}, ends);
    Random random(1, Purpose::connectivity, 0);
    std::vector<std::uint32_t> sources;
    ring.sources_of(0, random, sources);
    CHECK(sources == std::vector<std::uint32_t>{4, 3});
    CHECK(ring.expected_synapses() == 10);
    CHECK_THROWS_AS(delta::RingTopology({5}, ends), ParameterError);
    CHECK_THROWS_AS(delta::RingTopology({1}, {{4, {}}, {5, {}}, false, 0}), ParameterError);
}
