// The loops over units, or over units and lanes.
#include "esn/update_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "esn/esn.hpp"
#include "limen/core/isa.hpp"
#include "limen/core/math.hpp"
#include "limen/core/random.hpp"

namespace limen::esn {

namespace {

struct Tanh {
    template <class Real>
    [[gnu::always_inline]] Real operator()(Real x) const noexcept {
        return math::tanh(x);
    }
};
struct Logistic {
    template <class Real>
    [[gnu::always_inline]] Real operator()(Real x) const noexcept {
        return math::logistic(x);
    }
};
struct Identity {
    template <class Real>
    [[gnu::always_inline]] Real operator()(Real x) const noexcept {
        return x;
    }
};
struct Relu {
    // Not a number stays so.
    template <class Real>
    [[gnu::always_inline]] Real operator()(Real x) const noexcept {
        return x < 0 ? 0 : x;
    }
};

template <class Use>
auto with_function(Activation activation, Use&& use) {
    switch (activation) {
        case Activation::logistic:
            return use(Logistic{});
        case Activation::identity:
            return use(Identity{});
        case Activation::relu:
            return use(Relu{});
        case Activation::tanh:
            break;
    }
    return use(Tanh{});
}

// Of so many numbers the difference of each to itself is added up: 0 unless one is not finite.
template <class Real>
bool all_zero(const std::array<Real, unit_group>& doubts) {
    return std::all_of(doubts.begin(), doubts.end(), [](Real doubt) { return doubt == 0; });
}

template <class Real, class F>
bool finish_units(const Real* old, const Real* sums, Real* h, const Real* keep, const Real* gain, Rows rows, F f) {
    std::array<Real, unit_group> doubts{};
    vectorised([ =, doubt = doubts.data() ]() __attribute__((always_inline)) {
        for (std::size_t first = rows.first; first < rows.last; first += unit_group) {
#pragma GCC ivdep
            for (std::size_t k = 0; k < unit_group; ++k) {
                const std::size_t i = first + k;
                const Real made = keep[i] * old[i] + gain[i] * f(sums[i]);
                h[i] = made;
                doubt[k] += made - made;
            }
        }
    });
    return all_zero(doubts);
}

template <class Real, class F>
bool finish_units_of_lanes(const Real* old, const Real* sums, Real* h, const Real* keep, const Real* gain, Rows rows,
                           F f) {
    std::array<Real, unit_group> doubts{};
    vectorised([ =, doubt = doubts.data() ]() __attribute__((always_inline)) {
        constexpr std::size_t width = lane_group<Real>;
        for (std::size_t i = rows.first; i < rows.last; ++i) {
            const Real kept = keep[i], share = gain[i];
            // Not unrolled, which g++ would do before it looks for vectors, and then find none.
#pragma GCC ivdep
#pragma GCC unroll 1
            for (std::size_t lane = 0; lane < width; ++lane) {
                const std::size_t e = i * width + lane;
                const Real made = kept * old[e] + share * f(sums[e]);
                h[e] = made;
                doubt[lane] += made - made;
            }
        }
    });
    return all_zero(doubts);
}

template <class Real>
Aligned<Real> rounded(const std::vector<double>& values) {
    Aligned<Real> result(with_margin(values.size()));
    std::transform(values.begin(), values.end(), result.begin(), [](double x) { return static_cast<Real>(x); });
    return result;
}

}  // namespace

double activate(Activation activation, double x) noexcept {
    return with_function(activation, [x](auto f) { return f(x); });
}

Leaks draw_leaks(const Esn& p, std::uint64_t seed, std::uint32_t id) {
    const auto n = static_cast<std::size_t>(p.size);
    if (p.leak.by_part) throw ParameterError("leak", "cannot differ by part; no unit of a reservoir is inhibitory");
    if (p.leak.values.size() != 1 && p.leak.values.size() != n)
        throw ParameterError("leak", fmt::format("lists {} numbers; it must be one, or one for each of the {} units",
                                                 p.leak.values.size(), n));
    std::vector<double> leaks = draw(p.leak, n, n, 0, Random(seed, Purpose::unit_parameters, id));
    if (leaks.size() == 1) leaks.resize(n, leaks[0]);
    Leaks drawn;
    for (const double a : leaks) {
        if (a > 1)
            throw ParameterError("leak", fmt::format("is drawn as {}; it must be at most 1: a uniform law within 0 and "
                                                     "1, or a smaller spread, gives no such leaks",
                                                     a));
        drawn.keep.push_back(1 - a);
        drawn.gain.push_back(p.update == "leaky_average" ? a : 1);
    }
    return drawn;
}

template <class Real>
UpdateRule<Real>::UpdateRule(const Esn& p, const Reservoir& reservoir, const Leaks& leaks)
    : x_units(leaks.keep.size()),
      x_channels(reservoir.W_in.size() / x_units),
      x_activation(activation_of(p)),
      x_noise(p.state_noise),
      x_bias(rounded<Real>(reservoir.bias)),
      x_keep(rounded<Real>(leaks.keep)),
      x_gain(rounded<Real>(leaks.gain)),
      x_by_channel(x_channels * padded(x_units)) {
    for (std::size_t i = 0; i < x_units; ++i)
        for (std::size_t c = 0; c < x_channels; ++c) {
            x_by_unit.push_back(static_cast<Real>(reservoir.W_in[i * x_channels + c]));
            x_by_channel[c * padded(x_units) + i] = x_by_unit.back();
        }
}

template <class Real>
void UpdateRule<Real>::begin(std::span<const Real> input, Real* sums, Rows rows) const {
    vectorised_by_width([ =, bias = x_bias.data(), W_in = x_by_channel.data(), stride = padded(x_units) ](auto bytes)
                            __attribute__((always_inline)) {
                                constexpr std::size_t at_once = in_longest_vector<Real>;
                                using Units = Numbers<Real, at_once, bytes()>;
                                for (std::size_t i = rows.first; i < rows.last; i += at_once) {
                                    Units sum = Units::load(bias + i);
                                    for (std::size_t c = 0; c < input.size(); ++c)
                                        sum.add_product(input[c], W_in + c * stride + i);
                                    sum.store(sums + i);
                                }
                            });
}

template <class Real>
void UpdateRule<Real>::begin_lanes(std::span<const Real> input, Real* sums, Rows rows) const {
    vectorised_by_width([ =, bias = x_bias.data(), W_in = x_by_unit.data(), channels = x_channels ](auto bytes)
                            __attribute__((always_inline)) {
                                constexpr std::size_t width = lane_group<Real>;
                                using Lanes = Numbers<Real, width, bytes()>;
                                for (std::size_t i = rows.first; i < rows.last; ++i) {
                                    Lanes sum = Lanes::all(bias[i]);
                                    for (std::size_t c = 0; c < channels; ++c)
                                        sum.add_product(W_in[i * channels + c], input.data() + c * width);
                                    sum.store(sums + i * width);
                                }
                            });
}

// A stream for each group of units, so that the parts of a step agree about every unit's number.
template <class Real>
void UpdateRule<Real>::add_noise(const NoiseStream& stream, Real* sums, std::size_t stride, Rows rows) const {
    std::array<Random::result_type, unit_group> numbers;
    for (std::size_t first = rows.first; first < rows.last; first += unit_group) {
        constexpr std::uint64_t most_groups = 1024;  // of 65,536 units
        Random(stream.seed, Purpose::state_noise, stream.id, stream.trial,
               static_cast<std::uint64_t>(stream.frame) * most_groups + first / unit_group)
            .fill(numbers);
        const std::size_t last = std::min<std::size_t>(first + unit_group, rows.last);
        for (std::size_t i = first; i < last; ++i)
            sums[i * stride] += static_cast<Real>(x_noise * (2 * Random::uniform_of(numbers[i - first]) - 1));
    }
}

template <class Real>
bool UpdateRule<Real>::finish(const Real* old, const Real* sums, Real* h, Rows rows) const {
    return with_function(x_activation,
                         [&](auto f) { return finish_units(old, sums, h, x_keep.data(), x_gain.data(), rows, f); });
}

template <class Real>
bool UpdateRule<Real>::finish_lanes(const Real* old, const Real* sums, Real* h, Rows rows) const {
    return with_function(x_activation, [&](auto f) {
        return finish_units_of_lanes(old, sums, h, x_keep.data(), x_gain.data(), rows, f);
    });
}

template <class Real>
std::uint64_t UpdateRule<Real>::bytes() const noexcept {
    return (x_bias.size() + x_keep.size() + x_gain.size() + x_by_channel.size() + x_by_unit.size()) * sizeof(Real);
}

template class UpdateRule<float>;
template class UpdateRule<double>;

}  // namespace limen::esn
