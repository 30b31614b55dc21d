// Models with something wrong, and what each must be told: where, what, and the nearest right name.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <ctime>
#include <string>
#include <vector>

#include "../sim/model/fake_plugins.hpp"
#include "limen/model/model.hpp"

using namespace limen;
using fake::host;

namespace {

struct Case {
    const char* text;
    const char* where;                 // "line:column", the first thing after the file's name; "" for the file itself
    std::vector<const char*> message;  // what the first problem must say
};

std::vector<Problem> problems_of(const std::string& text, const ModelOptions& options = {}) {
    try {
        parse_model(text, "m.toml", host(), options);
    } catch (const ModelError& error) {
        return error.problems();
    }
    return {};
}

void check(const std::string& text, const Case& wanted, const ModelOptions& options = {}) {
    CAPTURE(text);
    const std::vector<Problem> problems = problems_of(text, options);
    REQUIRE(problems.size() == 1);
    const std::string told = describe(problems[0]);
    CAPTURE(told);
    if (options.overrides.empty()) {
        const std::string start = std::string("m.toml:") + wanted.where;
        CHECK(told.substr(0, start.size()) == start);
    }
    for (const char* part : wanted.message) {
        CAPTURE(part);
        CHECK(told.find(part) != std::string::npos);
    }
}

// Lines 1 to 4; a case goes on in line 5, within [population.p].
const std::string start = "[simulation]\nstop = 10\n[population.p]\nmodel = \"unit\"\n";
// Lines 1 to 7, with data; a case goes on in line 8.
const std::string with_data =
    "[data.d]\nreader = \"file\"\n[population.p]\nmodel = \"unit\"\n[population.r]\nmodel = \"rate\"\ndata = \"d\"\n";

}  // namespace

TEST_CASE("text that is not TOML is refused at the parser's line and column") {
    for (const Case& c : std::vector<Case>{{"a = ", "1:5", {}},
                                           {"[simulation]\nseed = \"x", "2:10", {}},
                                           {"[simulation\nseed = 1", "1:12", {}},
                                           {"[simulation]\nseed = 1\nseed = 2\n", "3:", {"seed"}},
                                           {"[population.p]\n[population.p]\n", "2:", {"population.p"}},
                                           {"x = \"\xff\"", "1:", {"utf-8"}},
                                           {"[simulation]\nseed = 9223372036854775808\n", "2:", {}},
                                           {"x = 1e400\n", "1:", {"1e400"}}})
        check(c.text, c);
}

TEST_CASE("nesting ten thousand deep is refused, not followed") {
    CHECK(problems_of("a = " + std::string(10000, '[') + std::string(10000, ']')).size() == 1);
}

TEST_CASE("keys of ten thousand parts, and lists deeper than any model's, are refused at their place") {
    std::string key = "a";
    for (int i = 1; i < 10000; ++i) key += ".a";
    for (const std::string& text :
         {"[" + key + "]\n", key + " = 1\n", std::string("x = [1]\ny = ") + std::string(40, '['),
          "x = " + std::string(40, '{')}) {
        const auto problems = problems_of(text);
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].message == "nests deeper than 32 levels, which no model does");
        CHECK(problems[0].place.line > 0);
    }
    const auto overridden = problems_of(start, {{{"population.p.size", std::string(10000, '[')}}});
    REQUIRE(overridden.size() == 1);
    CHECK(overridden[0].message.find("nests too deep") != std::string::npos);
}

TEST_CASE("synapses of two pairs of populations that a recording would give one name are refused") {
    std::string text = "[simulation]\nstop = 1\n";
    for (const char* name : {"a", "a_to_b", "b_to_c", "c"})
        text += std::string("[population.") + name + "]\nmodel = \"unit\"\n";
    text +=
        "[projection.x]\nsource = \"a\"\ntarget = \"b_to_c\"\nrule = \"pairs\"\nweight = 1\n"
        "[projection.y]\nsource = \"a_to_b\"\ntarget = \"c\"\nrule = \"pairs\"\nweight = 1\n"
        "[record.r]\npopulation = \"b_to_c\"\nstate = \"synapses\"\n";
    CHECK(problems_of(text).empty());  // those to "c" are not recorded
    const auto problems = problems_of(text + "[record.s]\npopulation = \"c\"\nstate = \"synapses\"\n");
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].key == "record.s.population");
    CHECK(problems[0].message.find("from \"a\" to \"b_to_c\"") != std::string::npos);
}

