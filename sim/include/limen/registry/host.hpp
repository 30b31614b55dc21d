// Finds and loads plugins, and looks up what they offer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "limen/plugin.hpp"

namespace limen {

struct LoadedPlugin {
    std::string name, version;
    std::filesystem::path path;
    std::vector<const Offer*> offers;
};

// A library that is no plugin for this limen: it stops the models alone that need it.
struct RefusedLibrary {
    std::filesystem::path path;
    std::string reason;                                  // begins with the path
    std::vector<std::pair<Kind, std::string>> offers{};  // as far as they are known
};

// Owns every loaded plugin. Libraries are never unloaded, because their code may still be on some thread's stack.
class PluginHost {
public:
    PluginHost() = default;
    PluginHost(const PluginHost&) = delete;
    PluginHost& operator=(const PluginHost&) = delete;

    // Loads every liblimen_*.so of the folders, in the order of their names; a folder that does not exist holds none.
    // What load() would throw of one is kept in refused().
    void load_folders(const std::vector<std::filesystem::path>& folders);
    // Loads one library. Throws PluginError (wrong interface, two plugins of one name, two offers of one name and kind,
    // ...).
    void load(const std::filesystem::path& library);
    // Takes a plugin that is linked into this program, as tests do.
    void add(PluginContents contents, const std::filesystem::path& path);

    const std::vector<LoadedPlugin>& plugins() const noexcept { return x_plugins; }
    const std::vector<RefusedLibrary>& refused() const noexcept { return x_refused; }
    // Why an offer that find() gives, or does not give, is none to rely on: the refused libraries that have it, or may
    // have it; empty if there are none.
    std::string doubt(Kind, const std::string& name) const;
    // "liblimen_*.so in a, b": what load_folders() looked for.
    std::string search_text() const;
    // The offer of this kind and name; nullptr if no plugin has it.
    const Offer* find(Kind kind, const std::string& name) const;
    // The plugin that an offer came from.
    const LoadedPlugin& plugin_of(const Offer&) const;
    std::vector<std::string> names(Kind kind) const;
    const std::vector<std::filesystem::path>& search_path() const noexcept { return x_search_path; }

private:
    // The contents of a library that this limen can take.
    static PluginContents open(const std::filesystem::path& library);
    void load_or_refuse(const std::filesystem::path& library);

    std::vector<std::unique_ptr<PluginContents>> x_contents;
    std::vector<LoadedPlugin> x_plugins;
    std::vector<RefusedLibrary> x_refused;
    std::vector<std::filesystem::path> x_search_path;
};

// Where plugins are looked for: the folders of LIMEN_PLUGIN_PATH (separated by colons), then `plugins` beside this
// program, then ../lib/limen/plugins from it, and `limen/plugins` beside this library.
std::vector<std::filesystem::path> default_plugin_folders();

// The plugin that an offer came from, the offer, and the table of the model that names it:
// plugin "lsm", population "lif" of [population.liquid].
std::string plugin_place(const Offer&, const std::string& table);

// To be called while an exception is handled: throws it on as a PluginError that names the place and the moment, such
// as "at 12.5 ms of trial 3" or "". What a user must mend (ParameterError, DataError, ModelError) passes where a model
// is still being built, and a PluginError always.
enum class Mendable { yes, no };
[[noreturn]] void blame_plugin(const std::string& place, const std::string& moment, Mendable);

// Runs a plugin's code while a model is read or built; what it throws becomes a PluginError that names the plugin.
template <class Call>
void call_plugin(const std::string& place, Call&& call) {
    try {
        call();
    } catch (...) {
        blame_plugin(place, "", Mendable::yes);
    }
}

// The same while a model runs: moment() is asked only after a fault.
template <class Moment, class Call>
void call_running_plugin(const std::string& place, Moment&& moment, Call&& call) {
    try {
        call();
    } catch (...) {
        blame_plugin(place, moment(), Mendable::no);
    }
}

}  // namespace limen
