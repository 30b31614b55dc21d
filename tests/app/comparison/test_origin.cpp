// Who made the runs, as their recordings say.
#include "comparison/origin.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "limen/hdf5.hpp"
#include "limen/version.hpp"

using namespace limen;
using namespace limen::app;

namespace {

namespace fs = std::filesystem;

struct Folders {
    fs::path path = fs::temp_directory_path() / ("limen_origin_" + std::to_string(getpid()));
    ~Folders() { fs::remove_all(path); }

    // A run of a model with a seed that read one file.
    SystemRun run(std::uint64_t seed, const std::string& sum_of_data, const std::string& size = "9") const {
        const std::string name = "r" + std::to_string(seed) + sum_of_data.substr(0, 2) + size;
        fs::create_directories(path / name);
        h5::File file = h5::File::create(path / name / "run.h5");
        file.write_text("/model/text", "# <small> & \"cheap\"\n[simulation]\n");
        file.write_text("/model/resolved",
                        "[simulation]\nseed = " + std::to_string(seed) + "\n\n[population.a]\nsize = " + size + "\n");
        file.set_text_attribute("/model", "model_file", "small.toml");
        file.set_text_attribute("/model", "version", "0.1.9");
        file.set_text_attribute("/model", "commit", "c0ffee");
        file.set_text_attribute("/model", "sha256", "5e1f");
        file.write_texts("/model/inputs/file", {"train.ts"});
        file.write_texts("/model/inputs/sha256", {sum_of_data});
        file.write_texts("/model/plugins/name", {"esn"});
        file.write_texts("/model/plugins/sha256", {"ab12"});
        SystemRun run;
        run.folder = path / name;
        run.seed = seed;
        return run;
    }
};

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("a page tells its command, its program, and of each model text, seeds and sums") {
    const Folders folders;
    // Two readouts of the same runs: these are told once.
    const std::vector<SystemRun> runs{folders.run(7, "da7a"), folders.run(18446744073709551615U, "da7a")};
    const std::string html =
        origin_section("limen compare 'a b.toml' --seeds 2", {{"a", "a", "", "", runs}, {"b", "b", "", "", runs}});
    CHECK(count(html, "limen compare 'a b.toml' --seeds 2") == 1);
    CHECK(count(html, std::string("limen ") + version + ", commit " + build_commit()) == 1);
    CHECK(count(html, "<dt>seeds</dt><dd>7, 18446744073709551615</dd>") == 1);
    CHECK(count(html, "limen 0.1.9, commit c0ffee") == 1);
    CHECK(count(html, "<dt>train.ts</dt><dd><code>da7a</code></dd>") == 1);
    CHECK(count(html, "<dt>plugin esn</dt><dd><code>ab12</code></dd>") == 1);
    CHECK(count(html, "<dt>SHA-256 of the model</dt><dd><code>5e1f</code></dd>") == 1);
    CHECK(count(html, "<details>") == 2);
    CHECK(count(html, "# &lt;small&gt; &amp; \"cheap\"\n[simulation]") == 1);
    CHECK(count(html, "[simulation]\n\n[population.a]\nsize = 9") == 1);
}

TEST_CASE("runs on other data, or of a model that was changed, are told apart") {
    const Folders folders;
    const auto sections = [](const std::vector<SystemRun>& runs) {
        return count(origin_section("", {{"a", "a", "", "", runs}}), "<h3>small.toml</h3>");
    };
    CHECK(sections({folders.run(1, "da7a"), folders.run(2, "da7a")}) == 1);
    CHECK(sections({folders.run(1, "da7a"), folders.run(2, "0dd")}) == 2);
    CHECK(sections({folders.run(1, "da7a"), folders.run(2, "da7a", "10")}) == 2);
}