TEST_CASE("a hundred thousand populations, and many wrong names, take as much longer to read as they are more") {
    // Of the processor, because a machine may be loaded.
    const auto time_of = [](int populations, int names) {
        std::string text = "[simulation]\nstop = 1\n";
        for (int i = 0; i < populations; ++i) text += fmt::format("[population.p{}]\nmodel = \"unit\"\n", i);
        const std::clock_t begin = std::clock();
        CHECK(problems_of(text).empty());
        for (int i = 0; i < names; ++i)
            text += fmt::format("[record.r{}]\npopulation = \"absent{}\"\nstate = \"spikes\"\n", i, i);
        CHECK(problems_of(text).size() == static_cast<std::size_t>(names));
        return static_cast<double>(std::clock() - begin);
    };
    // Ten times as many; where each is compared with all others, it would be a hundred times as long.
    CHECK(time_of(100'000, 20'000) < 40 * time_of(10'000, 2'000));
}

TEST_CASE("an empty model says everything that it lacks") {
    const auto problems = problems_of("");
    REQUIRE(problems.size() == 2);
    CHECK(problems[0].message.find("[population.*]") != std::string::npos);
    CHECK(problems[1].key == "simulation.stop");
    CHECK(problems_of("[simulation]\nstop = 1\n[population]\n").size() == 1);
}

TEST_CASE("unknown tables and keys are named with the nearest right one") {
    for (const Case& c : std::vector<Case>{
             {"siez = 3\n", "5:1", {"population.p.siez", "did you mean \"size\"?"}},
             {"modle = 3\n", "5:1", {"did you mean \"model\"?"}},
             {"quux = 3\n", "5:1", {"known are:", "size", "tau"}},
             {"[poplation.x]\n", "5:1", {"poplation", "did you mean \"population\"?"}},
             {"[drive.x]\ntarget = \"p\"\nmodel = \"noise\"\nrat = 3\n", "8:1", {"drive.x.rat", "\"rate\""}}})
        check(start + c.text, c);
    check("[simulation]\nstop = 1\nsede = 1\n[population.p]\nmodel = \"unit\"\n", {"", "3:1", {"\"seed\""}});
}

TEST_CASE("a value of the wrong type is told what it is and what it must be") {
    for (const Case& c : std::vector<Case>{{"size = \"many\"\n", "5:8", {"is a string", "must be an integer"}},
                                           {"size = 3.5\n", "5:8", {"is a number", "must be an integer"}},
                                           {"tau = \"20 ms\"\n", "5:7", {"must be a number", "in ms already"}},
                                           {"tau = true\n", "5:7", {"is true or false", "must be a number"}},
                                           {"held = 1\n", "5:8", {"is an integer", "must be true or false"}},
                                           {"grid = [1, \"a\"]\n", "5:8", {"list of mixed", "list of numbers"}},
                                           {"tau = 1979-05-27\n", "5:7", {"date", "must be a number"}},
                                           {"tau = {a = 1}\n", "5:7", {"table", "must be a number"}},
                                           {"[[record]]\n", "5:1", {"[record.name]"}}})
        check(start + c.text, c);
    check("[simulation]\nstop = 1\n[population]\np = 3\n", {"", "4:5", {"population.p", "must be a table"}});
    check("simulation = 3\n[data.d]\nreader = \"file\"\n[population.p]\nmodel = \"unit\"\n", {"", "1:14", {"table"}});
}

