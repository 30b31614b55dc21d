// Tarjan 1972 ("Depth-first search and linear graph algorithms", SIAM Journal on Computing 1:146), without recursion.
// Rationale: boost::strong_components would need a copy of the matrix as a graph.
#include "esn/strong_components.hpp"

#include <algorithm>
#include <cstdint>

namespace limen::esn {

namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

class Search {
public:
    explicit Search(const Matrix& matrix)
        : x_matrix(matrix), x_number(size(), unseen), x_low(size()), x_next(size()), x_held(size(), false) {}

    std::vector<std::vector<int>> all() {
        for (int unit = 0; unit < static_cast<int>(size()); ++unit)
            if (x_number[at(unit)] == unseen) from(unit);
        return std::move(x_components);
    }

private:
    static constexpr int unseen = -1;
    static std::size_t at(int unit) { return static_cast<std::size_t>(unit); }
    std::size_t size() const { return static_cast<std::size_t>(x_matrix.rows()); }

    void enter(int unit) {
        x_number[at(unit)] = x_low[at(unit)] = x_count++;
        x_next[at(unit)] = x_matrix.outerIndexPtr()[unit];
        x_stack.push_back(unit);
        x_held[at(unit)] = true;
        x_path.push_back(unit);
    }

    void from(int root) {
        enter(root);
        while (!x_path.empty()) {
            const int unit = x_path.back();
            if (x_next[at(unit)] == x_matrix.outerIndexPtr()[unit + 1]) {
                leave(unit);
                continue;
            }
            const int k = x_next[at(unit)]++;
            const int other = x_matrix.innerIndexPtr()[k];
            if (x_matrix.valuePtr()[k] == 0) continue;
            if (x_number[at(other)] == unseen)
                enter(other);
            else if (x_held[at(other)])
                x_low[at(unit)] = std::min(x_low[at(unit)], x_number[at(other)]);
        }
    }

    void leave(int unit) {
        x_path.pop_back();
        if (!x_path.empty()) x_low[at(x_path.back())] = std::min(x_low[at(x_path.back())], x_low[at(unit)]);
        if (x_low[at(unit)] != x_number[at(unit)]) return;
        const auto first = std::find(x_stack.rbegin(), x_stack.rend(), unit).base() - 1;
        std::vector<int> component(first, x_stack.end());
        x_stack.erase(first, x_stack.end());
        for (const int member : component) x_held[at(member)] = false;
        if (component.size() == 1 && x_matrix.coeff(unit, unit) == 0) return;
        std::sort(component.begin(), component.end());
        x_components.push_back(std::move(component));
    }

    const Matrix& x_matrix;
    std::vector<int> x_number, x_low, x_next;
    std::vector<bool> x_held;
    std::vector<int> x_stack, x_path;
    std::vector<std::vector<int>> x_components;
    int x_count = 0;
};

}  // namespace

std::vector<std::vector<int>> strong_components(const Matrix& matrix) { return Search(matrix).all(); }

}  // namespace limen::esn
