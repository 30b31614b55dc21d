// A plugin that does everything wrong: each fault is refused by name, with neither a signal nor a hang.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>

#include "../end_to_end/command.hpp"
#include "limen/hdf5.hpp"

using namespace limen::test;

namespace {

// A population of the plugin, with whatever else the model names.
const std::string unit = "[simulation]\nstop = 100\n[population.p]\nmodel = \"bad\"\n";
const std::string neuron = "[simulation]\nstop = 100\n[population.p]\nmodel = \"lif\"\nsize = 10\n";
const std::string recorded = "[record.x]\npopulation = \"p\"\nstate = \"x\"\nperiod = 5\n";
const std::string rule = "[projection.q]\nsource = \"p\"\ntarget = \"p\"\nweight = 1\nrule = \"bad_rule\"\n";
const std::string drive = "[drive.d]\ntarget = \"p\"\nmodel = \"bad_drive\"\n";
const std::string reader =
    "[population.e]\nmodel = \"esn\"\nsize = 5\ndata = \"d\"\n[data.d]\nreader = \"bad_reader\"\n";
const std::string rates =
    "[data.d]\nreader = \"bad_reader\"\nframe = 10\n[record.x]\npopulation = \"p\"\nstate = \"x\"\nperiod = 10\n"
    "[population.p]\nmodel = \"bad_rates\"\ndata = \"d\"\n";

// With the plugin of misbehaving/ on the search path.
class Misbehaving {
public:
    Misbehaving() { setenv("LIMEN_PLUGIN_PATH", LIMEN_BINARY_DIR "/tests/misbehaving", 1); }
    ~Misbehaving() { unsetenv("LIMEN_PLUGIN_PATH"); }
    Outcome run(const std::string& model) const {
        write_file(place / "m.toml", model);
        return place.limen({"run", "m.toml", "-o", "out", "--force", "--quiet"});
    }
    Workplace place;
};

struct Case {
    const char* mode;
    const char* told;
};

// Runs the model with each mode at its end, and looks for what must be told beside `who`.
void check(const std::string& model, const std::string& who, const std::vector<Case>& cases) {
    const Misbehaving misbehaving;
    for (const auto& [mode, told] : cases) {
        CAPTURE(std::string(mode));
        const Outcome outcome = misbehaving.run(model + "mode = \"" + mode + "\"\n");
        CAPTURE(outcome.err);
        CHECK((outcome.code == 1 || outcome.code == 2));
        CHECK(holds(outcome.err, who));
        CHECK(holds(outcome.err, told));
    }
}

const std::string population_name = "plugin \"misbehaving\", population \"bad\" of [population.p]: ";
const std::string rates_name = "plugin \"misbehaving\", population \"bad_rates\" of [population.p]: ";
const std::string rule_name = "plugin \"misbehaving\", connection rule \"bad_rule\" of [projection.q]: ";
const std::string drive_name = "plugin \"misbehaving\", drive \"bad_drive\" of [drive.d]: ";
const std::string reader_name = "plugin \"misbehaving\", data reader \"bad_reader\" of [data.d]: ";

}  // namespace

TEST_CASE("what the bad plugin is asked for without a bad mode, it does") {
    const Misbehaving misbehaving;
    for (const std::string& model : {recorded + rule + unit, drive + neuron, rates, reader}) {
        const Outcome outcome = misbehaving.run(model);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 0);
    }
}

TEST_CASE("a population that says nonsense of itself is refused before it runs") {
    check(recorded + unit, population_name,
          {{"make_null", "made no population: it returned a null pointer"},
           {"null_state", "made no state (make_state)"},
           {"size_0", "no units"},
           {"block_0", "blocks of 0 units"},
           {"block_big", "blocks of 1048576 units"},
           {"excitatory", "15 of its 10 units are excitatory"},
           {"slice_0", "slices of at most 0 ms"},
           {"slice_nan", "slices of at most nan ms"},
           {"slice_below", "slices of at most -1 ms"},
           {"positions", "3 positions for 10 units"},
           {"scales_few", "3 incoming scales for 10 units"},
           {"scales_nan", "an incoming scale of nan"},
           {"settle_smaller", "has learnt to be 3 units"}});
}