TEST_CASE("a value out of its range is told the range with its unit") {
    for (const Case& c : std::vector<Case>{{"size = 0\n", "5:8", {"is 0", "greater than 0"}},
                                           {"tau = 0\n", "5:7", {"is 0 ms", "greater than 0"}},
                                           {"tau = -0.0\n", "5:7", {"greater than 0"}},
                                           {"tau = nan\n", "5:7", {"is nan", "finite"}},
                                           {"E = -inf\n", "5:5", {"is -inf", "finite"}},
                                           {"share = 1.5\n", "5:9", {"is 1.5", "from 0 to 1"}},
                                           {"grid = [1, 0]\n", "5:8", {"entry 2", "greater than 0"}},
                                           {"shape = \"beta\"\n", "5:9", {"\"beta\"", "exp, alpha"}}})
        check(start + c.text, c);
    const std::string population = "[population.p]\nmodel = \"unit\"\n";
    check("[simulation]\nstop = 1\nseed = -1\n" + population, {"", "3:8", {"is -1", "0 or more"}});
    check("[simulation]\nstop = -1\n" + population + "[data.d]\nreader = \"file\"\n", {"", "2:8", {"-1 ms"}});
}

TEST_CASE("what is missing or empty is told with its meaning") {
    for (const Case& c : std::vector<Case>{{"[record.x]\npopulation = \"p\"\n", "5:1", {"lacks \"state\""}},
                                           {"[record.x]\nstate = \"spikes\"\n", "5:1", {"lacks \"population\""}},
                                           {"[population.q]\nsize = 1\n", "5:1", {"population.q", "lacks \"model\""}},
                                           {"[population.q]\nmodel = \"\"\n", "6:9", {"must not be empty"}},
                                           {"[readout.q]\ntrainer = \"line\"\n", "5:1", {"lacks \"record\""}},
                                           {"[drive.q]\ntarget = []\nmodel = \"noise\"\n", "6:10", {"not be empty"}},
                                           {"[drive.q]\nmodel = \"noise\"\n", "5:1", {"lacks \"target\""}}})
        check(start + c.text, c);
    check("[population.p]\nmodel = \"unit\"\n", {"", "", {"simulation.stop", "must be given in ms"}});
    check("[simulation]\nstop = 5\n" + with_data, {"", "2:8", {"simulation.stop", "must be left out"}});
}

TEST_CASE("a name that no plugin offers is told the nearest, or all of its kind") {
    for (const Case& c : std::vector<Case>{
             {"[population.q]\nmodel = \"units\"\n", "6:9", {"population \"units\"", "did you mean \"unit\"?"}},
             {"[population.q]\nmodel = \"xyzzy\"\n", "6:9", {"known are: net, rate, unit"}},
             {"[drive.q]\ntarget = \"p\"\nmodel = \"nose\"\n", "7:9", {"drive \"nose\"", "\"noise\""}},
             {"[readout.q]\ntrainer = \"lime\"\n", "6:11", {"trainer \"lime\"", "\"line\""}},
             {"[projection.q]\nsource=\"p\"\ntarget=\"p\"\nweight=1\nrule=\"pears\"\n", "9:6", {"rule", "\"pairs\""}}})
        check(start + c.text, c);
}

TEST_CASE("without any plugin the message says where plugins were looked for") {
    PluginHost none;
    none.load_folders({"/nowhere/plugins"});
    try {
        parse_model(start, "m.toml", none);
        FAIL("must be refused");
    } catch (const ModelError& error) {
        CHECK(std::string(error.what()).find("no plugin was found: looked for liblimen_*.so in /nowhere/plugins") !=
              std::string::npos);
    }
}

TEST_CASE("a rule within a population is told what is wrong with it at its key") {
    const std::string net = "[simulation]\nstop = 10\n[population.p]\nmodel = \"net\"\n";
    for (const Case& c : std::vector<Case>{
             {"kind = \"pair\"\n", "5:8", {"is \"pair\"", "star, tree, pairs", "did you mean \"pairs\"?"}},
             {"kind = \"pairs\"\n[population.p.rule]\nin_degre = 2\n", "7:1", {"p.rule.in_degre", "\"in_degree\""}},
             {"kind = \"pairs\"\nrule = {in_degree = -1}\n", "6:", {"population.p.rule.in_degree", "0 or more"}},
             {"kind = \"pairs\"\nrule = 3\n", "6:8", {"population.p.rule", "must be a table"}},
             {"kind = \"tree\"\nrule = {in_degree = 1}\n", "6:8", {"says nothing with kind = \"tree\""}},
             {"kind = \"pairs\"\narms = 3\n", "6:8", {"population.p.arms", "says nothing without a star"}},
             {"kind = \"tree\"\narms = 3\n", "6:8", {"population.p.arms", "says nothing without a star"}},
             {"kind = \"strat\"\narms = 3\n", "5:8", {"did you mean \"star\"?"}}})
        check(net + c.text, c);
    check(start + "rule = {in_degree = 1}\n", {"", "5:1", {"population.p.rule", "is not a key of this table"}});
}

