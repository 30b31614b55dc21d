// A network's results are the same bits on any number of threads and with any vectors, and do not depend on who else is
// in the batch.
#include "train/recurrent/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "limen/core/isa.hpp"
#include "limen/core/parallel.hpp"
#include "random_sequences.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::recurrent;
using namespace limen::train::recurrent::test;

namespace {

struct Restore {
    ~Restore() {
        set_threads(0);
        set_isa(Isa::avx512);
    }
};

template <class T>
std::vector<T> gradient_of(const Architecture& architecture) {
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < 37; ++i) lengths.push_back(1 + i * 7 % 23);
    auto network = random_network<T>(architecture, 0.3);
    const auto batch = Sequences<T>(lengths, architecture.inputs).batch();
    Pass pass;
    pass.dropout = {architecture.dropout, 1, 2, 0};
    const double loss = network.differentiate(batch, random_targets(network, batch, Loss::squared_error), pass);
    std::vector<T> all(network.gradient().begin(), network.gradient().end());
    all.push_back(static_cast<T>(loss));
    return all;
}

template <class T>
void check_bits(const Architecture& architecture) {
    const Restore restore;
    set_threads(1);
    const auto expected = gradient_of<T>(architecture);
    REQUIRE(std::all_of(expected.begin(), expected.end(), [](T x) { return std::isfinite(x); }));
    for (const unsigned threads : {2U, 8U}) {
        set_threads(threads);
        CHECK(gradient_of<T>(architecture) == expected);
    }
    for (const Isa isa : {Isa::avx2, Isa::plain}) {
        set_isa(isa);
        CHECK(gradient_of<T>(architecture) == expected);
    }
}

}  // namespace

TEST_CASE("gradients have the same bits on 1, 2 and 8 threads and with all vectors") {
    for (const Cell cell : all_cells) {
        CAPTURE(static_cast<int>(cell));
        check_bits<float>({cell, 3, 33, 2, 2, true, 0.2});
        check_bits<double>({cell, 3, 17, 1, 2});
    }
}

TEST_CASE("a sequence has the same outputs alone and among longer and shorter ones") {
    for (const Cell cell : all_cells) {
        auto network = random_network<double>({cell, 2, 6, 2, 2, true});
        const Sequences<double> together({4, 9, 6, 1}, 2);
        const auto batch = together.batch();
        network.run(batch);
        std::vector<double> expected;
        for (std::size_t i = 0; i < batch.packed.sequences(); ++i) {
            if (batch.packed.order(i) != 2) continue;
            for (std::size_t t = 0; t < 6; ++t) {
                const std::size_t row = PackedBatch::row(batch.packed.chunks()[0], i, t);
                const double* outputs = network.outputs().data + row * network.outputs().stride;
                expected.insert(expected.end(), outputs, outputs + 2);
            }
        }
        const std::vector<std::span<const double>> one{together.frames[2]};
        const Batch<double> alone(one, 2);
        network.run(alone);
        for (std::size_t t = 0; t < 6; ++t)
            for (std::size_t o = 0; o < 2; ++o)
                CHECK(network.outputs().data[t * network.outputs().stride + o] == expected[2 * t + o]);
    }
}

TEST_CASE("initial recurrent weights are orthogonal, and forget gates start open") {
    const Architecture architecture{Cell::lstm, 3, 20, 1, 2};
    Network<double> network(architecture);
    initialise(architecture, network.layout(), 5, 0, network.parameters().data());
    const RecurrenceBlocks& blocks = network.layout().recurrence(0, 0);
    for (std::size_t gate = 0; gate < 4; ++gate) {
        const double* W = network.parameters().data() + blocks.W.offset + gate * 400;
        for (std::size_t i = 0; i < 20; ++i)
            for (std::size_t j = 0; j < 20; ++j) {
                double product = 0;
                for (std::size_t k = 0; k < 20; ++k) product += W[i * 20 + k] * W[j * 20 + k];
                CHECK(product == doctest::Approx(i == j ? 1 : 0).epsilon(1e-12));
            }
        for (std::size_t i = 0; i < 20; ++i)
            CHECK(network.parameters()[blocks.b.offset + gate * 20 + i] == (gate == 1 ? 1 : 0));
    }
    const double bound = std::sqrt(6.0 / (3 + 20));
    for (std::size_t i = 0; i < blocks.U.size(); ++i)
        CHECK(std::abs(network.parameters()[blocks.U.offset + i]) <= bound);
}
