// Ridge regression and its exact cross-validation.
#include "train/linear/ridge.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "limen/core/error.hpp"
#include "limen/core/parallel.hpp"
#include "train/features/standardise.hpp"
#include "train/linear/eigen.hpp"
#include "train/linear/penalties.hpp"

namespace limen::train {

namespace {

using Rows = std::vector<Eigen::Index>;

// A penalty this small beside the trace of the Gram matrix is lost in rounding; 0 is raised to it, and reported so.
constexpr double least_penalty = 1e-14;

// What every lambda and fold is computed from. With c = projected / (s + lambda), basis * c is (XX' + lambda)^-1 Y
// (dual) or the fitted values (primal).
class Decomposition {
public:
    Decomposition(const Matrix& X, const Matrix& Y) : x_dual(X.rows() <= X.cols()), x_X(X), x_Y(Y) {
        x_trace = X.squaredNorm();
        x_dual ? decompose_dual() : decompose_primal();
        x_projected = x_basis.transpose() * Y;
    }

    double mean_eigenvalue() const { return x_trace / static_cast<double>(std::min(x_X.rows(), x_X.cols())); }

    // What a lambda is raised to, if it is too small.
    double used(double lambda) const {
        return std::max({lambda, least_penalty * x_trace, std::numeric_limits<double>::min()});
    }

    Matrix weights(double lambda) const {
        const Matrix c = penalised(lambda).cwiseInverse().asDiagonal() * x_projected;
        return x_dual ? Matrix(x_X.transpose() * (x_basis * c)) : Matrix(x_vectors * c.topRows(x_vectors.cols()));
    }

    // Per element of Y. The intercept takes one from the degrees of freedom too.
    double generalised_error(double lambda) const {
        const auto n = static_cast<double>(x_X.rows());
        const Eigen::ArrayXd s = x_values.array(), sums = penalised(lambda).head(x_values.size()).array();
        const Eigen::ArrayXd projected =
            x_projected.topRows(x_values.size()).rowwise().squaredNorm().array();  // of each eigenvector
        // In the dual the eigenvectors span all that is centred; in the primal they leave what no feature explains.
        const double squares = x_dual ? (projected * ((sums - s) / sums).square()).sum()
                                      : x_Y.squaredNorm() - (projected * (2 * sums - s) / sums.square()).sum();
        const double free = 1 - ((s / sums).sum() + 1) / n;
        return squares / static_cast<double>(x_Y.size()) / (free * free);
    }

    // r_f for each lambda.
    std::vector<Matrix> residuals(const Rows& fold, std::span<const double> lambdas) const {
        const Matrix basis = x_basis(fold, Eigen::all);
        const bool small = x_dual || basis.rows() <= basis.cols();
        const Matrix gram = small ? Matrix() : Matrix(basis.transpose() * basis);
        std::vector<Matrix> result;
        for (const double lambda : lambdas)
            result.push_back(small ? residual(fold, basis, lambda) : residual_of_many(fold, basis, gram, lambda));
        return result;
    }

private:
    // XX' has the eigenvector 1 with eigenvalue 0, because X is centred. Made the largest, it comes out last and clean;
    // the others span what is left: I - H = U diag(lambda / (s + lambda)) U', a sum without cancellation.
    void decompose_dual() {
        const Eigen::Index n = x_X.rows();
        x_basis = Matrix::Constant(n, n, (x_trace > 0 ? 2 * x_trace : 1) / static_cast<double>(n));
        x_basis.selfadjointView<Eigen::Lower>().rankUpdate(x_X);
        x_values = decompose(x_basis).head(n - 1).cwiseMax(0);
        x_basis.conservativeResize(n, n - 1);
    }

    // The basis XV, and a last column for the intercept, whose eigenvalue is 1 and is not penalised.
    void decompose_primal() {
        const Eigen::Index n = x_X.rows(), p = x_X.cols();
        x_vectors = Matrix::Zero(p, p);
        x_vectors.selfadjointView<Eigen::Lower>().rankUpdate(x_X.transpose());
        x_values = decompose(x_vectors).cwiseMax(0);
        x_basis.resize(n, p + 1);
        x_basis.leftCols(p).noalias() = x_X * x_vectors;
        x_basis.col(p).setConstant(1 / std::sqrt(static_cast<double>(n)));
    }

    // s + lambda, and 1 for the intercept.
    Eigen::VectorXd penalised(double lambda) const {
        Eigen::VectorXd sums = Eigen::VectorXd::Ones(x_basis.cols());
        sums.head(x_values.size()) = x_values.array() + used(lambda);
        return sums;
    }

    // (I - H_ff)^-1 e_f. In the dual, I - H and e are both taken without the factor lambda.
    Matrix residual(const Rows& fold, const Matrix& basis, double lambda) const {
        const Matrix weighted = basis * penalised(lambda).cwiseInverse().asDiagonal();
        if (x_dual) return Matrix(weighted * basis.transpose()).llt().solve(weighted * x_projected);
        const Matrix I = Matrix::Identity(basis.rows(), basis.rows());
        return Matrix(I - weighted * basis.transpose()).llt().solve(x_Y(fold, Eigen::all) - weighted * x_projected);
    }

    // The same by Woodbury's identity, for folds with more samples than features.
    Matrix residual_of_many(const Rows& fold, const Matrix& basis, const Matrix& gram, double lambda) const {
        const Eigen::VectorXd sums = penalised(lambda);
        const Matrix error = x_Y(fold, Eigen::all) - basis * (sums.cwiseInverse().asDiagonal() * x_projected);
        return error + basis * Matrix(Matrix(sums.asDiagonal()) - gram).llt().solve(basis.transpose() * error);
    }

