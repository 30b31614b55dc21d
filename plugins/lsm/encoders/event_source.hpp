// Units that play the spikes of data that are spikes.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct EventPlaying {
    static const std::vector<Parameter<EventPlaying>> schema;  // empty
};

// A unit for each of the data's, at their exact times.
class EventSource : public Encoder {
public:
    // Throws ParameterError where the data are no spikes.
    EventSource(const EventPlaying&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
};

}  // namespace limen::lsm
