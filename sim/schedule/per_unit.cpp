// Draws the numbers of units.
#include "limen/per_unit.hpp"

#include "schedule/spread.hpp"

namespace limen {

std::vector<double> draw(const PerUnit& given, std::size_t n, double least, Random random) {
    if (given.spread == 0) return given.values;
    const Spread law(given.law, given.values.at(0), given.spread);
    std::vector<double> drawn(n);
    for (double& x : drawn) do
            x = law(random);
        while (!(x > least));
    return drawn;
}

}  // namespace limen
