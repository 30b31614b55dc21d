// `limen plugins`: which plugins were found, and where they are looked for.
#include <fmt/format.h>

#include "commands.hpp"
#include "limen/host.hpp"
#include "output.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

Exit list_plugins() {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    Table table({{"plugin", ""}, {"version", ""}, {"offers", ""}, {"path", ""}});
    for (const LoadedPlugin& plugin : host.plugins()) {
        std::string offers;
        for (const Offer* offer : plugin.offers) offers += (offers.empty() ? "" : ", ") + offer->name;
        table.add(
            {text_cell(plugin.name), text_cell(plugin.version), text_cell(offers), text_cell(plugin.path.string())});
    }
    std::string text = table.empty() ? "no plugin was found\n" : table.text();
    text += "\nlooked for in (LIMEN_PLUGIN_PATH comes first):\n";
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
