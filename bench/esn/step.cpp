// How long does one update of a reservoir take, without reading input and writing states?
//
// Usage: esn_step UNITS DENSITY [float32|float64] [form] [sequences] [threads]
//   DENSITY "cycle" is the simple cycle; form: auto, dense, sparse, windowed. Prints one line of JSON: microseconds for
//   each update of one sequence's state, the median and the least of the repetitions; and how long one thread takes to
//   read as many bytes as W's form has, which no update of a single sequence on one thread can beat.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "esn/esn.hpp"
#include "esn/vectors.hpp"
#include "limen/core/isa.hpp"
#include "limen/core/parallel.hpp"
#include "limen/core/random.hpp"
#include "limen/core/team.hpp"
#include "limen/core/wall_time.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

struct Question {
    std::uint32_t units = 1000;
    std::string density = "0.2", precision = "float64", form = "auto";
    std::size_t sequences = 1;
    unsigned threads = 1;
};

// Uniform weights with a spectral radius of about 0.9, by the circular law; building is another question.
Reservoir random_reservoir(const Question& q) {
    Reservoir reservoir;
    Random random(1, Purpose::reservoir, 0);
    if (q.density == "cycle") {
        reservoir.ring = Ring{.size = q.units, .weight = 0.9};
    } else {
        const double density = std::stod(q.density), scale = 0.9 * std::sqrt(3 / (density * q.units));
        reservoir.W.resize(q.units, q.units);
        reservoir.W.reserve(Eigen::VectorXi::Constant(q.units, static_cast<int>(density * q.units * 1.1) + 10));
        for (std::uint32_t i = 0; i < q.units; ++i)
            for (std::uint32_t j = 0; j < q.units; ++j)
                if (random.uniform() < density) reservoir.W.insert(i, j) = scale * (2 * random.uniform() - 1);
        reservoir.W.makeCompressed();
    }
    for (std::uint32_t i = 0; i < q.units; ++i) reservoir.W_in.push_back(2 * random.uniform() - 1);
    reservoir.bias.assign(q.units, 0);
    return reservoir;
}

// A piece of so many steps of all sequences; those of more than one thread are cut into steps' parts or into batches.
template <class Real>
class Runner {
public:
    Runner(const Update<Real>& update, const Question& q) : x_q(q) {
        const std::size_t batches = q.sequences == 1 ? 1 : q.threads;
        for (std::size_t b = 0; b < batches; ++b) {
            const std::size_t lanes = q.sequences / batches;
            x_states.push_back(make_state(update, {lanes, 1, 1, 0}));
            x_states.back()->start(std::vector<std::uint32_t>(lanes));
        }
    }

    void run(std::int64_t steps) {
        if (x_q.sequences == 1 && x_q.threads > 1)
            run_together(x_q.threads, [&](unsigned part, Barrier& barrier) {
                for (std::int64_t k = x_frame; k < x_frame + steps; ++k) {
                    step(0, k, part, x_q.threads);
                    barrier.wait();
                }
            });
        else
            parallel_for(x_states.size(), [&](std::size_t b) {
                for (std::int64_t k = x_frame; k < x_frame + steps; ++k) step(b, k, 0, 1);
            });
        x_frame += steps;
    }

private:
    void step(std::size_t state, std::int64_t k, unsigned part, unsigned parts) {
        const double u = std::sin(static_cast<double>(k));
        const std::vector<std::span<const double>> inputs(x_q.sequences / x_states.size(), std::span(&u, 1));
        x_states[state]->update({k, inputs, part, parts});
    }

    const Question& x_q;
    std::vector<std::unique_ptr<RateState>> x_states;
    std::int64_t x_frame = 0;
};

double seconds(auto&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return seconds_since(begin);
}

// The least of many.
double read_us(std::size_t bytes) {
    constexpr std::size_t at_once = 4 * in_longest_vector<float>;
    const Aligned<float> data((bytes / sizeof(float) / at_once + 1) * at_once, 1.0F);
    Aligned<float> sums(at_once);
    double least = HUGE_VAL;
    for (int i = 0; i < 200; ++i)
        least = std::min(least, seconds([&] {
                             vectorised_by_width([ from = data.data(), n = data.size(), to = sums.data() ](auto width)
                                                     __attribute__((always_inline)) {
                                                         using Sums = Numbers<float, at_once, width()>;
                                                         Sums sum = Sums::load(to);
                                                         for (std::size_t k = 0; k < n; k += at_once)
                                                             sum.add_product(1, from + k);
                                                         sum.store(to);
                                                     });
                         }));
    return least * 1e6;
}

template <class Real>
void answer(const Question& q) {
    Esn parameters{.size = q.units};
    const Reservoir reservoir = random_reservoir(q);
    const Leaks leaks{std::vector<double>(q.units, 0.0), std::vector<double>(q.units, 1.0)};
    std::optional<Form> form;
    for (const Form known : {Form::dense, Form::sparse, Form::windowed})
        if (q.form == form_name(known)) form = known;
    const auto nonzeros = static_cast<std::size_t>(reservoir.W.nonZeros());
    const Form taken = form.value_or(fastest_form(q.units, nonzeros, sizeof(Real) == sizeof(float)));
    const Update<Real> update = make_update<Real>(parameters, reservoir, leaks, form);
    Runner<Real> runner(update, q);
    std::int64_t steps = 10;
    constexpr double piece_s = 1e-3;  // short, so that some are undisturbed on a busy machine
    while (seconds([&] { runner.run(steps); }) < piece_s) steps *= 2;
    std::vector<double> us;
    constexpr int pieces = 500;
    for (int i = 0; i < pieces; ++i)
        us.push_back(seconds([&] { runner.run(steps); }) * 1e6 / static_cast<double>(steps) /
                     static_cast<double>(q.sequences));
    std::sort(us.begin(), us.end());
    // The windows' rows for trials side by side are not read by a single one.
    const std::size_t bytes =
        update.recurrence->bytes() -
        (taken == Form::windowed && !reservoir.ring ? nonzeros * (sizeof(Real) + sizeof(std::uint16_t)) : 0);
    fmt::print(
        "{{\"units\": {}, \"density\": \"{}\", \"nonzeros\": {}, \"precision\": \"{}\", \"form\": \"{}\", "
        "\"sequences\": {}, \"threads\": {}, \"bytes\": {}, \"us\": {:.4f}, \"least_us\": {:.4f}, "
        "\"read_us\": {:.4f}}}\n",
        q.units, q.density, reservoir.ring ? q.units : nonzeros, q.precision,
        reservoir.ring ? "ring" : form_name(taken), q.sequences, q.threads, bytes, us[us.size() / 2], us[0],
        read_us(bytes));
}

}  // namespace

int main(int count, char** arguments) {
    Question q;
    const auto given = [&](int i, const std::string& otherwise) { return count > i ? arguments[i] : otherwise; };
    q.units = static_cast<std::uint32_t>(std::stoul(given(1, "1000")));
    q.density = given(2, q.density);
    q.precision = given(3, q.precision);
    q.form = given(4, q.form);
    q.sequences = std::stoul(given(5, "1"));
    q.threads = static_cast<unsigned>(std::stoul(given(6, "1")));
    set_threads(q.threads);
    if (q.precision == "float32")
        answer<float>(q);
    else
        answer<double>(q);
}
