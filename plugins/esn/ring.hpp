// A W that needs no matrix: unit i listens to unit i - 1.
#pragma once

#include <Eigen/SparseCore>
#include <cstdint>
#include <optional>

namespace limen::esn {

using SparseMatrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

// The simple cycle, the delay line, and the delay line with feedback of Rodan and Tino 2011 ("Minimum complexity echo
// state network", IEEE Transactions on Neural Networks 22:131), and the cycle with jumps of Rodan and Tino 2012
// ("Simple deterministically constructed cycle reservoirs with regular jumps", Neural Computation 24:1822).
struct Ring {
    std::uint32_t size = 1;
    double weight = 0;              // W(i, i - 1)
    bool closed = true;             // unit 0 listens to the last one too
    double feedback = 0;            // W(i - 1, i) of a delay line
    std::uint32_t jump_length = 0;  // of a cycle: l; 0: no jumps
    double jump = 0;                // W(k l, (k + 1) l) and back

    // How many pairs of units jumps join: unit k l and unit (k + 1) l, the last one with unit 0 where l divides the
    // size.
    std::uint32_t jumps() const noexcept { return jump_length == 0 ? 0 : size / jump_length; }
    std::uint64_t synapses() const noexcept;
    Ring times(double factor) const noexcept;
};

// size x size.
SparseMatrix to_matrix(const Ring&);

// The largest magnitude of an eigenvalue of keep I + gain W, 0 <= keep; nothing where it cannot be found.
std::optional<double> spectral_radius(const Ring&, double keep = 0, double gain = 1);

// The largest singular value; nothing where it cannot be found.
std::optional<double> spectral_norm(const Ring&);

}  // namespace limen::esn
