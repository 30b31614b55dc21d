// What is left of a run that did not come to its end.
#include <doctest/doctest.h>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::test;
namespace fs = std::filesystem;

namespace {

// Starts an endless run into `out` and waits until some of it is on disk.
pid_t start_endless(const Workplace& place) {
    write_file(place / "endless.toml", endless_model);
    const pid_t run = place.start({"run", "endless.toml", "-o", "out"});
    CHECK(wait_for([&] { return fs::exists(place / "out/run.h5.part"); }));
    CHECK(wait_for([&] {
        const Outcome seen = place.limen({"inspect", "out/run.h5.part"});
        return holds(seen.out, "readable up to") && !holds(seen.out, "readable up to 0 ms");
    }));
    return run;
}

}  // namespace

TEST_CASE("Ctrl-C and the request to terminate end a run well: code 3, and everything so far is recorded") {
    for (const int number : {SIGINT, SIGTERM}) {
        const Workplace place;
        const pid_t run = start_endless(place);
        kill(run, number);
        const Outcome outcome = place.finish(run);
        CHECK(outcome.code == 3);
        CHECK(holds(outcome.err, "interrupted: out/run.h5 holds the first"));
        CHECK_FALSE(fs::exists(place / "out/run.h5.part"));
        const h5::File file = h5::File::open(place / "out/run.h5");
        const auto times = file.read<double>("/spikes/p/timestamps");
        REQUIRE_FALSE(times.empty());
        CHECK(times.back() <= file.read<double>("/progress")[1]);
    }
}

TEST_CASE("limen inspect looks into a run that goes on, and leaves it alone") {
    const Workplace place;
    const pid_t run = start_endless(place);
    const Outcome seen = place.limen({"inspect", "out/run.h5.part"});
    CHECK(seen.code == 0);
    CHECK(holds(seen.out, "is being written; readable up to"));
    kill(run, SIGTERM);
    CHECK(place.finish(run).code == 3);
}

TEST_CASE("limen inspect opens the recording of a killed run for every reader") {
    const Workplace place;
    const pid_t run = start_endless(place);
    kill(run, SIGKILL);
    CHECK(place.finish(run).code == -SIGKILL);
    CHECK_FALSE(fs::exists(place / "out/run.h5"));
    const Outcome seen = place.limen({"inspect", "out/run.h5.part"});
    CHECK(seen.code == 0);
    CHECK(holds(seen.out, "was not closed; readable up to"));
    const h5::Id plain(H5Fopen((place / "out/run.h5.part").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    CHECK(plain >= 0);
}

TEST_CASE("a folder is free for --force again after its run was killed, and a second run cannot have it before") {
    const Workplace place;
    const pid_t run = start_endless(place);
    const Outcome second = place.limen({"run", "endless.toml", "-o", "out", "--force"});
    CHECK(second.code == 2);
    CHECK(holds(second.err, "another run"));
    kill(run, SIGKILL);
    place.finish(run);
    CHECK(place.limen({"run", "endless.toml", "-o", "out", "--set", "simulation.stop=1"}).code == 2);
    const Outcome forced = place.limen({"run", "endless.toml", "-o", "out", "--force", "--set", "simulation.stop=1"});
    CHECK(forced.code == 0);
    CHECK(fs::exists(place / "out/run.h5"));
    CHECK_FALSE(fs::exists(place / "out/run.h5.part"));
    CHECK_FALSE(fs::exists(place / "out/.lock"));
}

TEST_CASE("output that nobody reads is no error, and output that cannot be written is one") {
    const Workplace place;
    const std::string program = std::string(LIMEN_BINARY_DIR) + "/limen";
    const auto code = [&](const std::string& command) { return WEXITSTATUS(std::system(command.c_str())); };
    // The exit code is limen's own, taken behind a reader that leaves at once.
    const std::string file = (place / "code").string();
    code("{ sleep 0.2; " + program + " describe 2> " + file + ".err; echo $? > " + file + "; } | true");
    CHECK(wait_for([&] { return read_file(file) == "0\n"; }));
    CHECK(read_file(file + ".err").empty());
    CHECK(code(program + " describe > /dev/full 2> " + file) == 1);
    CHECK(holds(read_file(file), "cannot be written"));
}

TEST_CASE("a folder that goes away while a run writes into it is a fault, not a crash") {
    const Workplace place;
    const pid_t run = start_endless(place);
    fs::remove_all(place / "out");
    kill(run, SIGTERM);
    const Outcome outcome = place.finish(run);
    CHECK(outcome.code == 1);
    CHECK(holds(outcome.err, "error: "));
}

TEST_CASE("a network that runs away ends soon, says where, and keeps what was recorded") {
    const Workplace place;
    // Without refractoriness each spike makes many others, one delay later.
    write_file(place / "m.toml",
               "[simulation]\nstop = 1000\n[population.p]\nmodel = \"lif\"\nsize = 50\nt_ref = 0\nI_e = 400\n"
               "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nrule = \"all_to_all\"\nweight = 5000\n"
               "[record.p]\npopulation = \"p\"\nstate = \"spikes\"\n");
    const Outcome run = place.limen({"run", "m.toml", "-o", "out"});
    CHECK(run.code == 1);
    CHECK(holds(run.err, "population \"p\" runs away"));
    CHECK(holds(run.err, "more than 10000 Hz (simulation.max_rate)"));
    CHECK(holds(run.err, "out/run.h5 holds the first"));
    const auto times = h5::File::open(place / "out/run.h5").read<double>("/spikes/p/timestamps");
    CHECK(times.size() > 4000);
    // A limit of the user's is kept too.
    write_file(place / "q.toml", endless_model);
    const Outcome limited =
        place.limen({"run", "q.toml", "-o", "q", "--set", "simulation.max_rate=1", "--set", "simulation.stop=100"});
    CHECK(limited.code == 1);
    CHECK(holds(limited.err, "more than 1 Hz"));
}

TEST_CASE("inputs beyond all numbers are refused before the run, both at once") {
    const Workplace place;
    write_file(place / "m.toml",
               "[simulation]\nstop = 100\n[population.p]\nmodel = \"lif\"\nsize = 5\nI_e = 500\n"
               "[drive.x]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = 1000\nweight = 1e308\n"
               "[drive.y]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = 1000\nweight = -1e308\n");
    const Outcome run = place.limen({"run", "m.toml", "-o", "out"});
    CHECK(run.code == 2);
    CHECK(holds(run.err, "drive.x.weight: is 1e+308 pA; it must be at most 1e+12 pA"));
    CHECK(holds(run.err, "drive.y.weight: is -1e+308 pA"));
    CHECK_FALSE(std::filesystem::exists(place / "out"));
}
