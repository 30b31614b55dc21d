// A record of some units, and of a part of each trial, is those columns and rows of the whole record.
#include "engine/recorded_units.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <fstream>

#include "../record/second_process.hpp"
#include "built_plugins.hpp"
#include "limen/core/parallel.hpp"
#include "limen/files/identity.hpp"
#include "limen/hdf5.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using test::built_plugins;
using test::TemporaryFolder;

namespace {

const std::string liquid = R"([population.liquid]
model = "lif"
size = 1500
inhibitory = 0.2
I_e = 500.0
V_init = [-70.0, -55.0]
V_init_per_trial = true
[projection.p]
source = "liquid"
source_part = "excitatory"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 20.0
delay = 1.5
[drive.noise]
model = "poisson"
target = "liquid"
rate = 500.0
weight = 30.0
)";

// Trials of data, which a reservoir hears beside the liquid; so large that its rows are sorted out in several pieces.
const std::string data = R"([data.d]
reader = "csv"
train = "d.csv"
trial = "t"
frame = 1.0
[population.e]
model = "esn"
data = "d"
size = 1500
reservoir = "permutation"
)";

constexpr int trial_frames = 40;

struct Models {
    explicit Models(int trials = 24) {
        std::ofstream csv(folder / "d.csv");
        csv << "t,x\n";
        for (int trial = 1; trial <= trials; ++trial)
            for (int k = 0; k < trial_frames; ++k) csv << trial << "," << std::sin(trial + k) << "\n";
    }
    Model model(const std::string& text) const { return parse_model(text, folder / "m.toml", built_plugins()); }
    Model trials(const std::string& records) const {
        return model("[simulation]\nseed = 5\n" + liquid + data + records);
    }
    Model one(const std::string& records) const {
        return model("[simulation]\nseed = 5\nstop = 61\n" + liquid + records);
    }
    TemporaryFolder folder;
};

std::string record(const std::string& name, const std::string& population, const std::string& keys) {
    return fmt::format("[record.{}]\npopulation = \"{}\"\n{}", name, population, keys);
}

const std::string v = "state = \"V_m\"\nperiod = 0.5\n", h = "state = \"h\"\nperiod = 1.0\n";

// What a record keeps, as its keys say it and as a test finds it in the whole record.
struct Choice {
    std::string units;
    std::function<bool(std::uint64_t)> holds;
    double from = 0, until = 0;
    std::string keys() const {
        return (units.empty() ? "" : "units = " + units + "\n") + (from > 0 ? fmt::format("from = {}\n", from) : "") +
               (until > 0 ? fmt::format("until = {}\n", until) : "");
    }
};

const std::vector<Choice> choices{{"[1201, 3, 1499]", [](std::uint64_t u) { return u == 3 || u == 1201 || u == 1499; }},
                                  {"\"0:1500:400\"", [](std::uint64_t u) { return u % 400 == 0; }, 5, 17.5},
                                  {"\"10:20\"", [](std::uint64_t u) { return u >= 10 && u < 20; }, 30.1},
                                  {"\"excitatory\"", [](std::uint64_t u) { return u < 1200; }, 0, 12},
                                  {"", [](std::uint64_t) { return true; }, 7.5, 25}};

MemorySink run(const Model& model, double piece = 0) {
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(model, options);
    if (piece == 0) {
        simulation.run();
        return memory;
    }
    for (std::size_t trial = 0; trial < simulation.trials(); ++trial)
        for (double now = 0; now < simulation.duration(trial);) now = simulation.advance(piece);
    simulation.finish();
    return memory;
}

// Of all trials, those rows and columns of the whole record that the choice means.
std::vector<float> chosen(const MemorySink& whole, const std::string& name, const Choice& choice) {
    std::vector<float> values;
    for (std::size_t trial = 0; trial < whole.trials().size(); ++trial) {
        const MemorySink::States states = whole.states(name, trial);
        for (std::size_t row = 0; row < states.rows(); ++row) {
            const double time = static_cast<double>(row + 1) * states.period;
            if (time < choice.from || (choice.until > 0 && time > choice.until)) continue;
            for (std::size_t unit = 0; unit < states.units; ++unit)
                if (choice.holds(unit)) values.push_back(states.values[row * states.units + unit]);
        }
    }
    return values;
}

