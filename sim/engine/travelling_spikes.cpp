// A window over the spikes in the order of their slices, which moves on with time.
#include "engine/travelling_spikes.hpp"

#include <algorithm>
#include <utility>

namespace limen {

TravellingSpikes::TravellingSpikes(const SliceClock& slices, double shortest, double longest,
                                   const SynapseRows::Sources& sources)
    : x_slices(slices),
      x_shortest(slices.at(shortest).slice),
      // The offset of the spike and the rest of the delay may add up to a slice more.
      x_longest(slices.at(longest).slice + 1),
      x_first_source(sources.first),
      x_last(sources.count) {}

void TravellingSpikes::clear() {
    std::fill(x_last.begin(), x_last.end(), Time{});
    x_spikes.clear();
    x_first = x_end = 0;
    x_forgotten = 0;
}

void TravellingSpikes::send(std::uint32_t source, Time sent, double scale) {
    // What has arrived everywhere goes when it is most of all, so that each spike is moved once or twice.
    if (x_first > 0 && 2 * x_first >= x_spikes.size()) {
        x_spikes.erase(x_spikes.begin(), x_spikes.begin() + static_cast<std::ptrdiff_t>(x_first));
        x_end -= x_first;
        x_forgotten += x_first;
        x_first = 0;
    }
    TravellingSpike spike{sent, source, scale};
    if (!x_last.empty()) spike.interval = x_slices.between(std::exchange(x_last[source - x_first_source], sent), sent);
    x_spikes.push_back(spike);
}

void TravellingSpikes::start_slice(std::int64_t slice) {
    while (x_end < x_spikes.size() && x_spikes[x_end].sent.slice + x_shortest <= slice) ++x_end;
    while (x_first < x_end && x_spikes[x_first].sent.slice + x_longest < slice) ++x_first;
}

}  // namespace limen
