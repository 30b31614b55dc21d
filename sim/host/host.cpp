// Loads shared libraries, and refuses those that would misbehave before any of their code beyond the entry point runs.
#include "limen/host.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

namespace limen {

namespace {

namespace fs = std::filesystem;

// Everything that does not fit, in one message.
void check_entry(const fs::path& path, const PluginEntry& entry) {
    std::vector<std::string> wrong;
    const auto compare = [&](const char* what, std::uint32_t theirs, std::uint32_t ours) {
        if (theirs != ours) wrong.push_back(fmt::format("{} {}, this limen {}", what, theirs, ours));
    };
    compare("speaks plugin interface", entry.interface_version, plugin_interface_version);
    // The other fields can be trusted only where the first two agree.
    if (wrong.empty()) compare("has an entry of bytes", entry.entry_size, sizeof(PluginEntry));
    if (wrong.empty()) {
        compare("was built with C++ library ABI", entry.compiler_abi, compiler_abi);
        compare("has offers of bytes", entry.contents_size, sizeof(Offer));
    }
    if (!wrong.empty())
        throw PluginError(path.string(),
                          fmt::format("{}; rebuild it against this limen's headers", fmt::join(wrong, "; ")));
}

void check_schema(const fs::path& path, const Offer& offer) {
    std::set<std::string> names;
    for (const ParameterInfo& info : offer.schema) {
        if (!names.insert(info.name).second)
            throw PluginError(path.string(), fmt::format("\"{}\": lists \"{}\" twice", offer.name, info.name));
        const std::string wrong = info.required ? "" : check(info, info.default_value);
        if (!wrong.empty())
            throw PluginError(path.string(),
                              fmt::format("\"{}\": the default of \"{}\" {}", offer.name, info.name, wrong));
    }
}

bool has_factory(const Offer& offer) {
    switch (offer.kind) {
        case Kind::population:
            return offer.population != nullptr;
        case Kind::topology:
            return offer.topology != nullptr;
        case Kind::drive:
            return offer.drive != nullptr;
        case Kind::dataset:
            return offer.dataset != nullptr;
        case Kind::trainer:
            return offer.trainer != nullptr;
    }
    return false;
}

}  // namespace

const char* kind_name(Kind kind) noexcept {
    switch (kind) {
        case Kind::population:
            return "population";
        case Kind::topology:
            return "connection rule";
        case Kind::drive:
            return "drive";
        case Kind::dataset:
            return "data reader";
        case Kind::trainer:
            return "trainer";
    }
    return "";
}

void PluginHost::load_folders(const std::vector<fs::path>& folders) {
    x_search_path = folders;
    std::set<fs::path> seen;
    for (const fs::path& folder : folders) {
        std::error_code error;
        if (!seen.insert(fs::weakly_canonical(folder, error)).second) continue;
        std::vector<fs::path> libraries;
        for (const auto& entry : fs::directory_iterator(folder, error)) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("liblimen_") && name.ends_with(".so")) libraries.push_back(entry.path());
        }
        std::sort(libraries.begin(), libraries.end());
        for (const fs::path& library : libraries) load(library);
    }
}

void PluginHost::load(const fs::path& library) {
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw PluginError(library.string(), fmt::format("cannot be loaded: {}", dlerror()));
    void* symbol = dlsym(handle, "limen_plugin_entry");
    const PluginEntry* entry = symbol != nullptr ? reinterpret_cast<const PluginEntry* (*)()>(symbol)() : nullptr;
    if (entry == nullptr)
        throw PluginError(library.string(),
                          "is not a Limen plugin: it has no limen_plugin_entry (LIMEN_PLUGIN defines it)");
    check_entry(library, *entry);
    PluginContents contents;
    call_plugin(entry->name, [&] { entry->fill(contents); });
    add(std::move(contents), library);
}

void PluginHost::add(PluginContents contents, const fs::path& path) {
    for (const LoadedPlugin& other : x_plugins)
        if (other.name == contents.name)
            throw PluginError(path.string(),
                              fmt::format("is called \"{}\", and so is {}", contents.name, other.path.string()));
    std::set<std::pair<Kind, std::string>> own;
    for (const Offer& offer : contents.offers) {
        if (!own.insert({offer.kind, offer.name}).second)
            throw PluginError(path.string(),
                              fmt::format("offers the {} \"{}\" twice", kind_name(offer.kind), offer.name));
        if (!has_factory(offer))
            throw PluginError(path.string(), fmt::format("offers \"{}\" without the factory of a {}", offer.name,
                                                         kind_name(offer.kind)));
        if (const Offer* other = find(offer.kind, offer.name))
            throw PluginError(path.string(), fmt::format("offers the {} \"{}\", and so does {}", kind_name(offer.kind),
                                                         offer.name, plugin_of(*other).path.string()));
        check_schema(path, offer);
    }
    x_contents.push_back(std::make_unique<PluginContents>(std::move(contents)));
    LoadedPlugin loaded{x_contents.back()->name, x_contents.back()->version, path, {}};
    for (const Offer& offer : x_contents.back()->offers) loaded.offers.push_back(&offer);
    x_plugins.push_back(std::move(loaded));
}

const Offer* PluginHost::find(Kind kind, const std::string& name) const {
    for (const LoadedPlugin& plugin : x_plugins)
        for (const Offer* offer : plugin.offers)
            if (offer->kind == kind && offer->name == name) return offer;
    return nullptr;
}

const LoadedPlugin& PluginHost::plugin_of(const Offer& wanted) const {
    for (const LoadedPlugin& plugin : x_plugins)
        if (std::find(plugin.offers.begin(), plugin.offers.end(), &wanted) != plugin.offers.end()) return plugin;
    throw std::logic_error("an offer of no plugin of this host");
}

std::vector<std::string> PluginHost::names(Kind kind) const {
    std::vector<std::string> names;
    for (const LoadedPlugin& plugin : x_plugins)
        for (const Offer* offer : plugin.offers)
            if (offer->kind == kind) names.push_back(offer->name);
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<fs::path> default_plugin_folders() {
    std::vector<fs::path> folders;
    if (const char* path = std::getenv("LIMEN_PLUGIN_PATH")) {
        std::istringstream stream(path);
        for (std::string folder; std::getline(stream, folder, ':');)
            if (!folder.empty()) folders.emplace_back(folder);
    }
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        folders.push_back(program.parent_path() / "plugins");
        folders.push_back((program.parent_path() / "../lib/limen/plugins").lexically_normal());
    }
    return folders;
}

void call_plugin(const std::string& plugin, const std::function<void()>& call) {
    try {
        call();
    } catch (const Error&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;  // the machine's fault, not the plugin's
    } catch (const std::exception& failure) {
        throw PluginError(plugin, fmt::format("failed: {}", failure.what()));
    } catch (...) {
        throw PluginError(plugin, "failed with an unknown exception");
    }
}

}  // namespace limen
