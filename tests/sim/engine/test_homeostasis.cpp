// Networks come to their target rates before a run, on training data alone and the same on any number of threads.
#include <doctest/doctest.h>

#include <cmath>

#include "../record/second_process.hpp"
#include "built_plugins.hpp"
#include "limen/core/parallel.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using test::built_plugins;

namespace {

Model model_of(const std::string& homeostasis, const std::vector<Override>& overrides = {}) {
    return parse_model(
        "[simulation]\n"
        "[data.noise]\nreader = \"memory\"\ntrain = 400\ntest = 100\ndelays = 1\nframe = 10\nlow = -1\nhigh = 1\n"
        "[population.in]\nmodel = \"poisson_encoder\"\ndata = \"noise\"\ncopies = 100\nbase_rate = 40\ngain = 20\n"
        "[population.a]\nmodel = \"lif\"\nsize = 200\ninhibitory = 0.2\n" +
            homeostasis +
            "[projection.in]\nsource = \"in\"\ntarget = \"a\"\nrule = \"fixed_in_degree\"\nin_degree = 30\nweight = "
            "60\n"
            "[projection.e]\nsource = \"a\"\nsource_part = \"excitatory\"\ntarget = \"a\"\nrule = "
            "\"fixed_in_degree\"\nin_degree = 16\nweight = 30\n"
            "[projection.i]\nsource = \"a\"\nsource_part = \"inhibitory\"\ntarget = \"a\"\nrule = "
            "\"fixed_in_degree\"\nin_degree = 4\nweight = -120\n"
            "[record.s]\npopulation = \"a\"\nstate = \"spikes\"\n[record.w]\npopulation = \"a\"\nstate = "
            "\"synapses\"\n",
        "m.toml", built_plugins(), {overrides});
}

double finding(const RunSummary& summary, const std::string& name) {
    for (const Finding& found : summary.populations.at(1).findings)
        if (found.name == name) return found.value;
    return std::nan("");
}

}  // namespace

TEST_CASE("thresholds and synaptic scales bring all units near their target rates") {
    for (const std::string how : {"threshold", "scaling"}) {
        CAPTURE(how);
        const RunSummary before = simulate(model_of(""));
        const RunSummary after = simulate(model_of("homeostasis = \"" + how + "\"\ntarget_rate = 12\n"));
        CHECK(finding(after, "rate_before_homeostasis") == doctest::Approx(before.populations[1].rate).epsilon(0.1));
        CHECK(std::fabs(before.populations[1].rate - 12) > 4);
        CHECK(after.populations[1].rate == doctest::Approx(12).epsilon(0.1));
        CHECK(finding(after, "rate_error_after_homeostasis") < 0.3 * finding(after, "rate_error_before_homeostasis"));
    }
}

TEST_CASE("scales act on excitatory synapses alone, and are recorded with what has come of them") {
    const test::TemporaryFolder folder;
    simulate(model_of("homeostasis = \"scaling\"\ntarget_rate = 12\n"), {folder / "run.h5"});
    const h5::File file = h5::File::open(folder / "run.h5");
    const auto scales = file.read<double>("/populations/a/incoming_scale");
    REQUIRE(scales.size() == 200);
    const auto targets = file.read<std::uint32_t>("/edges/a_to_a/target_node_id");
    const auto weights = file.read<float>("/edges/a_to_a/0/syn_weight");
    for (std::size_t k = 0; k < weights.size(); ++k)
        CHECK(weights[k] == doctest::Approx(weights[k] < 0 ? -120 : 30 * scales[targets[k]]).epsilon(1e-6));
    CHECK(file.read<double>("/populations/a/rate_after_homeostasis").size() == 200);
}

TEST_CASE("the data for tests have no part in it, and threads do not matter") {
    const auto thresholds = [](const std::vector<Override>& overrides) {
        const test::TemporaryFolder folder;
        simulate(model_of("homeostasis = \"threshold\"\ntarget_rate = 12\nhomeostasis_passes = 3\n", overrides),
                 {folder / "run.h5"});
        return h5::File::open(folder / "run.h5").read<double>("/populations/a/V_th");
    };
    const auto reference = thresholds({});
    CHECK(reference == thresholds({{"data.noise.test", "10"}}));
    CHECK(reference != thresholds({{"data.noise.train", "300"}}));
    for (const unsigned threads : {1U, 8U}) {
        set_threads(threads);
        CHECK(reference == thresholds({}));
    }
    set_threads(0);
}
