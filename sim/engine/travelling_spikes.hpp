// Spikes on their way along synapses that have delays of their own: one arrives in several slices.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "limen/connect/synapse_rows.hpp"
#include "limen/core/slice_clock.hpp"

namespace limen {

struct TravellingSpike {
    Time sent;
    std::uint32_t source;  // unit of the network
    double scale = 1;      // as an AxonalEvent's
    double interval = 0;   // ms since its source's last one, or since the start
};

// Those of one continuous delay class. One thread at a time; any thread may read what is due.
class TravellingSpikes {
public:
    // With delays of shortest to longest ms. Intervals are counted for these sources; of others they are 0.
    TravellingSpikes(const SliceClock&, double shortest, double longest, const SynapseRows::Sources&);

    void clear();
    // Those of one source in the order of time, and those of an earlier slice first.
    void send(std::uint32_t source, Time sent, double scale);
    // Slices come in order, before what is sent in them.
    void start_slice(std::int64_t slice);
    // Those of which synapses may be reached in the slice. Valid until something is sent.
    std::span<const TravellingSpike> due() const noexcept {
        return std::span(x_spikes).subspan(x_first, x_end - x_first);
    }
    // How many were sent before the first that is due: its number.
    std::uint64_t first_due() const noexcept { return x_forgotten + x_first; }

private:
    SliceClock x_slices;
    std::int64_t x_shortest, x_longest;  // slices from a spike's to those in which it arrives
    std::uint32_t x_first_source;
    std::vector<Time> x_last;  // spike of each source
    std::vector<TravellingSpike> x_spikes;
    std::size_t x_first = 0, x_end = 0;  // of those that are due
    std::uint64_t x_forgotten = 0;       // before x_spikes
};

}  // namespace limen
