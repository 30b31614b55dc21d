// Collects the plugins and files that a model makes a run use.
#include "limen/model/run_identity.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "limen/files/identity.hpp"
#include "limen/model/model.hpp"
#include "limen/registry/host.hpp"
#include "limen/version.hpp"

namespace limen {

namespace {

namespace fs = std::filesystem;

// The file that a model calls `value`, if there is one.
void add_named(const fs::path& folder, const std::string& value, std::set<fs::path>& files) {
    std::error_code error;
    if (!value.empty() && fs::is_regular_file(folder / value, error)) files.insert(folder / value);
}

class Collector {
public:
    Collector(const Model& model, const PluginHost& host) : x_host(host), x_folder(model.file.parent_path()) {
        for (const DataSpec& data : model.data) take(data);
        for (const PopulationSpec& population : model.populations) {
            take(population);
            if (population.rule) take(*population.rule);
        }
        for (const ProjectionSpec& projection : model.projections) take(projection);
        for (const DriveSpec& drive : model.drives) take(drive);
        for (const ReadoutSpec& readout : model.readouts) take(readout);
    }

    std::vector<UsedPlugin> plugins() const {
        std::vector<UsedPlugin> used;
        for (const LoadedPlugin* plugin : x_plugins)
            used.push_back(
                {plugin->name, plugin->version, fs::exists(plugin->path) ? sha256_of_file(plugin->path) : ""});
        std::sort(used.begin(), used.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
        return used;
    }

    std::vector<InputFile> inputs(const std::vector<fs::path>& noted) const {
        std::set<fs::path> files = x_files;
        files.insert(noted.begin(), noted.end());
        std::map<std::string, InputFile> inputs;
        for (const fs::path& path : files) {
            const fs::path relative = x_folder.empty() ? path : path.lexically_relative(x_folder);
            const bool inside = !relative.empty() && relative.is_relative() == path.is_relative();
            const std::string name = (inside ? relative : path).lexically_normal().string();
            inputs[name] = {name, sha256_of_file(path), path};
        }
        std::vector<InputFile> sorted;
        for (auto& [name, input] : inputs) sorted.push_back(std::move(input));
        return sorted;
    }

private:
    void take(const Component& component) {
        if (component.offer == nullptr) return;
        x_plugins.insert(&x_host.plugin_of(*component.offer));
        // What a trainer calls a file is its own to write.
        if (component.offer->kind == Kind::trainer) return;
        for (const auto& [key, value] : component.parameters.values()) {
            if (const auto* text = std::get_if<std::string>(&value)) add_named(x_folder, *text, x_files);
            if (const auto* texts = std::get_if<std::vector<std::string>>(&value))
                for (const std::string& text : *texts) add_named(x_folder, text, x_files);
        }
    }

    const PluginHost& x_host;
    fs::path x_folder;
    std::set<const LoadedPlugin*> x_plugins;
    std::set<fs::path> x_files;
};

}  // namespace

RunIdentity identity_of(const Model& model, const PluginHost& host, const std::vector<fs::path>& noted) {
    const Collector collector(model, host);
    return {build_commit(), sha256_of_text(model.text), collector.plugins(), collector.inputs(noted)};
}

}  // namespace limen
