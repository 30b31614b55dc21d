// `limen version`: what this program was built from.
#include "limen/version.hpp"

#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "limen/core/parallel.hpp"
#include "limen/hdf5.hpp"
#include "limen/plugin.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

Exit tell_version(bool verbose) {
    std::string text = fmt::format("limen {}\n", version);
    if (verbose) {
        unsigned major = 0, minor = 0, release = 0;
        H5get_libversion(&major, &minor, &release);
        text += fmt::format("plugin interface {}, C++ library ABI {}\n", plugin_interface_version, compiler_abi);
        text += fmt::format("compiler {}\n", __VERSION__);
        text += fmt::format("HDF5 {}.{}.{}, fmt {}, {}\n", major, minor, release, FMT_VERSION, CommandLine::library());
        text += fmt::format("{} threads at hand\n", threads());
    }
    print(text);
    return exit_ok;
}

}  // namespace

void add_version(CommandLine& line) {
    const auto verbose = std::make_shared<bool>(false);
    Arguments words = line.add("version", "print the version", [verbose] { return tell_version(*verbose); });
    words.flag("-v,--verbose", verbose.get(), "also of the libraries and of the plugin interface");
}

}  // namespace limen::app
