// Draws a reservoir: W by its kind, then W_in and b.
#include "esn/reservoir.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "esn/draw_matrix.hpp"
#include "esn/esn.hpp"
#include "esn/pi_digits.hpp"
#include "esn/scaling.hpp"
#include "limen/core/parallel.hpp"

namespace limen::esn {

namespace {

bool is_ring(const Esn& p) { return p.reservoir == "cycle" || p.reservoir == "delay_line"; }

Ring ring_of(const Esn& p) {
    Ring ring;
    ring.size = static_cast<std::uint32_t>(p.size);
    ring.weight = p.ring_weight;
    ring.closed = p.reservoir == "cycle";
    if (!ring.closed) ring.feedback = p.feedback_weight;
    if (!ring.closed || p.jump_length == 0) return ring;
    // With half the ring a jump and the one back would join the same two units.
    const std::int64_t most = p.size / 2 - 1;
    if (p.jump_length < 2 || p.jump_length > most)
        throw ParameterError(
            "jump_length",
            most < 2 ? fmt::format("is {}, but a cycle of {} units is too short for jumps", p.jump_length, p.size)
                     : fmt::format("is {}; in a cycle of {} units it must be from 2 to {}, or 0 for no "
                                   "jumps",
                                   p.jump_length, p.size, most));
    ring.jump_length = static_cast<std::uint32_t>(p.jump_length);
    ring.jump = p.jump_weight;
    return ring;
}

void draw_W(Reservoir& reservoir, const Esn& p, const PopulationContext& context) {
    if (is_ring(p)) {
        reservoir.ring = ring_of(p);
        reservoir.synapses = reservoir.ring->synapses();
        return;
    }
    reservoir.W = draw_matrix(p, context);
    reservoir.synapses = static_cast<std::uint64_t>(reservoir.W.nonZeros());
    if (p.reservoir == "orthogonal") reservoir.synapses = static_cast<std::uint64_t>(p.size * p.size);
    if (p.reservoir == "orthogonal" || p.reservoir == "permutation")
        reservoir.spectral_radius = reservoir.spectral_norm = 1;
}

// The digits 0 to 4 are negative signs, 5 to 9 positive ones (Rodan and Tino 2011): the first `size` digits for the
// first channel, the next for the second.
void sign_by_pi(std::vector<double>& W_in, std::size_t channels) {
    const std::string digits = pi_digits(W_in.size());
    const std::size_t units = channels == 0 ? 0 : W_in.size() / channels;
    for (std::size_t unit = 0; unit < units; ++unit)
        for (std::size_t c = 0; c < channels; ++c)
            if (digits[c * units + unit] < '5') W_in[unit * channels + c] *= -1;
}

void draw_W_in(Reservoir& reservoir, const Esn& p, const PopulationContext& context) {
    const std::size_t heard = context.channels + context.heard_units, channels = heard + context.feedback_channels;
    const bool by_pi = p.input_weights == "pi";
    const Law law = by_pi ? Law::constant : law_named(p.input_weights);
    reservoir.W_in.resize(static_cast<std::size_t>(p.size) * channels);
    parallel_for(static_cast<std::size_t>(p.size), [&](std::size_t row) {
        Random random = row_stream(context, static_cast<std::uint32_t>(row), for_W_in);
        for (std::size_t c = 0; c < channels; ++c) {
            const bool from_data = c < context.channels, from_units = !from_data && c < heard;
            const double density = from_units ? p.inter_density : p.input_density;
            const double scaling = from_data ? p.input_scaling : from_units ? p.inter_scaling : p.feedback_scaling;
            const bool there = density == 1 || random.uniform() < density;
            const double weight = draw(law, random);
            reservoir.W_in[row * channels + c] = there ? scaling * weight : 0;
        }
    });
    if (by_pi) sign_by_pi(reservoir.W_in, channels);
}

// Beyond these a sum over the channels may be no number any more.
void refuse_slips(const Esn& p) {
    constexpr double most = 1e100;
    for (const auto& [key, value] :
         {std::pair{"input_scaling", p.input_scaling}, std::pair{"bias_scaling", p.bias_scaling},
          std::pair{"inter_scaling", p.inter_scaling}, std::pair{"feedback_scaling", p.feedback_scaling},
          std::pair{"spectral_radius", p.spectral_radius}, std::pair{"spectral_norm", p.spectral_norm}})
        if (std::fabs(value) > most)
            throw ParameterError(key, fmt::format("is {}; it must be at most {:g}", value, most));
}

void check_sizes(const Esn& p, std::size_t channels) {
    constexpr std::int64_t most_units = 65536;
    if (p.size > most_units)
        throw ParameterError("size", fmt::format("is {}; a reservoir has at most {} units", p.size, most_units));
    constexpr std::size_t most_digits = std::size_t{1} << 20U;
    const std::size_t digits = static_cast<std::size_t>(p.size) * channels;
    if (p.input_weights == "pi" && digits > most_digits)
        throw ParameterError("input_weights",
                             fmt::format("is \"pi\", of which {} units with {} channels need {} digits; there are {}",
                                         p.size, channels, digits, most_digits));
}

}  // namespace

Reservoir draw_reservoir(const Esn& p, const PopulationContext& context) {
    check_sizes(p, context.channels + context.heard_units + context.feedback_channels);
    refuse_slips(p);
    Reservoir reservoir;
    reservoir.fed_back = context.feedback_channels > 0;
    draw_W(reservoir, p, context);
    refuse_zero(reservoir, p);
    refuse_nilpotent(reservoir, p);
    // Eigenvalues of a matrix take their time, which an estimate has not.
    const bool quick = reservoir.ring || (p.scaling != "spectral_radius" && p.scaling != "spectral_norm");
    if (!context.estimate || (quick && p.reservoir != "orthogonal")) scale(reservoir, p);
    draw_W_in(reservoir, p, context);
    for (std::uint32_t row = 0; row < p.size; ++row) {
        Random random = row_stream(context, row, for_bias);
        reservoir.bias.push_back(p.bias_scaling * draw(Law::uniform, random));
    }
    return reservoir;
}

std::vector<UnusedParameter> unused_parameters(const Esn& p) {
    std::vector<UnusedParameter> unused;
    const auto only = [&](bool used, const char* name, const std::string& reason) {
        if (!used) unused.push_back({name, reason});
    };
    const std::string with_kind = fmt::format("with reservoir = \"{}\"", p.reservoir);
    const std::string with_scaling = fmt::format("with scaling = \"{}\"", p.scaling);
    const bool random = p.reservoir == "random", cycle = p.reservoir == "cycle", line = p.reservoir == "delay_line";
    const bool fixed = is_ring(p) || p.reservoir == "orthogonal" || p.reservoir == "permutation";
    only(random && p.in_degree == 0, "density", random ? "beside in_degree" : with_kind);
    only(random, "in_degree", with_kind);
    only(!fixed, "weights", with_kind);
    only(p.scaling == "spectral_radius", "spectral_radius", with_scaling);
    only(p.scaling == "spectral_norm", "spectral_norm", with_scaling);
    only(p.scaling != "spectral_radius" && p.scaling != "spectral_norm", "weight_scale", with_scaling);
    only(is_ring(p), "ring_weight", with_kind);
    only(line, "feedback_weight", with_kind);
    only(cycle, "jump_length", with_kind);
    only(cycle && p.jump_length > 0, "jump_weight", cycle ? "without a jump_length" : with_kind);
    for (const char* name : {"intrinsic_mean", "intrinsic_std", "intrinsic_frames", "intrinsic_epochs"})
        only(p.intrinsic_rate > 0, name, "without an intrinsic_rate");
    if (p.intrinsic_rate > 0) only(p.activation != "logistic", "intrinsic_std", "with activation = \"logistic\"");
    return unused;
}

}  // namespace limen::esn
