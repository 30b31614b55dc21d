// How much a piece of a recording takes.
#include "limen/engine/sink.hpp"

namespace limen {

std::size_t RecordingChunk::bytes() const {
    std::size_t sum = sizeof(*this);
    for (const SpikeChunk& s : spikes) sum += s.times.size() * sizeof(double) + s.ids.size() * sizeof(std::uint64_t);
    for (const StateRows& report : reports)
        sum += report.single.size() * sizeof(float) + report.exact.size() * sizeof(double);
    if (!trial) return sum;
    for (const auto& input : trial->inputs) sum += input.size() * sizeof(double);
    for (const auto& targets : trial->targets) sum += targets.size() * sizeof(double);
    return sum;
}

}  // namespace limen
