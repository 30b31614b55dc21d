// The page holds what it is given, whatever the names are.
#include "comparison/page.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::app;

namespace {

namespace fs = std::filesystem;

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("names cannot end the script, change the page, or be taken for a mark of the template") {
    const fs::path folder = fs::temp_directory_path() / ("limen_page_" + std::to_string(getpid()));
    fs::create_directories(folder);
    {
        h5::File readouts = h5::File::create(folder / "readouts.h5");
        readouts.write_text("/nothing", "");
        h5::File run = h5::File::create(folder / "run.h5");
        run.set_attribute("/", "limen_format", std::uint32_t{1});
        run.write_texts("/trials/classes", {});
        run.write<double>("/trials/start", std::vector<double>{0});
        run.write<double>("/trials/duration", std::vector<double>{50});
        run.write<std::uint8_t>("/trials/split", std::vector<std::uint8_t>{1});
        run.write<std::int32_t>("/trials/label", std::vector<std::int32_t>{-1});
        run.make_group("/records");
        run.make_group("/model");
    }
    const std::string name = "</script><script>alert(1)</script>{{data}}";
    const std::vector<System> systems{
        {name, "r", "ridge", "", {{folder, 1, {{.name = "test_accuracy", .value = 0.5}}, {}, {}}}}};
    const std::string page =
        comparison_page({"a <b> & {{script}}", "{{chart}}", "limen compare <x> {{data}}"}, systems,
                        {.name = "test_accuracy", .title = "test accuracy", .better = Better::higher, .share = true});
    CHECK(count(page, "<script") == 5);
    CHECK(count(page, "</script>") == 5);
    CHECK(count(page, "alert(1)\\u003c/script>{{data}}") >= 1);
    CHECK(count(page, "<h1>a &lt;b&gt; &amp; {{script}}</h1>") == 1);
    CHECK(count(page, "<p>{{chart}}</p>") == 1);
    CHECK(count(page, "<pre class=\"command\">limen compare &lt;x&gt; {{data}}</pre>") == 1);
    fs::remove_all(folder);
}
