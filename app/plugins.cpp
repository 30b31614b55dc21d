// `limen plugins`: which plugins were found, and where they are looked for.
#include <fmt/format.h>

#include <array>
#include <sstream>

#include "commands.hpp"
#include "limen/registry/host.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

constexpr std::size_t width = 100;  // of lines, unless a single word is longer

// The words, separated by spaces, in lines that begin with so many spaces but for the first, which begins with `head`.
std::string wrapped(std::string head, const std::string& words) {
    constexpr std::size_t indent = 22;
    head.resize(std::max(head.size(), indent), ' ');
    std::string text, line = head;
    std::istringstream stream(words);
    for (std::string word; stream >> word;) {
        if (line.size() + 1 + word.size() > width && line.size() > indent) {
            text += line + "\n";
            line = std::string(indent, ' ');
        }
        line += (line.size() == indent ? "" : " ") + word;
    }
    return text + line + "\n";
}

std::string offers_text(const LoadedPlugin& plugin) {
    std::string text;
    for (const Kind kind : {Kind::dataset, Kind::population, Kind::topology, Kind::drive, Kind::trainer}) {
        std::string names;
        for (const Offer* offer : plugin.offers)
            if (offer->kind == kind) names += (names.empty() ? "" : ", ") + offer->name;
        if (!names.empty()) text += wrapped(fmt::format("  {}", kind_name(kind)), names);
    }
    return text;
}

Exit list_plugins() {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    std::string text;
    for (const LoadedPlugin& plugin : host.plugins())
        text +=
            fmt::format("{} {}\n  {}\n{}\n", plugin.name, plugin.version, plugin.path.string(), offers_text(plugin));
    if (text.empty()) text = "no plugin was found\n\n";
    for (const RefusedLibrary& library : host.refused()) text += wrapped("refused:", library.reason);
    if (!host.refused().empty()) text += "\n";
    text += "looked for liblimen_*.so in (LIMEN_PLUGIN_PATH comes first):\n";
    for (const auto& folder : host.search_path()) {
        std::error_code error;
        const bool there = std::filesystem::is_directory(folder, error);
        text += fmt::format("  {}{}\n", folder.string(), there ? "" : "  (not there)");
    }
    print(text);
    return exit_ok;
}

}  // namespace

void add_plugins(CommandLine& line) {
    line.add("plugins", "list the plugins that were found, and where they are looked for", list_plugins);
}

}  // namespace limen::app
