// Plugins that load, and every kind that is refused: the broken ones are built from bad_plugins/.
#include "limen/registry/host.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

using namespace limen;
namespace fs = std::filesystem;

namespace {

const fs::path built = fs::path(LIMEN_BINARY_DIR) / "tests/bad_plugins";

class Idle : public Trainer {
public:
    Metrics train(const h5::File&, const Parameters&, const std::string&, h5::File&) const override { return {}; }
};

Offer idle(const std::string& name, Schema schema = {}) {
    return offer<Idle>(Kind::trainer, name, "does nothing", std::move(schema));
}

// What the refusal of `call` says; empty if it is not refused.
template <class Call>
std::string refusal(Call call) {
    try {
        call();
    } catch (const PluginError& error) {
        return error.what();
    }
    return "";
}

std::string refusal_of(const std::string& library) {
    PluginHost host;
    return refusal([&] { host.load(built / library); });
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A folder of its own that goes with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("limen_test_host_" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE("a plugin is loaded with its name, version, path and offers") {
    PluginHost host;
    host.load(built / "valid.so");
    REQUIRE(host.plugins().size() == 1);
    CHECK(host.plugins()[0].name == "valid");
    CHECK(host.plugins()[0].version == "1.2.3");
    CHECK(host.plugins()[0].path == built / "valid.so");
    CHECK(host.names(Kind::trainer) == std::vector<std::string>{"idle"});
    const Offer* offer = host.find(Kind::trainer, "idle");
    REQUIRE(offer != nullptr);
    CHECK(host.plugin_of(*offer).name == "valid");
    CHECK(host.find(Kind::drive, "idle") == nullptr);
    CHECK(host.find(Kind::trainer, "busy") == nullptr);
}

TEST_CASE("a library that is no plugin is refused with what is missing") {
    CHECK(holds(refusal_of("nowhere.so"), "cannot open shared object file"));
    CHECK(holds(refusal_of("no_entry.so"), "limen_plugin_entry"));
    CHECK(holds(refusal_of("null_entry.so"), "limen_plugin_entry"));
    CHECK(holds(refusal_of("unresolved.so"), "limen_function_that_nobody_defines"));
}

TEST_CASE("a text file with the name of a library is refused") {
    const Folder folder;
    const fs::path text = folder.path / "liblimen_text.so";
    std::ofstream(text) << "this is not a library\n";
    PluginHost host;
    const std::string message = refusal([&] { host.load(text); });
    CHECK(holds(message, text.string()));
    CHECK(holds(message, "cannot be loaded"));
}

TEST_CASE("a library in a folder that is refused is kept with its reason, and the others of the folder are loaded") {
    const Folder folder;
    std::ofstream(folder.path / "liblimen_a_text.so") << "this is not a library\n";
    fs::create_symlink(built / "newer.so", folder.path / "liblimen_newer.so");
    fs::create_symlink(built / "valid.so", folder.path / "liblimen_valid.so");
    fs::create_symlink(built / "same_offer.so", folder.path / "liblimen_z_same_offer.so");
    PluginHost host;
    host.load_folders({folder.path});
    CHECK(host.plugins().size() == 1);
    REQUIRE(host.refused().size() == 3);
    CHECK(holds(host.refused()[0].reason, "liblimen_a_text.so"));
    CHECK(holds(host.refused()[1].reason, "999"));
    // What nobody has may be in the first two; what two have is in doubt.
    CHECK(holds(host.doubt(Kind::trainer, "busy"), "liblimen_newer.so"));
    CHECK_FALSE(holds(host.doubt(Kind::trainer, "idle"), "liblimen_newer.so"));
    CHECK(holds(host.doubt(Kind::trainer, "idle"), "liblimen_z_same_offer.so"));
    CHECK(host.search_text() == "liblimen_*.so in " + folder.path.string());
}

TEST_CASE("a schema with fewer rows than its array is refused with the offer and the row") {
    const std::string message = refusal_of("short_schema.so");
    CHECK(holds(message, "short_schema.so"));
    CHECK(holds(message, "\"few\": row 3 of the 3 of its schema is empty"));
}

TEST_CASE("a plugin of another compiler is told which one is wanted, not to rebuild it") {
    const std::string message = refusal_of("other_compiler.so");
    CHECK(holds(message, "clang++ 99"));
    CHECK(holds(message, compiler_name));
    CHECK_FALSE(holds(message, "rebuild"));
}

TEST_CASE("a plugin of another interface is refused with both numbers") {
    const std::string message = refusal_of("newer.so");
    CHECK(holds(message, "999"));
    CHECK(holds(message, std::to_string(plugin_interface_version)));
    CHECK(holds(message, "rebuild"));
}

TEST_CASE("a plugin of another build is refused with everything that differs") {
    const std::string message = refusal_of("other_build.so");
    CHECK(holds(message, std::to_string(compiler_abi)));
    CHECK(holds(message, std::to_string(compiler_abi + 2)));
    CHECK(holds(message, std::to_string(sizeof(Offer) + 8)));
}

TEST_CASE("a plugin that throws while it loads is named with what it said") {
    const std::string message = refusal_of("throws.so");
    CHECK(holds(message, "throws"));
    CHECK(holds(message, "no licence for Tuesdays"));
}

TEST_CASE("two plugins of one name are refused with both paths") {
    PluginHost host;
    host.load(built / "valid.so");
    const std::string message = refusal([&] { host.load(built / "same_name.so"); });
    CHECK(holds(message, (built / "valid.so").string()));
    CHECK(holds(message, (built / "same_name.so").string()));
    CHECK(host.plugins().size() == 1);
}

TEST_CASE("two offers of one kind and name are refused with both paths") {
    PluginHost host;
    host.load(built / "valid.so");
    const std::string message = refusal([&] { host.load(built / "same_offer.so"); });
    CHECK(holds(message, "trainer \"idle\""));
    CHECK(holds(message, (built / "valid.so").string()));
    CHECK(holds(message, (built / "same_offer.so").string()));
}

TEST_CASE("a plugin that offers one thing twice is refused") {
    PluginHost host;
    const std::string message = refusal([&] { host.add({"twice", "1", {idle("a"), idle("a")}}, "twice.so"); });
    CHECK(holds(message, "trainer \"a\" twice"));
}

TEST_CASE("a schema whose default is out of its own range is refused") {
    PluginHost host;
    const Schema schema{{"tau", -1.0, "ms", Range::positive, "time constant"}};
    const std::string message = refusal([&] { host.add({"bad", "1", {idle("a", schema)}}, "bad.so"); });
    CHECK(holds(message, "bad.so"));
    CHECK(holds(message, "\"tau\""));
    CHECK(holds(message, "-1 ms"));
}

TEST_CASE("a schema with one parameter twice is refused") {
    PluginHost host;
    const Schema schema{{"tau", 1.0, "ms", Range::positive, ""}, {"tau", 2.0, "ms", Range::positive, ""}};
    CHECK(holds(refusal([&] { host.add({"bad", "1", {idle("a", schema)}}, "bad.so"); }), "\"tau\""));
}

TEST_CASE("an offer without the factory of its kind is refused") {
    PluginHost host;
    Offer empty{Kind::drive, "nothing", "", {}};
    CHECK(holds(refusal([&] { host.add({"bad", "1", {empty}}, "bad.so"); }), "drive"));
}

TEST_CASE(
    "folders are searched in their order, those that do not exist hold nothing, and one listed twice counts once") {
    const Folder folder;
    fs::create_symlink(built / "valid.so", folder.path / "liblimen_valid.so");
    fs::create_symlink(built / "no_entry.so", folder.path / "other.so");
    PluginHost host;
    host.load_folders({"/nowhere/at/all", folder.path, folder.path});
    CHECK(host.plugins().size() == 1);
    CHECK(host.search_path().size() == 3);
}

TEST_CASE("LIMEN_PLUGIN_PATH comes first, then the folders around the program") {
    setenv("LIMEN_PLUGIN_PATH", "/one::/two", 1);
    const std::vector<fs::path> folders = default_plugin_folders();
    unsetenv("LIMEN_PLUGIN_PATH");
    const fs::path program = fs::read_symlink("/proc/self/exe").parent_path();
    const std::vector<fs::path> expected{"/one", "/two", program / "plugins",
                                         program.parent_path() / "lib/limen/plugins",
                                         fs::path(LIMEN_BINARY_DIR) / "limen/plugins"};  // beside the library
    CHECK(folders == expected);
}

TEST_CASE("what plugin code throws becomes an error that names the plugin, and what its user must mend passes") {
    CHECK(holds(refusal([] { call_plugin("lsm", [] { throw std::runtime_error("out of ideas"); }); }),
                "lsm: failed: out of ideas"));
    CHECK(holds(refusal([] { call_plugin("lsm", [] { throw Error("out of ideas"); }); }), "lsm: failed: out of ideas"));
    CHECK(holds(refusal([] { call_plugin("lsm", [] { throw 3; }); }), "lsm: failed with an unknown exception"));
    CHECK_THROWS_AS(call_plugin("lsm", [] { throw ParameterError("size", "is odd"); }), ParameterError);
    CHECK_THROWS_AS(call_plugin("lsm", [] { throw std::bad_alloc(); }), std::bad_alloc);
    CHECK_NOTHROW(call_plugin("lsm", [] {}));
}

TEST_CASE("what running plugin code throws is told with its moment, an error of Limen's own too") {
    const auto told = [](auto thrown) {
        return refusal([&] {
            call_running_plugin(
                "lsm", [] { return "at 3 ms"; }, [&] { throw thrown; });
        });
    };
    CHECK(told(Error("out of ideas")) == "lsm: failed at 3 ms: out of ideas");
    CHECK(told(ParameterError("size", "is odd")) == "lsm: failed at 3 ms: is odd");
    CHECK(told(std::bad_alloc()) == "lsm: failed at 3 ms: there is not enough memory");
    CHECK(told(3) == "lsm: failed at 3 ms with an unknown exception");
    // One that is named already keeps its name.
    CHECK(told(PluginError("rule", "is odd")) == "rule: is odd");
}

TEST_CASE("the place of a fault is its plugin, its offer, and the table of the model") {
    PluginHost host;
    host.add({"lazy", "1", {idle("a")}}, "lazy.so");
    CHECK(plugin_place(*host.find(Kind::trainer, "a"), "readout.x") == "plugin \"lazy\", trainer \"a\" of [readout.x]");
}