TEST_CASE("a reference to something that is not there is told the nearest name") {
    for (const Case& c : std::vector<Case>{
             {"[record.x]\npopulation = \"liquid\"\nstate = \"spikes\"\n",
              "6:14",
              {"population \"liquid\"", "known are: p"}},
             {"[drive.x]\ntarget = [\"p\", \"other\"]\nmodel = \"noise\"\n", "6:10", {"population \"other\""}},
             {"[drive.x]\ntarget = [\"p\", \"p\"]\nmodel = \"noise\"\n", "6:10", {"\"p\" twice"}},
             {"[drive.x]\ntarget = \"p\"\nmodel = \"feed\"\ndata = \"d\"\n", "8:8", {"data \"d\"", "there are none"}},
             {"[drive.x]\ntarget = \"p\"\nmodel = \"feed\"\n", "5:1", {"lacks \"data\""}},
             {"[drive.x]\ntarget = \"p\"\nmodel = \"noise\"\ndata = \"d\"\n", "8:8", {"takes no data"}},
             {"[readout.x]\ntrainer = \"line\"\nrecord = \"y\"\n", "7:10", {"record \"y\"", "there are none"}}})
        check(start + c.text, c);
}

TEST_CASE("a record of units or of times that cannot be is told why") {
    const std::string v = "[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 1\n";
    const std::string spikes = "[record.x]\npopulation = \"p\"\nstate = \"spikes\"\n";
    const std::string synapses = "[record.x]\npopulation = \"p\"\nstate = \"synapses\"\n";
    const auto case_of = [](const std::string& text, const char* where, std::vector<const char*> message) {
        check(start + text, {text.c_str(), where, std::move(message)});
    };
    case_of(v + "units = []\n", "9:9", {"record.x.units", "is empty"});
    case_of(v + "units = [0, 3, 0]\n", "9:9", {"names unit 0 twice"});
    case_of(v + "units = [0.5]\n", "9:9", {"holds 0.5"});
    case_of(v + "units = [-1]\n", "9:9", {"holds -1"});
    case_of(v + "units = [0, \"1:3\"]\n", "9:9", {"list of mixed things"});
    case_of(v + "units = [\"0:3\"]\n", "9:9", {"must be a list of numbers"});
    case_of(v + "units = true\n", "9:9", {"must be a list of numbers"});
    case_of(v + "units = \"inhibitry\"\n", "9:9", {"did you mean \"inhibitory\"?"});
    case_of(v + "units = \"5:2\"\n", "9:9", {"a range without a unit"});
    case_of(v + "unit = [0]\n", "9:1", {"did you mean \"units\"?"});
    case_of(v + "from = -1\n", "9:8", {"0 or more"});
    case_of(v + "from = 3\nuntil = 3\n", "10:9", {"it must be more than \"from\", 3 ms"});
    case_of(v + "from = 2.1\nuntil = 2.9\n", "10:9", {"there is no sample", "every 1 ms"});
    case_of(v + "from = 10\n", "9:8", {"is 10 ms, but the run ends at 10 ms"});
    case_of("[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 4\nfrom = 9\n", "9:8",
            {"to the end of the run at 10 ms there is no sample"});
    case_of(spikes + "from = 11\n", "8:8", {"the run ends at 10 ms"});
    case_of(spikes + "until = \"end\"\n", "8:9", {"must be a number"});
    case_of(synapses + "units = [0]\n", "8:9", {"synapses are recorded all at once; leave \"units\" out"});
    case_of(synapses + "from = 1\n", "8:8", {"leave \"from\" out"});
    case_of(synapses + "until = 1\n", "8:9", {"leave \"until\" out"});
    for (const char* other : {"", "units = [1]\n", "units = [0]\nfrom = 2\n"})
        case_of(spikes + "units = [0]\n[record.y]\npopulation = \"p\"\nstate = \"spikes\"\n" + other, "",
                {"record.y", "is not that of [record.x]"});
    CHECK(problems_of(start + spikes + "units = [0]\n[record.y]\npopulation = \"p\"\nstate = \"spikes\"\nunits = [0]\n")
              .empty());
    // All at once.
    CHECK(problems_of(start + v + "units = []\nfrom = 3\nuntil = 2\nperoid = 1\n").size() == 3);
}

