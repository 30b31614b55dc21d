// Finds and loads plugins, and looks up what they offer.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "limen/plugin.hpp"

namespace limen {

struct LoadedPlugin {
    std::string name, version;
    std::filesystem::path path;
    std::vector<const Offer*> offers;
};

// Owns every loaded plugin. Libraries are never unloaded, because their code may still be on some thread's stack.
class PluginHost {
public:
    PluginHost() = default;
    PluginHost(const PluginHost&) = delete;
    PluginHost& operator=(const PluginHost&) = delete;

    // Loads every liblimen_*.so of the folders, in the order of their names; a folder that does not exist holds none.
    // Throws PluginError (wrong interface version, two plugins of one name, two offers of one name and kind, ...).
    void load_folders(const std::vector<std::filesystem::path>& folders);
    void load(const std::filesystem::path& library);
    // Takes a plugin that is linked into this program, as tests do.
    void add(PluginContents contents, const std::filesystem::path& path);

    const std::vector<LoadedPlugin>& plugins() const noexcept { return x_plugins; }
    // nullptr if no plugin offers it.
    const Offer* find(Kind kind, const std::string& name) const;
    // The plugin that an offer came from.
    const LoadedPlugin& plugin_of(const Offer&) const;
    std::vector<std::string> names(Kind kind) const;
    const std::vector<std::filesystem::path>& search_path() const noexcept { return x_search_path; }

private:
    std::vector<std::unique_ptr<PluginContents>> x_contents;
    std::vector<LoadedPlugin> x_plugins;
    std::vector<std::filesystem::path> x_search_path;
};

// Where plugins are looked for: the folders of LIMEN_PLUGIN_PATH (separated by colons), then `plugins` beside this
// program, then ../lib/limen/plugins from it.
std::vector<std::filesystem::path> default_plugin_folders();

// Runs a plugin's code and turns whatever it throws, errors of Limen's own aside, into a PluginError that names the
// plugin.
void call_plugin(const std::string& plugin, const std::function<void()>& call);

}  // namespace limen
