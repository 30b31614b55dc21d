// Panel by panel: QR of what lies below the band, and an update of rank 2 width of the rest.
#include "train/linear/band_form.hpp"

#include <fmt/format.h>
#include <lapacke.h>

#include <algorithm>
#include <stdexcept>

#include "limen/core/parallel.hpp"
#include "train/linear/eigen.hpp"
#include "train/products/product.hpp"

namespace limen::train {

namespace {

constexpr Eigen::Index band_width = 96;
// Rows that one task multiplies.
constexpr std::size_t task_rows = 128;

void check(lapack_int info, const char* routine) {
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's {} gave up (info = {})", routine, info));
}

std::size_t whole(Eigen::Index n) { return static_cast<std::size_t>(n); }

// A full symmetric matrix, its rows padded so that products can be written in whole panels.
class FullMatrix {
public:
    explicit FullMatrix(const Eigen::MatrixXd& lower)
        : x_size(lower.rows()),
          x_stride(padded<double>(whole(x_size)) + panel_columns<double>),
          x_data(whole(x_size) * x_stride) {
        for (Eigen::Index j = 0; j < x_size; ++j)
            for (Eigen::Index i = j; i < x_size; ++i) at(i, j) = at(j, i) = lower(i, j);
    }
    double& at(Eigen::Index i, Eigen::Index j) { return x_data[whole(i) * x_stride + whole(j)]; }
    // From row and column `first` on.
    Operand<double> corner(Eigen::Index first) { return {&at(first, first), x_stride}; }

private:
    Eigen::Index x_size;
    std::size_t x_stride;
    AlignedVector<double> x_data;
};

// c = a b or c += a b on all threads, for all rows of a.
void multiply_all(Eigen::Index rows, Operand<const double> a, const PackedMatrix<double>& b, Operand<double> c,
                  Onto onto) {
    const std::size_t n = whole(rows);
    parallel_for((n + task_rows - 1) / task_rows, [&](std::size_t task) {
        const std::size_t first = task * task_rows;
        multiply<double>(std::min(task_rows, n - first), {a.data + first * a.stride, a.stride}, b,
                         {c.data + first * c.stride, c.stride}, onto);
    });
}

PackedMatrix<double> packed(const Eigen::MatrixXd& matrix, bool transposed) {
    const std::size_t k = whole(transposed ? matrix.cols() : matrix.rows()),
                      n = whole(transposed ? matrix.rows() : matrix.cols()), height = whole(matrix.rows());
    PackedMatrix<double> result(k, n);
    result.pack(
        {.data = matrix.data(), .of_k = transposed ? height : 1, .of_n = transposed ? 1 : height, .k = k, .n = n});
    return result;
}

// The product of the corner, [m x m], with `right`, [m x width].
Eigen::MatrixXd multiply_corner(Operand<double> corner, const Eigen::MatrixXd& right) {
    const std::size_t stride = padded<double>(whole(right.cols()));
    AlignedVector<double> rows(whole(right.rows()) * stride);
    multiply_all(right.rows(), {corner.data, corner.stride}, packed(right, false), {rows.data(), stride}, Onto::zero);
    using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const Rows, 0, Eigen::OuterStride<>>(rows.data(), right.rows(), right.cols(),
                                                           Eigen::OuterStride<>(static_cast<Eigen::Index>(stride)));
}

// corner -= V W' + W V'.
void subtract_products(Operand<double> corner, const Eigen::MatrixXd& V, const Eigen::MatrixXd& W) {
    const Eigen::Index m = V.rows(), b = V.cols();
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> left(m, 2 * b);
    left << -V, -W;
    Eigen::MatrixXd right(m, 2 * b);
    right << W, V;
    multiply_all(m, {left.data(), whole(2 * b)}, packed(right, true), corner, Onto::what_is_there);
}

}  // namespace

BandForm::BandForm(const Eigen::MatrixXd& matrix)
    : x_size(matrix.rows()), x_width(std::min(band_width, std::max<Eigen::Index>(x_size - 1, 0))) {
    const OneBlasThread one_blas_thread;
    FullMatrix A(matrix);
    for (Eigen::Index column = 0; column + x_width + 1 < x_size; column += x_width) {
        const Eigen::Index first = column + x_width, m = x_size - first;
        Eigen::MatrixXd panel(m, x_width);
        for (Eigen::Index j = 0; j < x_width; ++j)
            for (Eigen::Index i = 0; i < m; ++i) panel(i, j) = A.at(first + i, column + j);
        const Eigen::Index b = std::min(x_width, m);
        Eigen::VectorXd factors(b);
        const auto rows = static_cast<lapack_int>(m), columns = static_cast<lapack_int>(b);
        check(LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, static_cast<lapack_int>(x_width), panel.data(), rows,
                             factors.data()),
              "dgeqrf");
        // R stands in the band; below it everything is 0.
        for (Eigen::Index j = 0; j < x_width; ++j)
            for (Eigen::Index i = 0; i < m; ++i) A.at(first + i, column + j) = i <= j ? panel(i, j) : 0;
        Eigen::MatrixXd V = panel.leftCols(b);
        V.triangularView<Eigen::StrictlyUpper>().setZero();
        V.diagonal().setOnes();
        Eigen::MatrixXd T = Eigen::MatrixXd::Zero(b, b);
        check(LAPACKE_dlarft(LAPACK_COL_MAJOR, 'F', 'C', rows, columns, V.data(), rows, factors.data(), T.data(),
                             columns),
              "dlarft");
        // Q'AQ = A - V W' - W V' with X = A V T and W = X - V (T' V' X) / 2.
        const Operand<double> corner = A.corner(first);
        const Eigen::MatrixXd X = multiply_corner(corner, V * T.triangularView<Eigen::Upper>());
        const Eigen::MatrixXd W = X - V * (0.5 * (T.transpose() * (V.transpose() * X)));
        subtract_products(corner, V, W);
        x_reflectors.push_back({first, std::move(V), std::move(T)});
    }
    x_band = Eigen::MatrixXd::Zero(x_width + 1, x_size);
    for (Eigen::Index j = 0; j < x_size; ++j)
        for (Eigen::Index d = 0; d <= x_width && j + d < x_size; ++d) x_band(d, j) = A.at(j + d, j);
}

