// Loads shared libraries, and refuses those that would misbehave before any of their code beyond the entry point runs.
#include "limen/registry/host.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#ifdef __SSE__
#include <xmmintrin.h>
#endif

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
    std::string cure = "rebuild it against this limen's headers";
    if (wrong.empty()) {
        compare("was built with C++ library ABI", entry.compiler_abi, compiler_abi);
        if (!wrong.empty() && entry.compiler != nullptr && std::string_view(entry.compiler) != compiler_name)
            cure = fmt::format("it is {}'s, and this limen {}'s: build it with that compiler", entry.compiler,
                               compiler_name);
        compare("has offers of bytes", entry.contents_size, sizeof(Offer));
    }
    if (!wrong.empty()) throw PluginError(path.string(), fmt::format("{}; {}", fmt::join(wrong, "; "), cure));
}

// A library that was linked with -Ofast or -ffast-math makes the processor take the smallest numbers for 0, for all of
// the program, when it is loaded.
class KeptArithmetic {
public:
    void check(const fs::path& path) const {
#ifdef __SSE__
        if (_mm_getcsr() == x_before) return;
        _mm_setcsr(x_before);
        throw PluginError(path.string(),
                          "changes the processor's arithmetic when it is loaded, as libraries do that "
                          "are linked with -Ofast or -ffast-math; build it without them");
#else
        static_cast<void>(path);
#endif
    }

private:
#ifdef __SSE__
    unsigned x_before = _mm_getcsr();
#endif
};

void check_schema(const fs::path& path, const Offer& offer) {
    std::set<std::string> names;
    for (std::size_t row = 0; row < offer.schema.size(); ++row) {
        const ParameterInfo& info = offer.schema[row];
        if (info.name.empty())
            throw PluginError(path.string(),
                              fmt::format("\"{}\": row {} of the {} of its schema is empty or not whole; each needs a "
                                          "name, a member, a unit, a range and a meaning, and the array as many rows "
                                          "as its size says",
                                          offer.name, row + 1, offer.schema.size()));
        if (!names.insert(info.name).second)
            throw PluginError(path.string(), fmt::format("\"{}\": lists \"{}\" twice", offer.name, info.name));
        const std::string wrong = info.required ? "" : check(info, info.default_value);
        if (!wrong.empty())
            throw PluginError(path.string(),
                              fmt::format("\"{}\": the default of \"{}\" {}", offer.name, info.name, wrong));
    }
}

void check_observables(const fs::path& path, const Offer& offer) {
    if (!offer.population) return;
    std::set<std::string> names;
    std::vector<Observable> observables;
    call_plugin(path.string(), [&] { observables = offer.population->observables(); });
    for (const Observable& observable : observables)
        if (observable.name.empty() || !names.insert(observable.name).second)
            throw PluginError(path.string(), fmt::format("\"{}\": has an observable \"{}\" {}", offer.name,
                                                         observable.name, observable.name.empty() ? "" : "twice"));
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
        for (const fs::path& library : libraries) load_or_refuse(library);
    }
}

void PluginHost::load_or_refuse(const fs::path& library) {
    PluginContents contents;
    try {
        contents = open(library);
        add(contents, library);
    } catch (const PluginError& error) {
        x_refused.push_back({library, error.what(), {}});
        for (const Offer& offer : contents.offers) x_refused.back().offers.emplace_back(offer.kind, offer.name);
    }
}

void PluginHost::load(const fs::path& library) { add(open(library), library); }

PluginContents PluginHost::open(const fs::path& library) {
    const KeptArithmetic arithmetic;
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw PluginError(library.string(), fmt::format("cannot be loaded: {}", dlerror()));
    arithmetic.check(library);
    void* symbol = dlsym(handle, "limen_plugin_entry");
    const PluginEntry* entry = symbol != nullptr ? reinterpret_cast<const PluginEntry* (*)()>(symbol)() : nullptr;
    if (entry == nullptr)
        throw PluginError(library.string(),
                          "is not a Limen plugin: it has no limen_plugin_entry (LIMEN_PLUGIN defines it)");
    check_entry(library, *entry);
    PluginContents contents;
    try {
        call_plugin(library.string(), [&] { entry->fill(contents); });
    } catch (const PluginError&) {
        throw;
    } catch (const Error& error) {
        throw PluginError(library.string(), fmt::format("failed: {}", error.what()));
    }
    return contents;
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
        check_observables(path, offer);
    }
    for (Offer& offer : contents.offers) offer.plugin = contents.name;
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

std::string PluginHost::doubt(Kind kind, const std::string& name) const {
    const bool found = find(kind, name) != nullptr;
    std::string text;
    for (const RefusedLibrary& library : x_refused) {
        const bool has =
            std::find(library.offers.begin(), library.offers.end(), std::pair(kind, name)) != library.offers.end();
        // Of a library whose offers are not known, none that another has is missed.
        if (has || (!found && library.offers.empty())) text += (text.empty() ? "" : "; ") + library.reason;
    }
    return text;
}

std::string PluginHost::search_text() const {
    std::vector<std::string> folders;
    for (const fs::path& folder : x_search_path) folders.push_back(folder.string());
    return fmt::format("liblimen_*.so in {}", fmt::join(folders, ", "));
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
    const auto add = [&](const fs::path& folder) {
        if (std::find(folders.begin(), folders.end(), folder) == folders.end()) folders.push_back(folder);
    };
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    if (!error) {
        add(program.parent_path() / "plugins");
        add((program.parent_path() / "../lib/limen/plugins").lexically_normal());
    }
    // Of a program of somebody else's, which lies anywhere.
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&default_plugin_folders), &library) != 0 && library.dli_fname != nullptr)
        if (const fs::path file = fs::canonical(library.dli_fname, error); !error)
            add(file.parent_path() / "limen/plugins");
    return folders;
}

std::string plugin_place(const Offer& offer, const std::string& table) {
    return fmt::format("{}{} \"{}\"{}", offer.plugin.empty() ? "" : fmt::format("plugin \"{}\", ", offer.plugin),
                       kind_name(offer.kind), offer.name, table.empty() ? "" : fmt::format(" of [{}]", table));
}

void blame_plugin(const std::string& place, const std::string& moment, Mendable mendable) {
    const std::string failed = "failed" + (moment.empty() ? "" : " " + moment);
    try {
        throw;
    } catch (const PluginError&) {
        throw;
    } catch (const std::bad_alloc&) {
        if (mendable == Mendable::yes) throw;  // the machine's fault, or the model's, which is too large
        throw PluginError(place, failed + ": there is not enough memory");
    } catch (const Error& error) {
        const bool of_the_user = dynamic_cast<const ParameterError*>(&error) != nullptr ||
                                 dynamic_cast<const DataError*>(&error) != nullptr ||
                                 dynamic_cast<const ModelError*>(&error) != nullptr;
        if (of_the_user && mendable == Mendable::yes) throw;
        throw PluginError(place, fmt::format("{}: {}", failed, error.what()));
    } catch (const std::exception& failure) {
        throw PluginError(place, fmt::format("{}: {}", failed, failure.what()));
    } catch (...) {
        throw PluginError(place, failed + " with an unknown exception");
    }
}

}  // namespace limen
