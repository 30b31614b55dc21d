// What is known of rings without solving for eigenvalues.
#include "esn/ring.hpp"

#include <cmath>
#include <vector>

#include "esn/spectral_norm.hpp"
#include "esn/spectral_radius.hpp"
#include "limen/core/math.hpp"

namespace limen::esn {

namespace {

double cos_turns(double turns) { return math::sin_turns(turns + 0.25); }

// The eigenvalues of a cycle of n weights r are the n-th roots of r^n; of them, the one nearest to the positive real
// axis is the largest once `keep` is added.
double cycle_radius(const Ring& ring, double keep, double gain) {
    const double r = gain * ring.weight;
    if (r >= 0 || ring.size % 2 == 0) return keep + std::fabs(r);
    const double cosine = cos_turns(0.5 / ring.size);
    return std::sqrt(keep * keep + r * r - 2 * keep * r * cosine);
}

// A delay line with feedback is a tridiagonal Toeplitz matrix: its eigenvalues are 2 sqrt(r b) cos(k pi / (n + 1)).
double line_radius(const Ring& ring, double keep, double gain) {
    const double product = ring.weight * ring.feedback;
    const double largest = 2 * std::fabs(gain) * std::sqrt(std::fabs(product)) * cos_turns(0.5 / (ring.size + 1.0));
    return product >= 0 ? keep + largest : std::sqrt(keep * keep + largest * largest);
}

// Where all weights are 0 or more, the largest eigenvalue has an eigenvector of positive entries (Perron and
// Frobenius), and where all stretches between jumps are alike, its entries repeat with them: with l the jump length, r
// the weight and j that of the jumps, lambda^l = r^l + 2 j lambda^(l - 1), or 1 = (r / lambda)^l + 2 j / lambda, which
// falls with lambda.
double even_jumps_radius(const Ring& ring) {
    const auto excess = [&](double lambda) {
        return math::exp(ring.jump_length * math::log(ring.weight / lambda)) + 2 * ring.jump / lambda - 1;
    };
    double low = std::fmax(ring.weight, 2 * ring.jump), high = ring.weight + 2 * ring.jump;
    for (double middle = low + (high - low) / 2; middle > low && middle < high; middle = low + (high - low) / 2)
        (excess(middle) > 0 ? low : high) = middle;
    return high;
}

}  // namespace

std::uint64_t Ring::synapses() const noexcept {
    const std::uint64_t forward = size - (closed ? 0U : 1U), back = feedback != 0 ? size - 1U : 0U;
    return forward + back + std::uint64_t{2} * jumps();
}

Ring Ring::times(double factor) const noexcept {
    Ring scaled = *this;
    for (double Ring::*part : {&Ring::weight, &Ring::feedback, &Ring::jump}) scaled.*part *= factor;
    return scaled;
}

SparseMatrix to_matrix(const Ring& ring) {
    const auto n = static_cast<int>(ring.size);
    std::vector<Eigen::Triplet<double, int>> entries;
    entries.reserve(ring.synapses());
    for (int i = ring.closed ? 0 : 1; i < n; ++i) entries.emplace_back(i, (i + n - 1) % n, ring.weight);
    for (int i = 1; i < n && ring.feedback != 0; ++i) entries.emplace_back(i - 1, i, ring.feedback);
    for (std::uint32_t k = 0; k < ring.jumps(); ++k) {
        const auto from = static_cast<int>(k * ring.jump_length);
        const int to = (from + static_cast<int>(ring.jump_length)) % n;
        entries.emplace_back(to, from, ring.jump);
        entries.emplace_back(from, to, ring.jump);
    }
    SparseMatrix W(n, n);
    W.setFromTriplets(entries.begin(), entries.end());
    return W;
}

std::optional<double> spectral_radius(const Ring& ring, double keep, double gain) {
    if (!ring.closed) return line_radius(ring, keep, gain);
    if (ring.jumps() == 0 || ring.jump == 0) return cycle_radius(ring, keep, gain);
    // Where W >= 0, so is keep I + gain W for gain >= 0, and its largest eigenvalue is W's, moved.
    if (ring.weight > 0 && ring.jump > 0 && ring.size % ring.jump_length == 0 && gain >= 0)
        return keep + gain * even_jumps_radius(ring);
    return spectral_radius(shifted(to_matrix(ring), keep, gain));
}

std::optional<double> spectral_norm(const Ring& ring) {
    const bool one_entry_a_row = ring.feedback == 0 && (ring.jumps() == 0 || ring.jump == 0);
    if (one_entry_a_row) return ring.closed || ring.size > 1 ? std::fabs(ring.weight) : 0;
    return spectral_norm(to_matrix(ring));
}

}  // namespace limen::esn
