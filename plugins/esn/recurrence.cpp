// Which form for which W.
#include "esn/recurrence.hpp"

#include "esn/dense_rows.hpp"
#include "esn/ring_rows.hpp"
#include "esn/sparse_rows.hpp"
#include "esn/windowed_rows.hpp"
#include "limen/core/isa.hpp"

namespace limen::esn {

std::string_view form_name(Form form) noexcept {
    constexpr std::string_view names[] = {"dense", "sparse", "windowed"};
    return names[static_cast<int>(form)];
}

Form fastest_form(std::size_t units, std::size_t nonzeros, bool single_precision) {
    const double density = static_cast<double>(nonzeros) / (static_cast<double>(units) * static_cast<double>(units));
    struct Crossover {
        double windowed, dense;  // densities from which a form is the fastest; bench/README.md has the measurements
    };
    const Crossover single{0.01, 0.8}, twice{0.03, 0.7}, without_avx512{2, 0.4};
    const Crossover& at = isa() != Isa::avx512 ? without_avx512 : single_precision ? single : twice;
    if (density > at.dense) return Form::dense;
    return density > at.windowed ? Form::windowed : Form::sparse;
}

template <class Real>
std::unique_ptr<Recurrence<Real>> make_recurrence(const Reservoir& reservoir, std::optional<Form> form) {
    if (reservoir.ring) return std::make_unique<RingRows<Real>>(*reservoir.ring);
    const SparseMatrix& W = reservoir.W;
    if (!form)
        form = fastest_form(static_cast<std::size_t>(W.rows()), static_cast<std::size_t>(W.nonZeros()),
                            sizeof(Real) == sizeof(float));
    switch (*form) {
        case Form::dense:
            return std::make_unique<DenseRows<Real>>(W);
        case Form::windowed:
            return std::make_unique<WindowedRows<Real>>(W);
        case Form::sparse:
            break;
    }
    return std::make_unique<SparseRows<Real>>(W);
}

template std::unique_ptr<Recurrence<float>> make_recurrence(const Reservoir&, std::optional<Form>);
template std::unique_ptr<Recurrence<double>> make_recurrence(const Reservoir&, std::optional<Form>);

}  // namespace limen::esn
