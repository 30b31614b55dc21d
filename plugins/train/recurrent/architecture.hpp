// What a recurrent network is made of, and where each of its parameters lies in one long vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "train/recurrent/cells.hpp"

namespace limen::train::recurrent {

enum class ReadOut { every_step, last, mean };

struct Architecture {
    Cell cell = Cell::lstm;
    std::size_t inputs = 1, hidden = 1, layers = 1, outputs = 1;
    bool bidirectional = false;
    double dropout = 0;  // between layers, the share of units that an update leaves out
    // The linear outputs are of each step's state; of the last state of each direction; or of the states' mean.
    ReadOut read_out = ReadOut::every_step;

    std::size_t directions() const noexcept { return bidirectional ? 2 : 1; }
    std::size_t features() const noexcept { return directions() * hidden; }
    std::size_t inputs_of(std::size_t layer) const noexcept { return layer == 0 ? inputs : features(); }
};

// A matrix or vector (one column) of parameters, row-major.
struct Block {
    std::string name;
    std::size_t rows, columns, offset;
    std::size_t size() const noexcept { return rows * columns; }
};

// Those of one direction of one layer; rows of U, W and b are gates (gate_names), in each its units; p: i, f, o.
struct RecurrenceBlocks {
    Block U, W, b, p;  // p is empty without peepholes
};

class ParameterLayout {
public:
    explicit ParameterLayout(const Architecture&);
    std::size_t size() const noexcept { return x_size; }
    // `direction` is 0 for forward, 1 for backward.
    const RecurrenceBlocks& recurrence(std::size_t layer, std::size_t direction) const {
        return x_recurrences[layer * x_directions + direction];
    }
    const Block& V() const noexcept { return x_V; }  // outputs x features
    const Block& c() const noexcept { return x_c; }
    // All that are not empty, in the order of the vector.
    std::vector<Block> blocks() const;

private:
    Block add(const std::string& name, std::size_t rows, std::size_t columns);

    std::size_t x_directions, x_size = 0;
    std::vector<RecurrenceBlocks> x_recurrences;
    Block x_V, x_c;
};

// Random initial values: Glorot-uniform U and V (Glorot, Bengio 2010); for each gate an orthogonal W (Saxe, McClelland,
// Ganguli 2014); biases and peepholes 0, but 1 for the forget gate (Jozefowicz, Zaremba, Sutskever 2015). The same in
// both precisions, up to rounding.
template <class T>
void initialise(const Architecture&, const ParameterLayout&, std::uint64_t seed, std::uint32_t object, T* parameters);

}  // namespace limen::train::recurrent
