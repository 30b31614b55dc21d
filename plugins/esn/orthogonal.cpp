// Applies the reflections to some rows of the identity at a time.
#include "esn/orthogonal.hpp"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/core/isa.hpp"
#include "limen/core/parallel.hpp"

namespace limen::esn {

namespace {

// I - v v^T with |v|^2 = 2 on the coordinates from k on, which turns a normal vector x to `sign` |x| e_k.
struct Reflection {
    std::vector<double> v;
    double sign;
};

Reflection reflection(std::size_t length, Random random) {
    Reflection made{std::vector<double>(length), 1};
    double square = 0;
    boost::random::normal_distribution<double> normal;
    for (double& x : made.v) {
        x = normal(random);
        square += x * x;
    }
    made.sign = made.v[0] < 0 ? 1 : -1;
    made.v[0] -= made.sign * std::sqrt(square);
    double after = 0;
    for (const double x : made.v) after += x * x;
    const double factor = std::sqrt(2 / after);
    for (double& x : made.v) x *= factor;
    return made;
}

constexpr std::size_t lanes = 16;  // rows that are taken through the reflections together, whatever the vectors' width

// q^T (I - v v^T) for each lane's row q, of which q[i * lanes + lane] is entry i.
void reflect(double* q, const double* v, std::size_t length) {
    vectorised([=]() __attribute__((always_inline)) {
        double sums[lanes] = {};
        for (std::size_t i = 0; i < length; ++i)
            for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += q[i * lanes + lane] * v[i];
        for (std::size_t i = 0; i < length; ++i)
            for (std::size_t lane = 0; lane < lanes; ++lane) q[i * lanes + lane] -= sums[lane] * v[i];
    });
}

}  // namespace

std::vector<double> random_orthogonal(std::uint32_t n, const std::function<Random(std::uint32_t)>& stream) {
    std::vector<Reflection> reflections(n);
    parallel_for(n, [&](std::size_t k) { reflections[k] = reflection(n - k, stream(static_cast<std::uint32_t>(k))); });
    std::vector<double> Q(std::size_t{n} * n);
    parallel_for((n + lanes - 1) / lanes, [&](std::size_t block) {
        const std::size_t first = block * lanes, count = std::min(lanes, n - first);
        std::vector<double> q(n * lanes, 0.0);
        for (std::size_t lane = 0; lane < count; ++lane) q[(first + lane) * lanes + lane] = 1;
        for (std::size_t k = 0; k < n; ++k) reflect(q.data() + k * lanes, reflections[k].v.data(), n - k);
        for (std::size_t lane = 0; lane < count; ++lane)
            for (std::size_t i = 0; i < n; ++i) Q[(first + lane) * n + i] = q[i * lanes + lane] * reflections[i].sign;
    });
    return Q;
}

}  // namespace limen::esn
