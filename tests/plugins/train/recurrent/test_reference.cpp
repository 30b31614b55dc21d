// Every cell against values, states and gradients worked out in double precision by another program, with automatic
// differentiation (bptt.json says which equations).
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "train/recurrent/network.hpp"

using namespace limen::train;
using namespace limen::train::recurrent;
using Json = nlohmann::json;
using Numbers = std::vector<double>;

namespace {

const std::map<std::string, Cell> cells{{"rnn", Cell::elman},
                                        {"lstm", Cell::lstm},
                                        {"lstm with peepholes", Cell::lstm_peephole},
                                        {"gru, reset before the matrix, logistic candidate", Cell::gru_logistic},
                                        {"gru, reset before the matrix, tanh candidate", Cell::gru},
                                        {"gru, reset after the matrix", Cell::gru_reset_after}};

void flatten(const Json& json, Numbers& numbers) {
    if (json.is_number()) return numbers.push_back(json.get<double>());
    for (const Json& part : json) flatten(part, numbers);
}
Numbers flat(const Json& json) {
    Numbers numbers;
    flatten(json, numbers);
    return numbers;
}

// The file's names for the parts of a block, in our order: Ui, Uf, ... for the gates; pi, pf, po; h stands for n.
std::vector<std::string> parts_of(const Block& block, Cell cell) {
    const std::string kind(1, block.name.back());
    if (kind == "V" || kind == "c" || cell == Cell::elman) return {kind};
    if (kind == "p") return {"pi", "pf", "po"};
    std::vector<std::string> names;
    for (const std::string& gate : gate_names(cell)) names.push_back(kind + (gate == "n" ? "h" : gate));
    return names;
}

// Largest difference over the largest magnitude.
double relative_difference(const Numbers& a, const Numbers& b) {
    REQUIRE(a.size() == b.size());
    double difference = 0, magnitude = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference = std::max(difference, std::abs(a[i] - b[i]));
        magnitude = std::max(magnitude, std::abs(b[i]));
    }
    return difference / magnitude;
}

// [sequence][frame][columns] of packed rows.
Numbers unpacked(const PackedBatch& batch, Operand<const double> rows, std::size_t columns, bool time_first) {
    const Chunk& chunk = batch.chunks()[0];
    const std::size_t frames = chunk.steps.size(), sequences = chunk.sequences;
    Numbers numbers(frames * sequences * columns);
    for (std::size_t i = 0; i < sequences; ++i)
        for (std::size_t t = 0; t < frames; ++t)
            for (std::size_t u = 0; u < columns; ++u)
                numbers[((time_first ? t * sequences + i : i * frames + t)) * columns + u] =
                    rows.data[PackedBatch::row(chunk, i, t) * rows.stride + u];
    return numbers;
}

// Targets lie as the batch's rows do: time first, since all sequences are equally long.
Targets<double> time_major(const Numbers& y, std::size_t sequences, std::size_t outputs) {
    Targets<double> targets{Numbers(y.size()), {}, {}};
    const std::size_t frames = y.size() / sequences / outputs;
    for (std::size_t i = 0; i < sequences; ++i)
        for (std::size_t t = 0; t < frames; ++t)
            for (std::size_t o = 0; o < outputs; ++o)
                targets.values[(t * sequences + i) * outputs + o] = y[(i * frames + t) * outputs + o];
    return targets;
}

void check_case(const Json& expected, const Json& file) {
    const Cell cell = cells.at(expected["name"]);
    Network<double> network({cell, 2, 5, 1, 2});
    for (const Block& block : network.layout().blocks()) {
        auto to = network.parameters().begin() + static_cast<std::ptrdiff_t>(block.offset);
        for (const std::string& part : parts_of(block, cell))
            for (const double x : flat(expected["parameters"][part])) *to++ = x;
    }
    std::vector<Numbers> sequences;
    for (const Json& sequence : file["x"]) sequences.push_back(flat(sequence));
    const std::vector<std::span<const double>> views(sequences.begin(), sequences.end());
    const Batch<double> batch(views, 2);
    const double loss = network.differentiate(batch, time_major(flat(file["y"]), 3, 2), {});

    constexpr double tolerance = 1e-12;
    CHECK(relative_difference({loss}, {expected["loss"].get<double>()}) < tolerance);
    CHECK(relative_difference(unpacked(batch.packed, network.layer(0).output(), 5, false), flat(expected["states"])) <
          tolerance);
    CHECK(relative_difference(unpacked(batch.packed, network.outputs(), 2, false), flat(expected["output"])) <
          tolerance);
    const auto dh = network.layer(0).direction(0).dh();
    CHECK(relative_difference(unpacked(batch.packed, {dh.data, dh.stride}, 5, true),
                              flat(expected["total_gradient_of_state"])) < tolerance);
    for (const Block& block : network.layout().blocks()) {
        CAPTURE(block.name);
        Numbers gradient;
        for (const std::string& part : parts_of(block, cell)) flatten(expected["gradients"][part], gradient);
        const auto ours = network.gradient().subspan(block.offset, block.size());
        CHECK(relative_difference({ours.begin(), ours.end()}, gradient) < tolerance);
    }
}

}  // namespace

TEST_CASE("every cell has the states, outputs, loss and gradients of the reference") {
    const Json file = Json::parse(std::ifstream(LIMEN_SOURCE_DIR "/tests/plugins/train/recurrent/bptt.json"));
    REQUIRE(file["cases"].size() == cells.size());
    for (const Json& expected : file["cases"]) {
        CAPTURE(expected["name"].get<std::string>());
        check_case(expected, file);
    }
}
