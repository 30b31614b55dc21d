// Samples from a file: their times and units, and what is wrong with a file.
#include "lsm/sampled_current.hpp"

#include <doctest/doctest.h>

#include "../../sim/engine/built_plugins.hpp"
#include "../../sim/record/second_process.hpp"
#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"
#include "limen/simulation/simulation.hpp"
#include "plugins/lsm/current_changes.hpp"

using namespace limen;
using namespace limen::lsm;
using test::changes_of;

namespace {

// A folder with one file of samples.
struct Samples {
    Samples(const std::vector<double>& values, const h5::Shape& shape) {
        h5::File::create(folder / "c.h5").write<double>("/stimulus/current", values, shape);
    }
    SampledCurrent drive(std::uint32_t units, double period = 0.25) const {
        return {{.file = "c.h5", .dataset = "/stimulus/current", .period = period}, {units, 0, 1, 0, folder / ""}};
    }
    std::string refusal(const SampledCurrentInput& input) const {
        return test::refusal([&] { SampledCurrent(input, {3, 0, 1, 0, folder / ""}); });
    }
    test::TemporaryFolder folder;
};

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("one column is for all units: each sample lasts a period, and nothing follows the last") {
    const Samples samples({5, -3, 8, 0, 2}, {5});
    for (const double length : {0.1, 0.25, 0.3, 4.0}) {
        const auto changes = changes_of(samples.drive(40), 10, length);
        REQUIRE(changes.size() == 6);
        const double expected[] = {5, -3, 8, 0, 2, 0};
        for (std::size_t k = 0; k < 6; ++k) {
            CHECK(changes[k].ms == doctest::Approx(0.25 * static_cast<double>(k)));
            CHECK(changes[k].current == std::vector<double>(2, expected[k]));
        }
    }
}

TEST_CASE("with a column for each unit, every block receives its own") {
    const Samples samples({1, 2, 3, 4, 5, 6, 7, 8}, {2, 4});
    const auto changes = changes_of(samples.drive(4), 3, 0.1, 2, 2);
    REQUIRE(changes.size() == 3);
    CHECK(changes[0].current == std::vector<double>{3, 4});
    CHECK(changes[1].current == std::vector<double>{7, 8});
    CHECK(changes[2].current == std::vector<double>{0, 0});
}

TEST_CASE("no samples are no current") {
    const Samples none({}, {0});
    for (const test::Change& change : changes_of(none.drive(2), 3, 0.1))
        CHECK(change.current == std::vector<double>{0, 0});
}

TEST_CASE("a model takes the file from its own folder, and its neurons follow the samples") {
    const Samples samples({400, 0, 400, 0}, {4});
    const auto V = [&](const std::string& drive) {
        simulate(parse_model("[simulation]\nstop = 40\n[population.a]\nmodel = \"lif\"\nsize = 3\nV_init = -70\n" +
                                 drive + "[record.V]\npopulation = \"a\"\nstate = \"V_m\"\nperiod = 1.0\n",
                             samples.folder / "m.toml", test::built_plugins()),
                 {samples.folder / "run.h5"});
        return h5::File::open(samples.folder / "run.h5").read<double>("/report/V/data");
    };
    const std::string target = "[drive.d]\ntarget = \"a\"\n";
    const auto sampled =
        V(target + "model = \"sampled_current\"\nfile = \"c.h5\"\ndataset = \"/stimulus/current\"\nperiod = 7.3\n");
    CHECK(sampled == V(target + "model = \"step_current\"\ntimes = [0, 7.3, 14.6, 21.9]\nvalues = [400, 0, 400, 0]\n"));
    CHECK(sampled != V(""));
}

TEST_CASE("a file, dataset or period that cannot be is refused with key and limit") {
    const Samples samples({1, 2, 3, 4}, {2, 2});
    CHECK(says(samples.refusal({}), "file: must name an HDF5 file"));
    CHECK(says(samples.refusal({.file = "c.h5"}), "dataset: must name the dataset"));
    CHECK(says(samples.refusal({.file = "d.h5", .dataset = "/x"}), "d.h5"));
    CHECK(says(samples.refusal({.file = "c.h5", .dataset = "/x"}), "/x: is not there"));
    CHECK(says(samples.refusal({.file = "c.h5", .dataset = "/stimulus"}), "is not a dataset"));
    const SampledCurrentInput right{.file = "c.h5", .dataset = "/stimulus/current"};
    CHECK(samples.refusal(right) ==
          "dataset: has the shape [2 x 2]; it must have one dimension, for all units, or two, samples x 3 units");
    CHECK(says(Samples({1, 2, 3}, {1, 1, 3}).refusal(right), "dataset: has the shape [1 x 1 x 3]"));
    CHECK(says(Samples({1, 2, NAN}, {1, 3}).refusal(right), "column 2 of sample 0 is nan pA"));
    CHECK(says(Samples({1, 1e300}, {2}).refusal(right), "column 0 of sample 1 is 1e+300 pA; it must be at most 1e+12"));
    SampledCurrentInput fast = right;
    fast.period = 1e-9;
    CHECK(says(samples.refusal(fast), "period: is 1e-09 ms; it must be 0.001 ms or more"));
    CHECK(Samples({1, 2, 3}, {3}).refusal(right).empty());
}
