// Nothing is lost, mixed up or half written, whatever commands are given, and a run is known by all that went into it.
#include <doctest/doctest.h>
#include <sys/file.h>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::test;
namespace fs = std::filesystem;

namespace {

// A run that is done, in the folder "out".
struct Done : Workplace {
    Done() {
        write_file(*this / "train.ts", two_classes(12));
        write_file(*this / "test.ts", two_classes(6));
        write_file(*this / "m.toml", classifier_model);
        REQUIRE(limen({"run", "m.toml", "-o", "out"}).code == 0);
    }
};

bool no_leftovers(const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.path().extension() == ".part" || entry.path().extension() == ".lock") return false;
    return true;
}

}  // namespace

TEST_CASE("the recording that is read stays as it is, also where the output has its name without \".part\"") {
    const Done place;
    const std::string run = read_file(place / "out/run.h5"), readouts = read_file(place / "out/readouts.h5");
    fs::rename(place / "out/run.h5", place / "out/run.h5.part");
    fs::create_symlink("run.h5.part", place / "out/o.h5.part");
    CHECK(place.limen({"train", "out/run.h5.part", "-o", "out/run.h5"}).code == 0);
    CHECK(place.limen({"apply", "out/readouts.h5", "out/run.h5.part", "-o", "out/run.h5", "--force"}).code == 0);
    CHECK(place.limen({"train", "out/run.h5.part", "-o", "out/o.h5"}).code == 0);
    fs::rename(place / "out/readouts.h5", place / "out/readouts.h5.part");
    CHECK(place.limen({"apply", "out/readouts.h5.part", "out/run.h5.part", "-o", "out/readouts.h5"}).code == 0);
    CHECK(read_file(place / "out/run.h5.part") == run);
    CHECK(read_file(place / "out/readouts.h5.part") == readouts);
}

TEST_CASE("a second command that would write the same file says so, and nothing is lost") {
    const Done place;
    const std::string readouts = read_file(place / "out/readouts.h5");
    const int other = open((place / "out/.readouts.h5.lock").c_str(), O_RDWR | O_CREAT, 0600);
    REQUIRE(flock(other, LOCK_EX) == 0);
    const Outcome refused = place.limen({"train", "out/run.h5", "--force"});
    CHECK(refused.code == 2);
    CHECK(holds(refused.err, "is being written by another run of limen"));
    CHECK(read_file(place / "out/readouts.h5") == readouts);
    close(other);
    CHECK(place.limen({"train", "out/run.h5", "--force"}).code == 0);
    CHECK(no_leftovers(place / "out"));
}

TEST_CASE("a run does not replace what it reads, and force keeps the old results of one that fails") {
    const Done place;
    fs::rename(place / "train.ts", place / "out/results.csv");
    write_file(place / "n.toml", classifier_model);
    const Outcome refused =
        place.limen({"run", "n.toml", "-o", "out", "--force", "--set", "data.ramps.train=\"out/results.csv\""});
    CHECK(refused.code == 2);
    CHECK(holds(refused.err, "is an input of this run itself"));
    CHECK(read_file(place / "out/results.csv") == two_classes(12));
    fs::rename(place / "out/results.csv", place / "train.ts");
    const std::string run = read_file(place / "out/run.h5"), readouts = read_file(place / "out/readouts.h5");
    // The trainer cannot do with what is recorded.
    const Outcome failed = place.limen(
        {"run", "m.toml", "-o", "out", "--force", "--seed", "9", "--set", "readout.liquid.record=\"nothing\""});
    CHECK(failed.code != 0);
    CHECK(read_file(place / "out/run.h5") == run);
    CHECK(read_file(place / "out/readouts.h5") == readouts);
    CHECK(holds(read_file(place / "out/resolved.toml"), "seed = 3"));
}

