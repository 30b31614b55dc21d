// Draws the numbers of units.
#include "limen/schema/per_unit.hpp"

#include <algorithm>

#include "schema/spread.hpp"

namespace limen {

std::vector<double> draw(const PerUnit& given, std::size_t n, std::size_t excitatory, double least, Random random) {
    if (given.by_part) {
        std::vector<double> numbers(n, given.values.at(1));
        std::fill_n(numbers.begin(), excitatory, given.values[0]);
        return numbers;
    }
    if (given.spread == 0) return given.values;
    const Spread law(given.law, given.values.at(0), given.spread);
    std::vector<double> drawn(n);
    for (double& x : drawn) do
            x = law(random);
        while (!(x > least));
    return drawn;
}

}  // namespace limen
