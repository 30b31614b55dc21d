// Draws the weights of the channels and sums them up, frame by frame.
#include "lsm/current_drives.hpp"

#include <boost/random/normal_distribution.hpp>

#include "limen/core/random.hpp"
#include "lsm/drive_limits.hpp"

namespace limen::lsm {

const Parameter<CurrentInput> CurrentInput::schema[2] = {
    {"scale", &CurrentInput::scale, "pA", Range::not_negative, "standard deviation of the weights, which are normal"},
    {"density", &CurrentInput::density, "", Range::fraction,
     "share of the pairs of channel and unit that are connected"},
};

CurrentDrive::CurrentDrive(const CurrentInput& parameters, const DriveContext& context)
    : x_channels(context.channels), x_weights(context.target_size * context.channels) {
    refuse_above(most_current, "scale", parameters.scale, "pA");
    for (std::uint32_t unit = 0; unit < context.target_size; ++unit) {
        Random random(context.seed, Purpose::input_weights, context.id, unit);
        boost::random::normal_distribution<double> weight(0, parameters.scale);
        for (std::size_t c = 0; c < x_channels; ++c) {
            const bool connected = random.uniform() < parameters.density;
            const double drawn = weight(random);
            x_weights[unit * x_channels + c] = connected ? drawn : 0;
        }
    }
}

void CurrentDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    const auto announce = [&](double offset, std::span<const double> values) {
        const std::span<double> current = buffer.add_current(offset, request.size);
        for (std::uint32_t i = 0; i < request.size; ++i) {
            const double* weights = x_weights.data() + (request.first + i) * x_channels;
            for (std::size_t c = 0; c < x_channels; ++c) current[i] += weights[c] * values[c];
        }
    };
    if (request.resumes && !request.frame.empty()) announce(0, request.frame);
    for (const FrameEvent& frame : request.frames) announce(frame.offset, frame.values);
}

}  // namespace limen::lsm
