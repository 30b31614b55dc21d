// The plugins of this build, loaded once.
#pragma once

#include <filesystem>

#include "limen/registry/host.hpp"

namespace limen::test {

inline const PluginHost& built_plugins() {
    static PluginHost loaded;
    if (loaded.plugins().empty()) loaded.load_folders({std::filesystem::path(LIMEN_BINARY_DIR) / "plugins"});
    return loaded;
}

}  // namespace limen::test