void check_states(const MemorySink& memory, const MemorySink& whole, const std::string& name, const Choice& choice) {
    const MemorySink::States states = memory.states(name);
    CHECK(std::vector<float>(states.values.begin(), states.values.end()) == chosen(whole, name, choice));
    CHECK(states.ids.size() == states.units);
    for (const std::uint64_t unit : states.ids) CHECK(choice.holds(unit));
    std::size_t rows = 0;
    for (std::size_t trial = 0; trial < memory.trials().size(); ++trial) rows += memory.states(name, trial).rows();
    CHECK(rows == states.rows());
    CHECK(states.first >= choice.from);
}

void check_spikes(const MemorySink& memory, const MemorySink& whole, const Choice& choice) {
    for (std::size_t trial = 0; trial < whole.trials().size(); ++trial) {
        const double start = whole.trials()[trial].start;
        const MemorySink::Spikes all = whole.spikes("liquid", trial), kept = memory.spikes("liquid", trial);
        std::size_t k = 0;
        for (std::size_t i = 0; i < all.times.size(); ++i) {
            const double time = all.times[i] - start;
            if (time < choice.from || (choice.until > 0 && time >= choice.until) || !choice.holds(all.ids[i])) continue;
            REQUIRE(k < kept.times.size());
            CHECK(kept.times[k] == all.times[i]);
            CHECK(kept.ids[k++] == all.ids[i]);
        }
        CHECK(k == kept.times.size());
    }
}

// All that is wrong with a model, when it is read or when it is built.
std::vector<Problem> problems_of(const std::function<Model()>& make) {
    try {
        Simulation simulation(make());
    } catch (const ModelError& error) {
        return error.problems();
    }
    return {};
}

}  // namespace

TEST_CASE("chosen states and spikes are those of the whole record, of many trials and of one long one") {
    const Models place;
    const std::string spikes = "state = \"spikes\"\n";
    const std::string of_liquid = record("v", "liquid", v) + record("s", "liquid", spikes);
    const MemorySink whole_trials = run(place.trials(of_liquid + record("h", "e", h)));
    const MemorySink whole_one = run(place.one(of_liquid));
    CHECK(whole_trials.trials().size() == 24);
    CHECK(whole_one.spikes("liquid").times.size() > 1000);
    for (const Choice& choice : choices) {
        CAPTURE(choice.keys());
        const std::string chosen_liquid =
            record("v", "liquid", v + choice.keys()) + record("s", "liquid", spikes + choice.keys());
        Choice reservoir = choice;
        if (choice.units == "\"excitatory\"") reservoir.holds = [](std::uint64_t) { return true; };
        const Model trials = place.trials(chosen_liquid + record("h", "e", h + choice.keys()));
        for (const unsigned threads : {1U, 2U, 3U}) {
            set_threads(threads);
            const MemorySink memory = run(trials);
            check_states(memory, whole_trials, "v", choice);
            check_states(memory, whole_trials, "h", reservoir);
            check_spikes(memory, whole_trials, choice);
            const MemorySink one = run(place.one(chosen_liquid));
            check_states(one, whole_one, "v", choice);
            check_spikes(one, whole_one, choice);
        }
        set_threads(0);
    }
}

TEST_CASE("chosen states and spikes are the same in pieces of any length") {
    const Models place(3);
    const std::string keys = choices[1].keys();
    const Model model = place.trials(record("v", "liquid", v + keys) +
                                     record("s", "liquid", "state = \"spikes\"\n" + keys) + record("h", "e", h + keys));
    const Model whole_model =
        place.trials(record("v", "liquid", v) + record("s", "liquid", "state = \"spikes\"\n") + record("h", "e", h));
    const MemorySink whole = run(whole_model);
    for (const double piece : {0.7, 6.0, 1000.0}) {
        const MemorySink memory = run(model, piece);
        check_states(memory, whole, "v", choices[1]);
        check_states(memory, whole, "h", choices[1]);
        check_spikes(memory, whole, choices[1]);
    }
}