TEST_CASE("a record that does not fit its population is told what would") {
    for (const Case& c : std::vector<Case>{
             {"[record.x]\npopulation = \"p\"\nstate = \"V\"\nperiod = 1\n", "7:9", {"state \"V\"", "V_m"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\n", "5:1", {"record.x.period", "must be given"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 0\n", "8:10", {"must be given"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = -1\n", "", {"-1 ms", "0 or more"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 11\n", "8:10", {"longer than the run"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"spikes\"\nperiod = 1\n", "8:10", {"leave the period out"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"spikes\"\nprecision = \"double\"\n",
              "8:13",
              {"leave the precision out"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"synapses\"\nprecision = \"single\"\n",
              "8:13",
              {"leave the precision out"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 1\nprecision = \"dubble\"\n",
              "9:13",
              {"single, double", "did you mean \"double\"?"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 1\nprecision = 64\n",
              "9:13",
              {"must be a string"}},
             {"[record.x]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 1\nprecisoin = \"double\"\n",
              "9:1",
              {"did you mean \"precision\"?"}}}) {
        CAPTURE(c.text);
        const auto problems = problems_of(start + c.text);
        REQUIRE_FALSE(problems.empty());
        const std::string told = describe(problems[0]);
        CAPTURE(told);
        CHECK(told.substr(0, 7 + std::string(c.where).size()) == std::string("m.toml:") + c.where);
        for (const char* part : c.message) CHECK(told.find(part) != std::string::npos);
    }
    check(with_data + "[record.x]\npopulation = \"r\"\nstate = \"spikes\"\n", {"", "10:9", {"known are: h"}});
}

TEST_CASE("a projection that cannot be is told why") {
    const std::string ends = "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nrule = \"pairs\"\n";
    check(start + ends, {"", "5:1", {"lacks \"weight\""}});
    check(start + ends + "weight = -1\nsource_part = \"excitatory\"\n", {"", "9:10", {"must not be negative"}});
    check(start + ends + "weight = 1\nsource_part = \"inhibitory\"\n", {"", "9:10", {"must not be positive"}});
    check(start + ends + "weight = 1e39\n", {"", "9:10", {"must be at most 1e+12"}});
    check(start + ends + "weight = 0\nweight_spread = 1\n", {"", "10:17", {"must be 0 where the weight is 0"}});
    check(start + ends + "weight = 1\nweight_law = \"gauss\"\n", {"", "10:14", {"normal, lognormal, uniform"}});
    const std::string drawn = start + ends + "weight = 1\ndelay_spread = 0.5\n";
    check(drawn + "delay_resolution = -1\n", {"", "11:20", {"is -1 ms", "0 or more"}});
    check(drawn + "delay_resolution = nan\n", {"", "11:20", {"finite"}});
    check(drawn + "delay_min = nan\ndelay_resolution = 0\n", {"", "11:13", {"finite"}});
    check(drawn + "delay_min = 1e-7\ndelay_resolution = 0\n", {"", "11:13", {"at least 1e-06 ms"}});
    check(drawn + "delay_min = 1e-4\ndelay_resolution = 0\n",
          {"", "11:13", {"from 0.0001 to 3.5 ms", "at most 4096 times the shortest"}});
    check(start + ends + "weight = 1\ndelay = 1e31\ndelay_min = 1e30\ndelay_spread = 1e30\ndelay_resolution = 0\n",
          {"", "10:9", {"is 1e+31 ms", "at most 1e+30 ms"}});
    check(drawn + "delay_resolution = 0.0001\n", {"", "11:20", {"delays; a projection has at most 4096"}});
    check(drawn + "delay_resolution = 1e-310\n", {"", "11:20", {"at most 4096"}});
    check(drawn + "delay_resolution = 3\n", {"", "11:20", {"not be above the delay, which is 1 ms"}});
    check(drawn + "delay_min = 2\n", {"", "5:1", {"delay", "is 1 ms; it must not be below delay_min, which is 2 ms"}});
    check(start + ends + "weight = 1\ndelay_min = 2\n", {"", "5:1", {"must not be below delay_min"}});
    check(drawn + "delay_min = 1e-300\ndelay_resolution=1e-3\ndelay=1e-3\n", {"", "10:16", {"ten times the delay"}});
    check(drawn + "delay_law = \"gauss\"\n", {"", "11:13", {"normal, lognormal, uniform"}});
    check(start + ends + "weight = 1\ndelay_spread = -1\n", {"", "10:16", {"0 or"}});
    check(start + ends + "weight = 1\ndelay = 0\n", {"", "10:9", {"is 0 ms", "greater than 0"}});
    check(start + ends + "weight = 1\ndelay = 1e-300\n", {"", "10:9", {"10^10"}});
    check(start + ends + "weight = 1\ntarget_part = \"exc\"\n", {"", "10:15", {"all, excitatory, inhibitory"}});
    check(with_data + "[projection.x]\nsource = \"r\"\ntarget = \"p\"\nrule = \"pairs\"\nweight = 1\n",
          {"", "9:10", {"\"r\" do not spike"}});
    check(with_data + "[projection.x]\nsource = \"p\"\ntarget = \"r\"\nrule = \"pairs\"\nweight = 1\n",
          {"", "10:10", {"\"r\" do not spike; they take nothing but their \"data\""}});
    check(with_data + "[drive.x]\ntarget = \"r\"\nmodel = \"noise\"\n",
          {"", "9:10", {"\"r\" do not spike; they take nothing but their \"data\""}});
}

TEST_CASE("short-term plasticity that cannot be is told why, with its key and limit") {
    const std::string ends = start + "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nrule = \"pairs\"\nweight = 1\n";
    check(ends + "U = 1.5\n", {"", "10:5", {"projection.x.U", "is 1.5", "0 to 1"}});
    check(ends + "U = -0.1\n", {"", "10:5", {"is -0.1", "0 to 1"}});
    check(ends + "U = nan\n", {"", "10:5", {"nan"}});
    check(ends + "U = 0.5\ntau_rec = 0\n", {"", "11:11", {"tau_rec", "is 0 ms", "greater than 0"}});
    check(ends + "U = 0.5\ntau_rec = inf\n", {"", "11:11", {"inf"}});
    check(ends + "U = 0.5\ntau_facil = -1\n", {"", "11:13", {"tau_facil", "is -1 ms", "0 or more"}});
    check(ends + "U = 0.5\nU_spread = 1.5\n", {"", "11:12", {"U_spread", "is 1.5", "0 to 1"}});
    check(ends + "U = 0.5\ntau_rec_spread = -1\n", {"", "11:18", {"is -1 ms", "0 or more"}});
    check(ends + "U = 0.5\ntau_facil_spread = 1e31\n", {"", "11:20", {"is 1e+31 ms", "at most 1e+30 ms"}});
    check(ends + "U_spread = 0.1\n", {"", "10:12", {"says nothing without U"}});
    check(ends + "tau_rec = 100\n", {"", "10:11", {"tau_rec", "says nothing without U"}});
    check(ends + "U = 0\ntau_facil = 100\n", {"", "11:13", {"tau_facil", "says nothing without U"}});
    check(ends + "u = 0.5\n", {"", "10:1", {"did you mean \"U\""}});
    check(with_data +
              "[projection.x]\nsource = \"p\"\ntarget = \"r\"\nrule = \"pairs\"\nweight = 1\nU = 0.5\nU_spread = 0.1\n",
          {"", "10:10", {"\"r\" take no synapses with states of their own", "leave the spreads out"}});
}

TEST_CASE("spike-timing-dependent plasticity that cannot be is told why, with its key and limit") {
    const std::string ends = start + "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nrule = \"pairs\"\n";
    const std::string on = ends + "weight = 1\nstdp = true\n";
    check(on, {"", "5:1", {"lacks \"w_max\"", "largest weight"}});
    check(on + "w_max = 0\n", {"", "11:9", {"w_max", "is 0 pA", "greater than 0"}});
    check(on + "w_max = 0.5\n", {"", "11:9", {"is 0.5 pA, below the weight of 1 pA"}});
    check(on + "w_max = 2\nA_plus = 1.5\n", {"", "12:10", {"A_plus", "is 1.5", "0 to 1"}});
    check(on + "w_max = 2\nA_minus = -1\n", {"", "12:11", {"A_minus", "is -1", "0 to 1"}});
    check(on + "w_max = 2\ntau_plus = 0\n", {"", "12:12", {"tau_plus", "is 0 ms", "greater than 0"}});
    check(on + "w_max = 2\ntau_minus = nan\n", {"", "12:13", {"tau_minus", "nan"}});
    check(on + "w_max = 2\nmu_plus = -0.5\n", {"", "12:11", {"mu_plus", "is -0.5", "0 or more"}});
    check(on + "w_max = 2\nU = 0.5\nU_spread = 0.1\n", {"", "10:8", {"cannot be joined"}});
    check(ends + "weight = -1\nstdp = true\nw_max = 2\n", {"", "10:8", {"excitatory synapses", "-1"}});
    check(ends + "weight = 1\nw_max = 2\n", {"", "10:9", {"w_max", "says nothing without stdp = true"}});
    check(with_data +
              "[projection.x]\nsource = \"p\"\ntarget = \"r\"\nrule = \"pairs\"\nweight = 1\nstdp = true\nw_max = 2\n",
          {"", "10:10", {"\"r\" take no synapses with states of their own", "leave stdp out"}});
}

TEST_CASE("a name that cannot be a path in the recording is refused") {
    for (const std::string& name :
         {std::string("a/b"), std::string(".."), std::string("a\\nb"), std::string("a\\u0000b"), std::string(),
          std::string(101, 'x'), std::string(10000, 'x')}) {
        const std::string text = start + "[population.\"" + name + "\"]\nmodel = \"unit\"\n";
        const auto problems = problems_of(text);
        CAPTURE(name);
        REQUIRE(problems.size() == 1);
        CHECK(problems[0].place.line == 5);
        CHECK(problems[0].message.find("name") != std::string::npos);
        CHECK(describe(problems[0]).size() < 300);
    }
    CHECK(problems_of(start + "[population.\"🧠\"]\nmodel = \"unit\"\n").empty());
    CHECK(problems_of(start + "[population.\"" + std::string(100, 'x') + "\"]\nmodel = \"unit\"\n").empty());
}

TEST_CASE("data files that are not there are found with the model") {
    check(with_data.substr(0, 25) + "train = \"/nowhere\"\n" + with_data.substr(25), {"", "3:9", {"/nowhere"}});
    check(with_data.substr(0, 25) + "train = \"/dev/zero\"\n" + with_data.substr(25), {"", "3:9", {"regular file"}});
}

TEST_CASE("--set is judged like the file, and named as the place") {
    const std::vector<std::pair<Override, const char*>> cases{
        {{"population.p.siez", "3"}, "did you mean \"size\"?"},
        {{"population.p.size", "0"}, "greater than 0"},
        {{"population.p.tau", "20 ms"}, "in ms already"},
        {{"population.p.tau", "\xff"}, "not UTF-8"},
        {{"population.q.tau", "1"}, "no table \"q\""},
        {{"simulation", "1"}, "must be a dotted key"},
        {{"simulation.seed", "1\nstop = 2"}, "must be an integer"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.first.first);
        check(start, {"", "", {"--set", c.second}}, {{c.first}});
    }
    check(start, {"", "", {"set twice"}}, {{{"simulation.seed", "1"}, {"simulation.seed", "1"}}});
}

TEST_CASE("everything wrong is told at once, in the order of the lines") {
    const auto problems = problems_of(start + "tau = -1\nsize = 0\nx = 1\n[record.r]\nstate = 3\n[zzz]\n");
    REQUIRE(problems.size() == 6);
    for (std::size_t i = 1; i < problems.size(); ++i) CHECK(problems[i - 1].place.line <= problems[i].place.line);
}
