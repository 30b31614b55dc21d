// `limen version`: what this program was built from.
#include "limen/version.hpp"

#include <fmt/format.h>

#include <memory>

#include "commands.hpp"
#include "limen/hdf5.hpp"
#include "limen/parallel.hpp"
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
        text += fmt::format("HDF5 {}.{}.{}, fmt {}, CLI11 {}\n", major, minor, release, FMT_VERSION, CLI11_VERSION);
        text += fmt::format("{} threads at hand\n", threads());
    }
    print(text);
    return exit_ok;
}

}  // namespace

void add_version(CLI::App& app, Command& chosen) {
    CLI::App& command = *app.add_subcommand("version", "print the version");
    const auto verbose = std::make_shared<bool>(false);
    command.add_flag("-v,--verbose", *verbose, "also of the libraries and of the plugin interface");
    command.callback([&chosen, verbose] { chosen = [verbose] { return tell_version(*verbose); }; });
}

}  // namespace limen::app