TEST_CASE("a fault of a running population is told with the plugin, the offer, the table and the moment") {
    check(recorded + unit, population_name,
          {{"throw_std", "failed at 49 ms of trial 0: out of ideas"},
           {"throw_error", "failed at 49 ms of trial 0: out of ideas"},
           {"throw_parameter", "failed at 49 ms of trial 0: is bad after all"},
           {"throw_data", "failed at 49 ms of trial 0: some.file"},
           {"throw_model", "failed at 49 ms of trial 0: "},
           {"throw_int", "failed at 49 ms of trial 0 with an unknown exception"},
           {"throw_alloc", "failed at 49 ms of trial 0: there is not enough memory"},
           {"start_throw_error", "failed at the start of trial 0: out of ideas"},
           {"state_throw_error", "failed while it made a state: out of ideas"},
           {"examine_throw_error", "failed: out of ideas"},
           {"make_throw_error", "failed: out of ideas"},
           {"make_throw_std", "failed: out of ideas"},
           {"prepare_throw_parameter", "failed at 21 ms of trial 0: is bad after all"},
           {"nan_spike", "failed at 49 ms of trial 0: emitted a spike of unit 0 at nan ms"},
           {"late_spike", "emitted a spike of unit 0 at 1 ms of a slice of 1 ms"},
           {"early_spike", "emitted a spike of unit 0 at -1e-09 ms"},
           {"other_unit", "emitted a spike of unit 10"}});
}

TEST_CASE("samples that are not written, or not finite, are refused and never recorded") {
    check(recorded + unit, population_name,
          {{"no_sample", "failed at 5 ms of a trial: did not write the sample of unit 0 for [record.x]"},
           {"nan_sample", "failed at 5 ms of a trial: wrote the sample of unit 9 for [record.x] as nan"},
           {"endless_sample", "as inf, which is not finite"}});
    check(rates, rates_name,
          {{"no_sample", "failed at 10 ms of a trial: did not write the sample of unit 0 for [record.x]"},
           {"nan_sample", "failed at 10 ms of a trial: wrote the sample of unit 0 for [record.x] as nan"}});
}

TEST_CASE("units of rates that misbehave are told like any other") {
    check(rates, rates_name,
          {{"null_state", "made no state of rates"},
           {"throw_error", "failed at 40 ms of a trial: out of ideas"},
           {"throw_int", "failed at 40 ms of a trial with an unknown exception"},
           {"adapt_throw_error", "failed: out of ideas"}});
    check("[simulation]\n[population.q]\nmodel = \"esn\"\nsize = 3\ndata = \"d\"\n" + rates, rates_name,
          {{"throw_std", "failed at 40 ms of a trial: out of ideas"}});
}

TEST_CASE("a connection rule that names sources which are not there, or changes its mind, is refused") {
    check(neuron + rule, rule_name,
          {{"out_of_range", "gave target 0 the source 1000000, but there are 10 sources"},
           {"one_beyond", "gave target 9 the source 10, but there are 10 sources"},
           {"rounds_differ", "other sources when it was asked again"},
           {"rounds_move", "other sources when it was asked again"},
           {"factors_none", "1 sources, but 0 relative weights"},
           {"factors_many", "1 sources, but 2 relative weights"},
           {"factor_nan", "the relative weight nan"},
           {"factor_below", "the relative weight -1"},
           {"expects_nan", "expects nan synapses"},
           {"make_null", "made no connection rule"},
           {"make_throw_error", "failed: out of ideas"},
           {"prepare_throw_error", "failed: out of ideas"},
           {"throw_std", "failed at the sources of target 0: out of ideas"},
           {"throw_error", "failed at the sources of target 0: out of ideas"},
           {"throw_parameter", "failed at the sources of target 0: is bad after all"},
           {"throw_int", "failed at the sources of target 0 with an unknown exception"}});
    // Within another plugin's population too.
    check(
        "[population.e]\nmodel = \"esn\"\nsize = 10\ndata = \"d\"\nreservoir = \"bad_rule\"\n"
        "[data.d]\nreader = \"memory\"\n[population.e.rule]\n",
        "connection rule \"bad_rule\" of [population.e]",
        {{"out_of_range", "gave target 0 the source 1000000"},
         {"throw_error", "failed at the sources of target 0: out of ideas"},
         {"make_null", "made no connection rule"}});
}