Eigen::MatrixXd BandForm::rotate(Eigen::MatrixXd Y) const {
    for (const Reflector& r : x_reflectors) {
        auto part = Y.bottomRows(x_size - r.first);
        part -= (r.V * (r.T.transpose() * (r.V.transpose() * part))).eval();
    }
    return Y;
}

std::optional<Eigen::MatrixXd> BandForm::solve_rotated(double lambda, const Eigen::MatrixXd& rotated) const {
    Eigen::MatrixXd band = x_band, W = rotated;
    band.row(0).array() += lambda;
    const auto n = static_cast<lapack_int>(x_size), width = static_cast<lapack_int>(x_width),
               columns = static_cast<lapack_int>(W.cols());
    const lapack_int info =
        LAPACKE_dpbsv(LAPACK_COL_MAJOR, 'L', n, width, columns, band.data(), width + 1, W.data(), n);
    if (info > 0) return std::nullopt;
    check(info, "dpbsv");
    return W;
}

std::optional<Eigen::MatrixXd> BandForm::solve(double lambda, const Eigen::MatrixXd& rotated) const {
    std::optional<Eigen::MatrixXd> W = solve_rotated(lambda, rotated);
    if (!W) return W;
    for (std::size_t i = x_reflectors.size(); i-- > 0;) {
        const Reflector& r = x_reflectors[i];
        auto part = W->bottomRows(x_size - r.first);
        part -= (r.V * (r.T * (r.V.transpose() * part))).eval();
    }
    return W;
}

Eigen::VectorXd BandForm::eigenvalues() const {
    Eigen::MatrixXd band = x_band;
    Eigen::VectorXd values(x_size);
    const auto n = static_cast<lapack_int>(x_size), width = static_cast<lapack_int>(x_width);
    double none = 0;
    check(LAPACKE_dsbevd(LAPACK_COL_MAJOR, 'N', 'L', n, width, band.data(), width + 1, values.data(), &none, 1),
          "dsbevd");
    return values;
}

}  // namespace limen::train
