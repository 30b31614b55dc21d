// A neuron with many receptors: what they add, and the certified search for a crossing.
#include "lsm/general_kernel.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;
using namespace limen::lsm;

namespace {

GeneralKernel::State at_rest(const GeneralKernel& kernel) {
    GeneralKernel::State state;
    state.currents.resize(kernel.receptors());
    return state;
}

}  // namespace

TEST_CASE("what four receptors add to the potential is the sum of what each adds, by the formula") {
    const std::vector<double> ex{1.0, 5.0}, in{3.0, 80.0};
    const GeneralKernel kernel(1, 10, ex, in, 100);
    GeneralKernel::State state = at_rest(kernel);
    double expected = 0;
    constexpr double s = 7;
    for (std::size_t r = 0; r < 4; ++r) {
        const double weight = r < 2 ? 2.0 : -1.5, tau = r < 2 ? ex[r] : in[r - 2];
        state.currents[r][0] += weight * kernel.jump(r)[0];
        expected += weight * (std::exp(-s / 10) - std::exp(-s / tau)) / (1 / tau - 0.1);
    }
    kernel.move(state, s, false);
    CHECK(state.m == doctest::Approx(expected).epsilon(1e-13));
}

TEST_CASE("a potential that is held stays while the currents go on") {
    const GeneralKernel kernel(1, 10, std::vector<double>{2.0}, std::vector<double>{2.0}, 100);
    GeneralKernel::State state = at_rest(kernel);
    state.m = 3;
    state.currents[0] = {4, 0};
    kernel.move(state, 2, true);
    CHECK(state.m == 3);
    CHECK(state.currents[0][0] == doctest::Approx(4 * std::exp(-1.0)).epsilon(1e-14));
}

TEST_CASE("the first crossing is found where a fine scan finds one, and none where it finds none") {
    Random random(1, Purpose::drive, 0);
    int crossings = 0, near_misses = 0;
    for (int i = 0; i < 1500; ++i) {
        const int order = 1 + i % 2;
        const auto tau = [&] { return 0.3 + 20 * random.uniform(); };
        const std::vector<double> ex{tau(), tau()}, in{tau(), tau(), tau()};
        const GeneralKernel kernel(order, 5 + 20 * random.uniform(), ex, in, tau());
        GeneralKernel::State start = at_rest(kernel);
        start.m = -10 * random.uniform();
        start.b = i % 3 == 0 ? 0 : 5 * random.uniform();
        for (std::size_t r = 0; r < 5; ++r)
            for (std::size_t c = 0; c < static_cast<std::size_t>(order); ++c)
                start.currents[r][c] = (r < 2 ? 8 : -5) * random.uniform();
        const double span = 30 * random.uniform();
        const auto height = [&](double s) {
            GeneralKernel::State there = start;
            kernel.move(there, s, false);
            return there.m - there.b;
        };
        double highest = height(0);
        for (int k = 1; k <= 2000; ++k) highest = std::max(highest, height(span * k / 2000));
        CHECK(kernel.highest_ever(start) >= highest);
        const double theta = i % 4 < 2 ? highest + 1e-3 * (random.uniform() - 0.5) : 10 * random.uniform();
        if (theta <= height(0)) continue;
        CAPTURE(i);
        const double found = kernel.first_crossing(start, theta, span);
        if (found < never) CHECK(std::fabs(height(found) - theta) < 1e-10);
        if (highest >= theta) {
            REQUIRE(found <= span);
            for (int k = 1; k < 30; ++k) CHECK(height(found * k / 30) < theta);
            ++crossings;
        } else if (found == never) {
            ++near_misses;
        }
    }
    CHECK(crossings > 200);
    CHECK(near_misses > 200);
}
