// Symmetric matrices brought to a band, after which solving with any shift costs next to nothing.
//
//     A = Q B Q',    (A + lambda) W = Y    <=>    (B + lambda) (Q'W) = Q'Y
//
// Q is a product of block reflectors, B has `width` diagonals beside the main one. This is the first of the two stages
// in which eigenvalues are found (C. Bischof, B. Lang, X. Sun, "A framework for symmetric band reduction", ACM Trans.
// Math. Softw. 26, 2000), (4/3) n^3 of its operations, nearly all of them in products of matrices.
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace limen::train {

class BandForm {
public:
    // Of `matrix` the lower triangle counts.
    explicit BandForm(const Eigen::MatrixXd& matrix);

    // Q'Y.
    Eigen::MatrixXd rotate(Eigen::MatrixXd Y) const;
    // The W of (A + lambda) W = Y, for Q'Y; nothing if A + lambda is not positive definite in rounded numbers.
    std::optional<Eigen::MatrixXd> solve(double lambda, const Eigen::MatrixXd& rotated) const;
    // Q'W of that W.
    std::optional<Eigen::MatrixXd> solve_rotated(double lambda, const Eigen::MatrixXd& rotated) const;
    // Ascending.
    Eigen::VectorXd eigenvalues() const;

private:
    // I - V T V' in rows and columns from `first` on.
    struct Reflector {
        Eigen::Index first;
        Eigen::MatrixXd V, T;
    };

    Eigen::Index x_size, x_width;
    Eigen::MatrixXd x_band;  // LAPACK's: diagonal d below the main one in row d
    std::vector<Reflector> x_reflectors;
};

}  // namespace limen::train