TEST_CASE("records of one state may differ in their units, their precision and their part of a trial") {
    const Models place(2);
    const MemorySink memory =
        run(place.trials(record("v", "liquid", v) + record("some", "liquid", v + choices[0].keys()) +
                         record("early", "liquid", v + choices[3].keys() + "precision = \"double\"\n")));
    const MemorySink::States all = memory.states("v"), some = memory.states("some"), early = memory.states("early");
    CHECK(some.rows() == all.rows());
    for (std::size_t row = 0; row < all.rows(); ++row)
        for (std::size_t k = 0; k < some.units; ++k) CHECK(some.at(row, k) == all.at(row, some.ids[k]));
    CHECK(early.rows() == 2 * 24);  // 0.5, 1, ... 12 ms of each trial
    CHECK(early.units == 1200);
    for (std::size_t row = 0; row < 24; ++row)
        CHECK(static_cast<float>(early.at(row, 7)) == static_cast<float>(all.at(row, 7)));
}

TEST_CASE("the file says which units and which part of each trial it holds, and has the same bytes in any pieces") {
    const Models place(3);
    const std::string keys = "units = [7, 1300]\nfrom = 5\nuntil = 17.5\n";
    const Model model =
        place.trials(record("v", "liquid", v + keys) + record("s", "liquid", "state = \"spikes\"\n" + keys));
    RunOptions options;
    options.recording = place.folder / "run.h5";
    simulate(model, options);
    options.recording = place.folder / "pieces.h5";
    Simulation pieces(model, options);
    while (pieces.trial() + 1 < pieces.trials() || pieces.going()) pieces.advance(3);
    pieces.finish();
    CHECK(sha256_of_file(place.folder / "run.h5") == sha256_of_file(place.folder / "pieces.h5"));
    const h5::File file = h5::File::open(place.folder / "run.h5");
    const std::vector<std::uint64_t> units{7, 1300};
    CHECK(file.read<std::uint64_t>("/report/v/mapping/node_ids") == units);
    CHECK(file.read<std::uint64_t>("/report/v/mapping/index_pointers") == std::vector<std::uint64_t>{0, 1, 2});
    CHECK(file.shape("/report/v/data") == h5::Shape{3 * 26, 2});
    CHECK(file.read<std::uint64_t>("/report/v/offsets") == std::vector<std::uint64_t>{0, 26, 52, 78});
    CHECK(file.read<double>("/report/v/mapping/time")[0] == 5);
    CHECK(file.read<std::uint64_t>("/spikes/liquid/recorded_node_ids") == units);
    for (const char* group : {"/report/v", "/spikes/liquid"}) {
        CHECK(file.number_attribute(group, "from") == 5);
        CHECK(file.number_attribute(group, "until") == 17.5);
    }
}

TEST_CASE("units that a population has not, and times that no trial reaches, are refused before anything runs") {
    const Models place(2);
    const auto problems = problems_of([&] {
        return place.trials(record("a", "liquid", v + "units = [0, 1500]\n") +
                            record("b", "e", h + "units = \"0:4000:400\"\n") +
                            record("c", "e", h + "units = \"inhibitory\"\n") + record("d", "e", h + "from = 40\n") +
                            record("e", "liquid", v + "from = 39\n") + record("f", "liquid", v + "from = 37.5\n") +
                            record("g", "liquid", v + "units = \"1499:4000:3000\"\n"));
    });
    REQUIRE(problems.size() == 4);
    CHECK(problems[0].key == "record.a.units");
    CHECK(problems[0].message == "names unit 1500, but there are 1500: 0 to 1499");
    CHECK(problems[1].key == "record.b.units");
    CHECK(problems[1].message.find("names unit 3600") != std::string::npos);
    CHECK(problems[2].key == "record.c.units");
    CHECK(problems[2].message == "has no unit: none of them is inhibitory");
    CHECK(problems[3].key == "record.d.from");
    CHECK(problems[3].message == "is 40 ms, but the longest trial lasts 40 ms");
    const Models single(1);
    const auto late =
        problems_of([&] { return single.trials(record("v", "liquid", "state = \"V_m\"\nperiod = 15\nfrom = 31\n")); });
    REQUIRE(late.size() == 1);
    CHECK(late[0].key == "record.v.from");
    CHECK(late[0].message.find("from when on there is no sample: they are taken every 15 ms") != std::string::npos);
}
