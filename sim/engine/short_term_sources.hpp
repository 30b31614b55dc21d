// Short-term plasticity of projections whose synapses are all alike: those of one source are in the same state at each
// of its spikes, so the state is the source's, and a spike carries the outcome to all its targets as one factor.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.hpp"
#include "engine/short_term.hpp"

namespace limen {

// The states of one trial. One thread at a time.
class ShortTermSources {
public:
    ShortTermSources(const Network&, const Model&);
    void start();  // all rested
    // The factor of the weights with which synapses of this delay class transmit a spike of `source` (unit of the
    // network). To be asked once for each spike, in the order of time.
    double scale(std::uint32_t source, std::uint32_t delay_class, Time time) {
        Class& c = x_classes[delay_class];
        return c.sources.empty() ? 1 : transmit(c, source, time);
    }
    std::uint64_t bytes() const noexcept;

private:
    struct Source {
        ShortTermState state;
        Time last;
    };
    struct Class {
        ShortTermParameters parameters{};
        std::uint32_t first = 0;
        std::vector<Source> sources;  // empty where there is no such plasticity
    };
    double transmit(Class&, std::uint32_t source, Time time);

    SliceClock x_slices;
    std::vector<Class> x_classes;  // for each delay class
};

}  // namespace limen
