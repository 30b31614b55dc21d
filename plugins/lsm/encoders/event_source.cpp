// Hands on spikes.
#include "lsm/encoders/event_source.hpp"

namespace limen::lsm {

const std::vector<Parameter<EventPlaying>> EventPlaying::schema{};

EventSource::EventSource(const EventPlaying&, const PopulationContext& context)
    : Encoder(1, context.event_units, "data", context) {
    if (context.event_units == 0)
        throw ParameterError("data", "names data that are no spikes; the other encoders make spikes of frames");
}

void EventSource::encode(const Trials& data, std::size_t trial, std::vector<DataEvent>& spikes) const {
    const auto events = data.events_of(trial);
    spikes.insert(spikes.end(), events.begin(), events.end());
}

}  // namespace limen::lsm
