// Gives a block its Poisson inputs, slice by slice.
#include "lsm/poisson_drives.hpp"

#include "lsm/drive_limits.hpp"
#include "lsm/poisson_process.hpp"

namespace limen::lsm {

const Parameter<PoissonInput> PoissonInput::schema[3] = {
    {"rate", &PoissonInput::rate, "Hz", Range::not_negative, "mean rate of each unit's process"},
    {"weight", &PoissonInput::weight, "pA", Range::any, "of each input spike; its sign chooses the synapse"},
    {"shared", &PoissonInput::shared, "", Range::any, "whether all units receive the spikes of one process"},
};

PoissonDrive::PoissonDrive(const PoissonInput& parameters, const DriveContext& context)
    : x_parameters(parameters), x_context(context) {
    refuse_above(most_rate, "rate", parameters.rate, "Hz");
}

double PoissonDrive::event_rate() const { return x_parameters.rate / ms_per_s; }

void PoissonDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    if (x_parameters.rate == 0) return;
    const bool shared = x_parameters.shared;
    Random random = drive_stream(x_context, request, shared);
    DriveInputs& inputs = buffer.add_inputs(x_parameters.weight);
    draw_inputs(random, {event_rate(), request.length, shared ? 1 : request.size}, inputs);
    if (shared) give_to_all(request.size, inputs);
}

}  // namespace limen::lsm
