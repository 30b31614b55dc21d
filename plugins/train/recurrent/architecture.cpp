// Lays the parameters out, and draws them.
#include "train/recurrent/architecture.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "limen/core/random.hpp"

namespace limen::train::recurrent {

namespace {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// `index` tells apart the matrices of a network.
Random stream(std::uint64_t seed, std::uint32_t object, std::size_t index) {
    return {seed, Purpose::weights, object, static_cast<std::uint32_t>(index)};
}

template <class T>
void fill_uniform(Random random, std::size_t fan_in, std::size_t fan_out, std::size_t count, T* values) {
    const double bound = std::sqrt(6.0 / static_cast<double>(fan_in + fan_out));
    for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(bound * (2 * random.uniform() - 1));
}

// The sum of twelve uniform numbers less their mean: near enough to normal for a direction, and exact everywhere.
double nearly_normal(Random& random) {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.uniform();
    return sum;
}

// Gram and Schmidt's process, twice for orthogonality to rounding.
template <class T>
void fill_orthogonal(Random random, std::size_t n, T* values) {
    Matrix q(n, n);
    for (Eigen::Index row = 0; row < q.rows(); ++row) {
        for (double& x : q.row(row)) x = nearly_normal(random);
        for (int pass = 0; pass < 2; ++pass)
            for (Eigen::Index other = 0; other < row; ++other) {
                double along = 0;
                for (Eigen::Index i = 0; i < q.cols(); ++i) along += q(row, i) * q(other, i);
                for (Eigen::Index i = 0; i < q.cols(); ++i) q(row, i) -= along * q(other, i);
            }
        double square = 0;
        for (const double x : q.row(row)) square += x * x;
        q.row(row) /= std::sqrt(square);
    }
    std::transform(q.data(), q.data() + q.size(), values, [](double x) { return static_cast<T>(x); });
}

}  // namespace

ParameterLayout::ParameterLayout(const Architecture& a) : x_directions(a.directions()) {
    const std::size_t rows = gate_count(a.cell) * a.hidden;
    for (std::size_t layer = 0; layer < a.layers; ++layer)
        for (std::size_t direction = 0; direction < x_directions; ++direction) {
            const std::string at = "layer" + std::to_string(layer) + (direction == 0 ? "/forward/" : "/backward/");
            RecurrenceBlocks blocks;
            blocks.U = add(at + "U", rows, a.inputs_of(layer));
            blocks.W = add(at + "W", rows, a.hidden);
            blocks.b = add(at + "b", rows, 1);
            blocks.p = add(at + "p", a.cell == Cell::lstm_peephole ? 3 * a.hidden : 0, 1);
            x_recurrences.push_back(blocks);
        }
    x_V = add("output/V", a.outputs, a.features());
    x_c = add("output/c", a.outputs, 1);
}

Block ParameterLayout::add(const std::string& name, std::size_t rows, std::size_t columns) {
    Block block{name, rows, columns, x_size};
    x_size += block.size();
    return block;
}

std::vector<Block> ParameterLayout::blocks() const {
    std::vector<Block> all;
    for (const RecurrenceBlocks& r : x_recurrences)
        for (const Block& block : {r.U, r.W, r.b, r.p})
            if (block.size() != 0) all.push_back(block);
    all.push_back(x_V);
    all.push_back(x_c);
    return all;
}

template <class T>
void initialise(const Architecture& a, const ParameterLayout& layout, std::uint64_t seed, std::uint32_t object,
                T* parameters) {
    std::fill_n(parameters, layout.size(), T(0));
    const std::size_t gates = gate_count(a.cell), n = a.hidden;
    std::size_t index = 0;
    for (std::size_t layer = 0; layer < a.layers; ++layer)
        for (std::size_t direction = 0; direction < a.directions(); ++direction) {
            const RecurrenceBlocks& blocks = layout.recurrence(layer, direction);
            fill_uniform(stream(seed, object, index++), a.inputs_of(layer), n, blocks.U.size(),
                         parameters + blocks.U.offset);
            for (std::size_t gate = 0; gate < gates; ++gate)
                fill_orthogonal(stream(seed, object, index++), n, parameters + blocks.W.offset + gate * n * n);
            if (is_lstm(a.cell)) std::fill_n(parameters + blocks.b.offset + n, n, T(1));
        }
    fill_uniform(stream(seed, object, index), a.features(), a.outputs, layout.V().size(),
                 parameters + layout.V().offset);
}

template void initialise(const Architecture&, const ParameterLayout&, std::uint64_t, std::uint32_t, float*);
template void initialise(const Architecture&, const ParameterLayout&, std::uint64_t, std::uint32_t, double*);

}  // namespace limen::train::recurrent
