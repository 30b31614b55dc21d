// Who listens to whom, and how strongly: by chance, by a permutation, or by a connection rule of another plugin.
#include "esn/draw_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>

#include "esn/esn.hpp"
#include "esn/orthogonal.hpp"
#include "limen/connect/topology.hpp"
#include "limen/core/math.hpp"
#include "limen/core/parallel.hpp"
#include "limen/core/shuffle.hpp"

namespace limen::esn {

namespace {

constexpr double most_weights = std::numeric_limits<int>::max();  // Eigen counts them with an int

void refuse_too_many(const char* key, const std::string& value, double expected) {
    const double most = expected + 6 * std::sqrt(expected);
    if (most > most_weights)
        throw ParameterError(key, fmt::format("is {}, which makes about {:.3g} weights; a reservoir has at most {:.0f}",
                                              value, expected, most_weights));
}

// The entries of some rows, one row after the other, columns rising.
struct Rows {
    std::vector<int> counts, columns;
    std::vector<double> weights;
};

// Fills a matrix row by row; `add(row, entries)` appends the entries of one. Blocks of rows side by side.
template <class Add>
SparseMatrix fill(std::uint32_t n, const Add& add) {
    constexpr std::uint32_t rows_at_once = 64;
    std::vector<Rows> blocks((n + rows_at_once - 1) / rows_at_once);
    parallel_for(blocks.size(), [&](std::size_t b) {
        const auto first = static_cast<std::uint32_t>(b) * rows_at_once;
        for (std::uint32_t row = first; row < std::min(n, first + rows_at_once); ++row) {
            const std::size_t before = blocks[b].columns.size();
            add(row, blocks[b]);
            blocks[b].counts.push_back(static_cast<int>(blocks[b].columns.size() - before));
        }
    });
    std::size_t all = 0;
    for (const Rows& rows : blocks) all += rows.columns.size();
    SparseMatrix W(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
    W.resizeNonZeros(static_cast<Eigen::Index>(all));
    int* start = W.outerIndexPtr();
    *start = 0;
    std::size_t done = 0;
    for (const Rows& rows : blocks) {
        for (const int count : rows.counts) start[1] = start[0] + count, ++start;
        std::copy(rows.columns.begin(), rows.columns.end(), W.innerIndexPtr() + done);
        std::copy(rows.weights.begin(), rows.weights.end(), W.valuePtr() + done);
        done += rows.columns.size();
    }
    return W;
}

// ln(1 - p) for 0 < p <= 1, of full precision for a small p too.
double log_rest(double p) {
    constexpr double small = 1e-5;
    return p < small ? -p * (1 + p * (0.5 + p / 3)) : math::log(1 - p);
}

// Each entry with the same probability: the gaps between them are geometric, so that each takes one draw.
SparseMatrix draw_by_density(const Esn& p, const PopulationContext& context) {
    const auto n = static_cast<std::uint32_t>(p.size);
    refuse_too_many("density", fmt::format("{}", p.density), p.density * n * n);
    const double per_log = p.density == 1 ? 0 : 1 / log_rest(p.density);
    const Law law = law_named(p.weights);
    return fill(n, [&](std::uint32_t row, Rows& entries) {
        Random sources = row_stream(context, row, for_sources), weights = row_stream(context, row, for_weights);
        for (double column = 0;; ++column) {
            if (per_log != 0) column += std::floor(math::log(1 - sources.uniform()) * per_log);
            if (column >= n) return;
            entries.columns.push_back(static_cast<int>(column));
            entries.weights.push_back(draw(law, weights));
        }
    });
}

// `in_degree` different entries in each row, every set equally likely (Floyd's algorithm).
SparseMatrix draw_by_in_degree(const Esn& p, const PopulationContext& context) {
    const auto n = static_cast<std::uint32_t>(p.size);
    if (p.in_degree > p.size)
        throw ParameterError("in_degree", fmt::format("is {}, but there are only {} units", p.in_degree, p.size));
    refuse_too_many("in_degree", fmt::format("{}", p.in_degree), static_cast<double>(p.in_degree) * n);
    const Law law = law_named(p.weights);
    return fill(n, [&](std::uint32_t row, Rows& entries) {
        Random sources = row_stream(context, row, for_sources), weights = row_stream(context, row, for_weights);
        std::vector<bool> taken(n, false);
        for (auto last = n - static_cast<std::uint32_t>(p.in_degree); last < n; ++last) {
            const std::uint32_t drawn = sources.below(last + 1);
            taken[taken[drawn] ? last : drawn] = true;
        }
        for (std::uint32_t column = 0; column < n; ++column)
            if (taken[column]) {
                entries.columns.push_back(static_cast<int>(column));
                entries.weights.push_back(draw(law, weights));
            }
    });
}

// Each unit listens to one, and is heard by one.
SparseMatrix draw_permutation(const Esn& p, const PopulationContext& context) {
    std::vector<int> source(static_cast<std::size_t>(p.size));
    std::iota(source.begin(), source.end(), 0);
    Random random = row_stream(context, 0, for_sources);
    shuffle(std::span(source), random);
    return fill(static_cast<std::uint32_t>(p.size), [&](std::uint32_t row, Rows& entries) {
        entries.columns.push_back(source[row]);
        entries.weights.push_back(1);
    });
}

SparseMatrix draw_orthogonal(const Esn& p, const PopulationContext& context) {
    const auto n = static_cast<std::uint32_t>(p.size);
    refuse_too_many("size", fmt::format("{}", p.size), static_cast<double>(n) * n);
    if (context.estimate) return {};
    const std::vector<double> Q =
        random_orthogonal(n, [&](std::uint32_t k) { return row_stream(context, k, for_sources); });
    return fill(n, [&](std::uint32_t row, Rows& entries) {
        for (std::uint32_t column = 0; column < n; ++column) entries.columns.push_back(static_cast<int>(column));
        const double* const q = Q.data() + std::size_t{row} * n;
        entries.weights.insert(entries.weights.end(), q, q + n);
    });
}

// The weights by the law, times what the rule's file may give; several from one source add up.
SparseMatrix draw_by_rule(const Esn& p, const PopulationContext& context) {
    const auto n = static_cast<std::uint32_t>(p.size);
    const std::unique_ptr<Topology> rule = context.rule(n);
    if (rule->expected_synapses() > most_weights)
        throw ParameterError("reservoir", fmt::format("makes about {:.3g} weights; a reservoir has at most {:.0f}",
                                                      rule->expected_synapses(), most_weights));
    rule->prepare();
    const Law law = law_named(p.weights);
    return fill(n, [&](std::uint32_t row, Rows& entries) {
        Random random(context.seed, Purpose::connectivity, context.rule_id, row);
        Random weights = row_stream(context, row, for_weights);
        std::vector<std::uint32_t> sources;
        rule->sources_of(row, random, sources);
        std::vector<float> factors;
        if (rule->weighted()) rule->relative_weights(row, factors);
        std::vector<std::pair<std::uint32_t, double>> row_entries;
        for (std::size_t k = 0; k < sources.size(); ++k)
            row_entries.emplace_back(sources[k], draw(law, weights) * (factors.empty() ? 1.0 : double{factors[k]}));
        std::stable_sort(row_entries.begin(), row_entries.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        for (std::size_t k = 0; k < row_entries.size(); ++k)
            if (k > 0 && row_entries[k].first == row_entries[k - 1].first) {
                entries.weights.back() += row_entries[k].second;
            } else {
                entries.columns.push_back(static_cast<int>(row_entries[k].first));
                entries.weights.push_back(row_entries[k].second);
            }
    });
}

}  // namespace

Law law_named(const std::string& name) {
    if (name == "normal") return Law::normal;
    if (name == "sign") return Law::sign;
    if (name == "constant") return Law::constant;
    return Law::uniform;
}

double draw(Law law, Random& random) {
    switch (law) {
        case Law::uniform:
            return 2 * random.uniform() - 1;
        case Law::normal:
            return boost::random::normal_distribution<double>()(random);
        case Law::sign:
            return random() >> 63U != 0 ? 1 : -1;
        case Law::constant:
            break;
    }
    return 1;
}

SparseMatrix draw_matrix(const Esn& parameters, const PopulationContext& context) {
    if (parameters.reservoir == "permutation") return draw_permutation(parameters, context);
    if (parameters.reservoir == "orthogonal") return draw_orthogonal(parameters, context);
    if (parameters.reservoir != "random") return draw_by_rule(parameters, context);
    return parameters.in_degree > 0 ? draw_by_in_degree(parameters, context) : draw_by_density(parameters, context);
}

}  // namespace limen::esn