TEST_CASE("a drive whose inputs or currents do not fit their slice and block is refused") {
    check(neuron + drive, drive_name,
          {{"make_null", "made no drive"},
           {"throw_error", "failed at 0 ms of trial 0: out of ideas"},
           {"nan_weight", "inputs of weight nan"},
           {"nan_input", "an input at nan ms"},
           {"early_input", "an input at -1 ms"},
           {"late_input", "an input at 1 ms of a slice of 1 ms"},
           {"few_targets", "1 offsets of inputs, but 0 targets"},
           {"other_unit", "an input to unit 60000 of a block of 10 units"},
           {"receptor", "for receptor 8, but its target has 1"},
           {"current_order", "they must be sorted"},
           {"current_late", "a current at 1 ms of a slice of 1 ms"},
           {"current_nan", "a current at nan ms"},
           {"current_small", "1 currents for a block of 10 units"},
           {"current_endless", "the current inf, which is not finite"}});
    check(unit + drive, drive_name, {{"current", "gave a current, but the units of its target take none"}});
}

TEST_CASE("trials whose sizes, labels, splits or numbers do not fit each other are refused before anything runs") {
    check(reader, reader_name,
          {{"no_splits", "0 splits for 8 trials"},
           {"few_splits", "7 splits for 8 trials"},
           {"split_beyond", "gives trial 0 the split 9"},
           {"few_labels", "7 labels for 8 trials"},
           {"no_classes", "the label 0, but there are 0 classes"},
           {"label_beyond", "the label 7, but there are 2 classes"},
           {"label_below", "the label -5"},
           {"short_values", "30 value numbers; its 80 frames of 2 value channels need 160"},
           {"long_values", "1000 value numbers"},
           {"nan_values", "the value nan in frame 1, channel 1"},
           {"short_targets", "0 target numbers"},
           {"offsets_fall", "offsets that fall from 10 to 5 at trial 1"},
           {"offsets_wrap", "value numbers"},
           {"offsets_begin", "offsets that do not begin with 0"},
           {"offsets_empty", "has no offsets"},
           {"events_of_none", "16 spikes, but of no units"},
           {"event_offsets_none", "0 event offsets for 8 trials"},
           {"event_offsets_beyond", "event offsets that end with 17"},
           {"event_unit", "a spike of unit 3 in trial 0"},
           {"event_order", "a spike at 2 ms after 5 ms in trial 0"},
           {"event_nan", "a spike at nan ms"},
           {"event_below", "a spike at -1 ms"},
           {"throw_error", "failed: out of ideas"},
           {"throw_int", "failed with an unknown exception"}});
    check(reader, "data.d", {{"no_trials", "holds no trials"}, {"throw_parameter", "is bad after all"}});
}

TEST_CASE("a trainer that throws is told with its table") {
    const std::string trainer =
        "[record.h]\npopulation = \"e\"\nstate = \"h\"\nperiod = 1\n[readout.r]\ntrainer = \"bad_trainer\"\n";
    check(reader + trainer, "plugin \"misbehaving\", trainer \"bad_trainer\" of [readout.r]: ",
          {{"throw_error", "failed: out of ideas"}, {"throw_std", "failed: out of ideas"}});
}

TEST_CASE("one Ctrl-C ends a run at once though a plugin never comes back, and leaves the recording readable") {
    const Misbehaving misbehaving;
    const Workplace& place = misbehaving.place;
    const std::string at_work = "mode = \"hang\"\n";
    for (const std::string& model : {recorded + unit + at_work, rates + at_work, neuron + rule + at_work,
                                     neuron + drive + at_work, reader + at_work}) {
        CAPTURE(model);
        write_file(place / "m.toml", model);
        const pid_t run = place.start({"run", "m.toml", "-o", "out", "--force", "--threads", "1"});
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
        const auto asked = std::chrono::steady_clock::now();
        kill(run, SIGINT);
        const Outcome outcome = place.finish(run);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - asked;
        CAPTURE(outcome.err);
        CHECK((outcome.code == 3 || outcome.code == -SIGINT));
        CHECK(took.count() < 10);  // 0.2 s on a machine that has nothing else to do
        // While a run is built nothing has to be waited for; later the plugin is what kept it.
        if (outcome.code == 3) CHECK(holds(outcome.err, "interrupted"));
        const Outcome seen = place.limen({"inspect", "out/run.h5.part"});
        if (model == recorded + unit + at_work) CHECK(seen.code == 0);
    }
}