TEST_CASE("a recording that is not complete is trained on only if that is wanted, and says so wherever it is read") {
    const Done place;
    h5::File::open_to_write(place / "out/run.h5").set_attribute("/", "complete", std::uint8_t{0});
    const Outcome refused = place.limen({"train", "out/run.h5", "--force"});
    CHECK(refused.code == 2);
    CHECK(holds(refused.err, "is not complete: it holds 18 of 18 trials"));
    CHECK(holds(refused.err, "--incomplete"));
    const Outcome trained = place.limen({"train", "out/run.h5", "--force", "--incomplete"});
    CHECK(trained.code == 0);
    CHECK(holds(trained.err, "is not complete"));
    CHECK(holds(place.limen({"apply", "out/readouts.h5", "out/run.h5"}).err, "is not complete"));
    CHECK(holds(place.limen({"inspect", "out/run.h5"}).out, "is not complete"));
}

TEST_CASE("equal runs from two folders at different times give the same bytes") {
    const Done first;
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    const Done second;
    CHECK((read_file(first / "out/run.h5") == read_file(second / "out/run.h5")));
    CHECK((read_file(first / "out/model.toml") == read_file(second / "out/model.toml")));
}

TEST_CASE("compare does a run again whose data have changed, and keeps one that is the same") {
    const Done place;
    const std::vector<std::string> words{"compare", "m.toml", "-o", "c"};
    REQUIRE(place.limen(words).code == 0);
    CHECK(holds(place.limen(words).out, "m_s3, kept"));
    write_file(place / "test.ts", two_classes(8));
    const Outcome changed = place.limen(words);
    CHECK(changed.code == 0);
    CHECK_FALSE(holds(changed.out, "kept"));
    CHECK(holds(place.limen(words).out, "m_s3, kept"));
    CHECK(holds(read_file(place / "c/m_s3/results.json"), "\"file\": \"test.ts\""));
}

TEST_CASE("a request to terminate ends the building of a network at once, and leaves no folder") {
    const Workplace place;
    write_file(place / "m.toml",
               "[simulation]\nstop = 10\n[population.p]\nmodel = \"lif\"\nsize = 20000\n"
               "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nrule = \"pairwise_bernoulli\"\np = 0.5\n"
               "weight = 1\n");
    const pid_t run = place.start({"run", "m.toml", "-o", "out"});
    CHECK(wait_for([&] { return fs::exists(place / "out/.lock"); }));
    const auto start = std::chrono::steady_clock::now();
    kill(run, SIGTERM);
    const Outcome outcome = place.finish(run);
    // A tenth of a second where nothing else runs; to draw all synapses takes far longer than this.
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    CHECK(outcome.code == 3);
    CHECK(holds(outcome.err, "interrupted: nothing was recorded"));
    CHECK_FALSE(fs::exists(place / "out"));
}

TEST_CASE("a request to terminate ends training: code 3, the recording is whole and nothing is half written") {
    const Done place;
    const std::string endless = "readout.slow={trainer=\"rnn\", data=\"ramps\", hidden=64, epochs=1000000}";
    const pid_t run = place.start({"run", "m.toml", "-o", "slow", "--set", endless});
    CHECK(wait_for([&] { return fs::exists(place / "slow/run.h5"); }));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    kill(run, SIGTERM);
    const Outcome outcome = place.finish(run);
    CHECK(outcome.code == 3);
    CHECK(holds(outcome.err, "interrupted: the recording is whole: slow/run.h5"));
    CHECK(no_leftovers(place / "slow"));
    CHECK_FALSE(fs::exists(place / "slow/readouts.h5"));
    const pid_t train = place.start({"train", "out/run.h5", "-o", "o.h5", "--set", endless});
    CHECK(wait_for([&] { return fs::exists(place / ".o.h5.lock"); }));
    kill(train, SIGINT);
    CHECK(place.finish(train).code == 3);
    CHECK_FALSE(fs::exists(place / "o.h5"));
    CHECK_FALSE(fs::exists(place / ".o.h5.lock"));
}
