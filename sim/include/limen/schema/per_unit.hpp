// Numbers that may differ from unit to unit.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "limen/core/random.hpp"

namespace limen {

enum class SpreadLaw { normal, lognormal, uniform, gamma };
inline constexpr std::array<std::string_view, 4> spread_law_names{"normal", "lognormal", "uniform", "gamma"};

// One number for all units, one for each, one for the excitatory and one for the inhibitory units, or a number drawn
// for each around a mean. In a model file: a number, a list of numbers, or a table such as {excitatory = 3.0,
// inhibitory = 2.0} or {mean = -55.0, spread = 2.0, law = "normal"}.
struct PerUnit {
    std::vector<double> values{0.0};  // one, the mean where there is a spread; or one for each unit
    bool by_part = false;             // then values are that of the excitatory and that of the inhibitory units
    double spread = 0;                // standard deviation, or half the width of a uniform law
    SpreadLaw law = SpreadLaw::normal;

    PerUnit() = default;
    PerUnit(double value) : values{value} {}  // converts, so that it reads like the number that it mostly is
    // Whether all units have the same number.
    bool same() const noexcept { return values.size() == 1 && spread == 0; }
    friend bool operator==(const PerUnit&, const PerUnit&) = default;
};

// The numbers of the units, of which the first are excitatory: one if it is the same for all, otherwise one for each of
// n. A draw that is not above `least` is drawn again.
std::vector<double> draw(const PerUnit&, std::size_t n, std::size_t excitatory, double least, Random);

}  // namespace limen
