// All forms of W h give the same bits, and those of the plain sum.
#include "esn/recurrence.hpp"

#include <doctest/doctest.h>

#include "esn/vectors.hpp"
#include "esn/windowed_rows.hpp"
#include "limen/core/isa.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

SparseMatrix random_matrix(int n, double density, std::uint32_t which) {
    Random random(3, Purpose::reservoir, which);
    std::vector<Eigen::Triplet<double, int>> entries;
    for (int i = 0; i < n; ++i)
        for (int j = 0; j < n; ++j)
            if (random.uniform() < density) entries.emplace_back(i, j, 2 * random.uniform() - 1);
    SparseMatrix W(n, n);
    W.setFromTriplets(entries.begin(), entries.end());
    return W;
}

template <class Real>
Aligned<Real> random_state(std::size_t n, std::size_t size) {
    Random random(4, Purpose::reservoir, 0);
    Aligned<Real> h(size);
    for (std::size_t i = 0; i < n; ++i) h[i] = static_cast<Real>(2 * random.uniform() - 1);
    return h;
}

// sums[i] + W(i, 0) h[0] + W(i, 1) h[1] + ..., left to right.
template <class Real>
std::vector<Real> plain_sums(const SparseMatrix& W, const Aligned<Real>& h, const Aligned<Real>& sums,
                             std::size_t width, std::size_t lane) {
    std::vector<Real> result;
    for (Eigen::Index i = 0; i < W.rows(); ++i) {
        Real sum = sums[static_cast<std::size_t>(i) * width + lane];
        for (SparseMatrix::InnerIterator entry(W, i); entry; ++entry)
            sum += static_cast<Real>(entry.value()) * h[static_cast<std::size_t>(entry.col()) * width + lane];
        result.push_back(sum);
    }
    return result;
}

template <class Real>
void check_form(const Recurrence<Real>& recurrence, const SparseMatrix& W) {
    const auto n = static_cast<std::size_t>(W.rows());
    const auto units = static_cast<std::uint32_t>(n);
    constexpr std::size_t width = lane_group<Real>;
    const Aligned<Real> h = random_state<Real>(n, with_margin(n)), old = random_state<Real>(n, with_margin(n));
    const Aligned<Real> many = random_state<Real>(n * width, padded(n) * width);
    for (const Isa isa : {Isa::plain, Isa::avx2, Isa::avx512}) {
        set_isa(isa);
        Aligned<Real> sums = old, in_parts = old;
        recurrence.add(h.data(), sums.data(), {0, units});
        CHECK(std::vector<Real>(sums.begin(), sums.begin() + long(n)) == plain_sums(W, h, old, 1, 0));
        for (std::uint32_t first = 0; first < units; first += unit_group)
            recurrence.add(h.data(), in_parts.data(), {first, std::min<std::uint32_t>(first + unit_group, units)});
        CHECK(std::equal(sums.begin(), sums.begin() + long(n), in_parts.begin()));
        Aligned<Real> lanes = many;
        recurrence.add_lanes(many.data(), lanes.data(), {0, units});
        for (const std::size_t lane : {std::size_t{0}, width - 1}) {
            const auto expected = plain_sums(W, many, many, width, lane);
            bool same = true;
            for (std::size_t i = 0; i < n; ++i) same = same && lanes[i * width + lane] == expected[i];
            CHECK(same);
        }
    }
    set_isa(Isa::avx512);
}

template <class Real>
void check_all_forms(const SparseMatrix& W) {
    const Reservoir reservoir{W, {}, {}, {}};
    for (const Form form : {Form::dense, Form::sparse, Form::windowed}) {
        CAPTURE(form_name(form));
        check_form(*make_recurrence<Real>(reservoir, form), W);
    }
}

// The ring as Rodan and Tino describe it, entry by entry.
SparseMatrix matrix_of(const Ring& ring) {
    const auto n = static_cast<int>(ring.size), l = static_cast<int>(ring.jump_length);
    std::vector<Eigen::Triplet<double, int>> entries;
    for (int i = ring.closed ? 0 : 1; i < n; ++i) entries.emplace_back(i, (i + n - 1) % n, ring.weight);
    for (int i = 1; i < n && ring.feedback != 0; ++i) entries.emplace_back(i - 1, i, ring.feedback);
    for (int from = 0; l > 0 && from + l <= n; from += l) {
        entries.emplace_back((from + l) % n, from, ring.jump);
        entries.emplace_back(from, (from + l) % n, ring.jump);
    }
    SparseMatrix W(n, n);
    W.setFromTriplets(entries.begin(), entries.end());
    return W;
}

}  // namespace

TEST_CASE("every form adds the terms of a sum in the order of the units, whatever vectors and cuts") {
    std::uint32_t which = 0;
    for (const int n : {1, 15, 64, 100, 333})
        for (const double density : {0.0, 0.02, 0.2, 1.0}) {
            CAPTURE(n);
            CAPTURE(density);
            const SparseMatrix W = random_matrix(n, density, ++which);
            check_all_forms<float>(W);
            check_all_forms<double>(W);
        }
}

TEST_CASE("rings need no matrix, and give the bits of one: cycle, delay line, feedback, jumps") {
    const Ring rings[] = {{.size = 1, .weight = 0.5},
                          {.size = 200, .weight = 0.9},
                          {.size = 200, .weight = 0.9, .closed = false},
                          {.size = 131, .weight = 0.9, .closed = false, .feedback = 0.3},
                          {.size = 131, .weight = 0.7, .jump_length = 10, .jump = 0.4},
                          {.size = 140, .weight = 0.7, .jump_length = 10, .jump = 0.4},
                          {.size = 9, .weight = 0.7, .jump_length = 3, .jump = 0.4}};
    for (const Ring& ring : rings) {
        CAPTURE(ring.size);
        CAPTURE(ring.jump_length);
        check_form(*make_recurrence<double>({{}, ring, {}, {}}), matrix_of(ring));
        check_form(*make_recurrence<float>({{}, ring, {}, {}}), matrix_of(ring));
    }
}

TEST_CASE("windows waste few slots on a matrix that is not very sparse") {
    CHECK(WindowedRows<float>(random_matrix(600, 0.2, 90)).slots_per_nonzero() < 1.5);
    CHECK(WindowedRows<double>(random_matrix(600, 0.2, 90)).slots_per_nonzero() < 1.4);
    CHECK(WindowedRows<float>(random_matrix(320, 1, 91)).slots_per_nonzero() == 1);
}