// The neuron of the plugin guide, which takes weights in mV on one receptor, and no currents.
TEST_CASE("what the guide's neuron does not take is refused, and its weights are in mV") {
    const Workplace place;
    setenv("LIMEN_PLUGIN_PATH", LIMEN_BINARY_DIR "/docs/plugins", 1);
    const std::string delta = "[simulation]\nstop = 10\n[population.p]\nmodel = \"lif_delta\"\nsize = 4\n";
    const auto validate = [&](const std::string& more) {
        write_file(place / "m.toml", delta + more);
        const Outcome outcome = place.limen({"validate", "m.toml"});
        return outcome.code == 2 ? outcome.err : "not refused";
    };
    const std::string to_itself = "[projection.q]\nsource = \"p\"\ntarget = \"p\"\nrule = \"ring\"\n";
    CHECK(holds(validate("[drive.d]\ntarget = \"p\"\nmodel = \"step_current\"\ntimes = [0]\nvalues = [500]\n"),
                "the units of \"p\" take no currents"));
    CHECK(holds(validate(to_itself + "weight = 1\nreceptor = 2\n"), "receptor: is 2, but \"p\" has 1"));
    CHECK(holds(validate("[drive.d]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = 1\nweight = 1\nreceptor = 2\n"),
                "receptor: is 2, but \"p\" has 1"));
    CHECK(holds(validate(to_itself + "weight = 1\nstdp = true\nw_max = 2\n"), "take no synapses with states"));
    CHECK(holds(validate(to_itself + "weight = \"1\"\n"), "it is in mV already"));
    CHECK(holds(validate("[drive.d]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = 1\nweight = \"1\"\n"),
                "it is in mV already"));
    CHECK(holds(validate("[population.z]\nmodel = \"lif_delta\"\nsize = 4294967297\n"),
                "size: is 4294967297; a population has at most 4294967295 units"));
    CHECK(holds(place.limen({"describe", "lif_delta"}).out, "mV, ms"));
    write_file(place / "m.toml",
               delta + to_itself + "weight = 1\n[record.w]\npopulation = \"p\"\nstate = \"synapses\"\n");
    CHECK(place.limen({"run", "m.toml", "-o", "out"}).code == 0);
    unsetenv("LIMEN_PLUGIN_PATH");
    const limen::h5::File file = limen::h5::File::open(place / "out/run.h5");
    CHECK(file.text_attribute("/edges/p_to_p/0/syn_weight", "units") == "mV");
}

TEST_CASE("weights of delta synapses are in mV, those of currents in pA") {
    const Workplace place;
    for (const auto& [synapse, unit] : {std::pair("delta", "mV"), std::pair("exponential", "pA")}) {
        write_file(place / "m.toml", neuron + "synapse = \"" + synapse +
                                         "\"\n[projection.q]\nsource = \"p\"\ntarget = \"p\"\nrule = \"one_to_one\"\n"
                                         "weight = 1\n[record.w]\npopulation = \"p\"\nstate = \"synapses\"\n");
        CHECK(place.limen({"run", "m.toml", "-o", "out", "--force"}).code == 0);
        const limen::h5::File file = limen::h5::File::open(place / "out/run.h5");
        CHECK(file.text_attribute("/edges/p_to_p/0/syn_weight", "units") == unit);
    }
}

TEST_CASE("nothing can be sent to units that only play their data") {
    const Workplace place;
    write_file(place / "m.toml",
               "[data.u]\nreader = \"memory\"\n[population.e]\nmodel = \"poisson_encoder\"\ndata = \"u\"\n"
               "[drive.d]\ntarget = \"e\"\nmodel = \"poisson\"\nrate = 1\nweight = 1\n");
    const Outcome outcome = place.limen({"validate", "m.toml"});
    CHECK(outcome.code == 2);
    CHECK(holds(outcome.err, "take no inputs of this sign"));
}
