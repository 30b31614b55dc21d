// What the figures of one trial say of their axes, colours and units.
#include <doctest/doctest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "comparison/figures.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::app;

namespace {

namespace fs = std::filesystem;

// A trial of 4 ms of ten neurons, eight of which are excitatory, and 400 units of a state.
class Run {
public:
    Run() {
        fs::create_directories(x_folder);
        h5::File file = h5::File::create(x_folder / "run.h5");
        file.set_attribute("/", "limen_format", std::uint32_t{1});
        file.write_texts("/trials/classes", {});
        file.write<double>("/trials/start", std::vector<double>{0});
        file.write<double>("/trials/duration", std::vector<double>{4});
        file.write<std::uint8_t>("/trials/split", std::vector<std::uint8_t>{1});
        file.write<std::int32_t>("/trials/label", std::vector<std::int32_t>{-1});
        write_spikes(file);
        write_states(file);
    }
    ~Run() { fs::remove_all(x_folder); }

    Json panel(const std::string& title) const {
        const std::vector<System> systems{{"a", "a", "ridge", "", {{x_folder, 1, {}, {}, {}}}}};
        const Json figure = sample_figure(systems);
        for (const Json& panel : figure.at("panels"))
            if (panel.at("title") == title) return panel;
        return nullptr;
    }

private:
    static void write_spikes(h5::File& file) {
        file.write<double>("/spikes/liquid/timestamps", std::vector<double>{1, 2, 3});
        file.write<std::uint64_t>("/spikes/liquid/node_ids", std::vector<std::uint64_t>{0, 9, 7});
        file.make_group("/populations/liquid");
        file.set_attribute("/populations/liquid", "size", std::uint64_t{10});
        file.set_attribute("/populations/liquid", "excitatory", std::uint64_t{8});
        file.make_group("/records/spikes");
        for (const auto& [key, value] :
             {std::pair{"kind", "spikes"}, {"path", "/spikes/liquid"}, {"population", "liquid"}})
            file.set_text_attribute("/records/spikes", key, value);
    }
    static void write_states(h5::File& file) {
        std::vector<float> rows;
        for (int t = 0; t < 2; ++t)
            for (int unit = 0; unit < 400; ++unit) rows.push_back(static_cast<float>(-70 + t));
        file.write<float>("/report/v/data", rows, {2, 400});
        file.set_text_attribute("/report/v/data", "units", "mV");
        file.write<double>("/report/v/mapping/time", std::vector<double>{2, 4, 2});
        file.write<std::uint64_t>("/report/v/offsets", std::vector<std::uint64_t>{0, 2});
        file.set_text_attribute("/report/v", "population", "cells");
        file.set_text_attribute("/report/v", "state", "V_m");
        file.make_group("/records/v");
        for (const auto& [key, value] : {std::pair{"kind", "report"}, {"path", "/report/v"}, {"population", "cells"}})
            file.set_text_attribute("/records/v", key, value);
    }

    fs::path x_folder = fs::temp_directory_path() / ("limen_sample_" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("a raster says how many of its units are excitatory") {
    const Run run;
    const Json panel = run.panel("liquid: spikes");
    CHECK(panel.at("excitatory") == 8);
    CHECK(panel.at("units") == 10);
    CHECK(panel.at("axis") == "unit of liquid");
    CHECK(panel.at("ids") == Json{0, 9, 7});
}

TEST_CASE("a heat map says what its colours and its axes mean, with units") {
    const Run run;
    const Json panel = run.panel("cells: V_m");
    CHECK(panel.at("value") == "V_m (mV)");
    CHECK(panel.at("axis") == "unit of cells");
    CHECK(panel.at("low") == -70);
    CHECK(panel.at("high") == -69);
    CHECK(panel.at("column") == 2);
    CHECK(panel.at("duration") == 4);
    // Of 400 units every third is shown: 134 rows.
    CHECK(panel.at("step") == 3);
    CHECK(panel.at("image").size() == 134);
    CHECK(panel.at("image")[0] == Json{0, 255});
}