    bool x_dual;
    const Matrix &x_X, &x_Y;  // both centred
    double x_trace = 0;
    Eigen::VectorXd x_values;                // s
    Matrix x_basis, x_vectors, x_projected;  // basis: dual: U without 1; primal: XV and 1; projected: basis' Y
};

std::vector<Rows> rows_of_folds(std::span<const int> fold_of_sample) {
    std::map<int, Rows> rows;
    for (std::size_t i = 0; i < fold_of_sample.size(); ++i)
        rows[fold_of_sample[i]].push_back(static_cast<Eigen::Index>(i));
    if (rows.size() < 2) throw ParameterError("folds", "leave nothing to train on: all samples are in the same fold");
    std::vector<Rows> folds;
    for (auto& [number, fold] : rows) folds.push_back(std::move(fold));
    return folds;
}

std::vector<double> default_lambdas(double mean_eigenvalue) {
    constexpr int points = 20;
    constexpr double first_exponent = -8, last_exponent = 4;
    return penalty_grid(mean_eigenvalue, first_exponent, last_exponent, points);
}

// The residual of every sample for each lambda, from the models that have not seen its fold.
std::vector<Matrix> held_out_residuals(const Decomposition& decomposition, const Matrix& targets,
                                       std::span<const int> fold_of_sample, std::span<const double> lambdas) {
    const std::vector<Rows> folds = rows_of_folds(fold_of_sample);
    std::vector<Matrix> all(lambdas.size(), Matrix(targets.rows(), targets.cols()));
    parallel_for(folds.size(), [&](std::size_t f) {
        const std::vector<Matrix> residuals = decomposition.residuals(folds[f], lambdas);
        for (std::size_t l = 0; l < lambdas.size(); ++l) all[l](folds[f], Eigen::all) = residuals[l];
    });
    return all;
}

// Whether each row is 1 in the column of a class and 0 elsewhere.
bool are_labels(const Matrix& targets) {
    return targets.cols() > 1 && (targets.array() == 0 || targets.array() == 1).all() &&
           (targets.rowwise().sum().array() == 1).all();
}

// How many samples the models that have not seen them give to another class than theirs.
double count_wrong(const Matrix& targets, const Matrix& residual) {
    const Matrix outputs = targets - residual;
    double wrong = 0;
    for (Eigen::Index i = 0; i < targets.rows(); ++i) {
        Eigen::Index given = 0;
        outputs.row(i).maxCoeff(&given);
        wrong += targets(i, given) == 1 ? 0 : 1;
    }
    return wrong;
}

// The errors of those penalties with which the fewest samples are taken for another class; the others are out of
// question. Of few samples the mean squared error is so flat over large penalties that it takes one at which all
// outputs are nearly the same: on eight data sets of up to 270 trials this choice got 82.8 % right, the least error
// 78.9 %, generalised cross-validation 81.0 %, one standard error below the least 80.9 % (README.md).
std::vector<double> errors_of_fewest_wrong(const Matrix& targets, const std::vector<Matrix>& residuals,
                                           std::vector<double> errors) {
    std::vector<double> wrong;
    for (const Matrix& residual : residuals) wrong.push_back(count_wrong(targets, residual));
    const double fewest = *std::min_element(wrong.begin(), wrong.end());
    for (std::size_t l = 0; l < errors.size(); ++l)
        if (wrong[l] > fewest) errors[l] = INFINITY;
    return errors;
}

}  // namespace

Matrix RidgeFit::predict(const Matrix& features) const { return (features * weights).rowwise() + bias; }

RidgeFit fit_ridge(const Matrix& features, const Matrix& targets, std::span<const int> fold_of_sample,
                   const RidgeOptions& options) {
    assert(features.rows() == targets.rows() && fold_of_sample.size() == static_cast<std::size_t>(features.rows()));
    const OneBlasThread one_blas_thread;
    const Standardised standardised = train::standardise(features, options.standardise);
    const Eigen::RowVectorXd target_mean = targets.colwise().mean();
    const Matrix Y = targets.rowwise() - target_mean;
    const Decomposition decomposition(standardised.X, Y);

    RidgeFit fit;
    fit.lambdas = options.lambdas.empty() ? default_lambdas(decomposition.mean_eigenvalue()) : options.lambdas;
    std::vector<Matrix> residuals;
    if (options.gcv) {
        for (const double lambda : fit.lambdas) fit.cv_errors.push_back(decomposition.generalised_error(lambda));
    } else {
        residuals = held_out_residuals(decomposition, Y, fold_of_sample, fit.lambdas);
        for (const Matrix& residual : residuals)
            fit.cv_errors.push_back(residual.squaredNorm() / static_cast<double>(residual.size()));
    }
    constexpr Eigen::Index few = 250;
    const bool by_class = !options.gcv && targets.rows() < few && are_labels(targets);
    const std::size_t best =
        best_penalty(fit.lambdas, by_class ? errors_of_fewest_wrong(targets, residuals, fit.cv_errors) : fit.cv_errors);
    const double lambda = fit.lambdas[best];
    if (!options.gcv) fit.held_out = targets - residuals[best];
    fit.weights = standardised.factor.transpose().asDiagonal() * decomposition.weights(lambda);
    fit.bias = target_mean - standardised.mean * fit.weights;
    for (double& lambda : fit.lambdas) lambda = decomposition.used(lambda);
    fit.lambda = fit.lambdas[best];
    return fit;
}

}  // namespace limen::train
