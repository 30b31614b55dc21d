// Draws the parameters of synapses, and takes each through its spikes.
#include "engine/short_term_synapses.hpp"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <limits>
#include <utility>

namespace limen {

namespace {

// As a 32-bit number that is above 0 and finite where the value is above 0.
float narrow(double value) {
    using limits = std::numeric_limits<float>;
    return value == 0 ? 0 : static_cast<float>(std::clamp<double>(value, limits::min(), limits::max()));
}

// A normal number, drawn again until it is above 0 and at most `most`; the mean itself without a spread.
float draw(Random& random, double mean, double spread, double most) {
    if (spread == 0) return narrow(mean);
    double drawn = 0;
    do {
        drawn = mean + spread * boost::random::normal_distribution<double>()(random);
    } while (!(drawn > 0 && drawn <= most));
    return narrow(drawn);
}

}  // namespace

ShortTermSynapses::ShortTermSynapses(const ShortTermSpec& spec, std::size_t synapses, Random random)
    : x_synapses(synapses) {
    constexpr double most = std::numeric_limits<double>::max();
    for (Parameters& p : x_synapses) {
        p.U = draw(random, spec.U, spec.U_spread, 1);
        p.tau_rec = draw(random, spec.tau_rec, spec.tau_rec_spread, most);
        p.tau_facil = draw(random, spec.tau_facil, spec.tau_facil_spread, most);
    }
}

ShortTermStates::ShortTermStates(const ShortTermSynapses& synapses, const SynapseRows& rows, std::uint32_t delay_class)
    : x_synapses(synapses),
      x_rows(rows),
      x_delay_class(delay_class),
      x_states(synapses.size()),
      x_last(rows.sources(delay_class).own_delays ? 0 : rows.sources(delay_class).count) {}

void ShortTermStates::start() {
    std::fill(x_states.begin(), x_states.end(), ShortTermState{});
    std::fill(x_last.begin(), x_last.end(), Time{});
}

void ShortTermStates::transmit(std::uint32_t source, Time time, const SliceClock& slices, std::span<double> weights) {
    const SynapseRow row = x_rows.row(source, x_delay_class);
    const std::size_t first = x_rows.first_in_class(source, x_delay_class);
    Time& last = x_last[source - x_rows.sources(x_delay_class).first];
    const double interval = slices.between(std::exchange(last, time), time);
    for (std::size_t k = 0; k < weights.size(); ++k) weights[k] = row.weight(k) * transmit(first + k, interval);
}

std::uint64_t ShortTermStates::bytes() const noexcept {
    return x_states.capacity() * sizeof(ShortTermState) + x_last.capacity() * sizeof(Time);
}

}  // namespace limen
