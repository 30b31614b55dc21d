// Hashes files and collects those that a run reads.
#include "limen/files/identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <mutex>
#include <set>

#include "files/sha256.hpp"
#include "limen/model/model.hpp"
#include "limen/registry/host.hpp"

namespace limen {

namespace {

namespace fs = std::filesystem;

std::mutex x_mutex;
bool x_logging = false;
std::set<fs::path> x_noted;

// What tells without reading that a file is as it was.
using Stamp = std::array<std::int64_t, 5>;
std::map<Stamp, std::string> x_hashes;

Stamp stamp_of(const struct stat& status) {
    return {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino), status.st_size,
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::string hash(int descriptor, const fs::path& path) {
    Sha256 sum;
    std::vector<unsigned char> buffer(std::size_t{1} << 18U);
    while (true) {
        const ssize_t count = read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw DataError(path, "", fmt::format("cannot be read: {}", std::strerror(errno)));
        if (count == 0) return sum.digits();
        sum.add({buffer.data(), static_cast<std::size_t>(count)});
    }
}

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

std::string sha256_of_text(std::string_view text) {
    Sha256 sum;
    sum.add({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    return sum.digits();
}

std::string sha256_of_file(const fs::path& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct Closer {
        int number;
        ~Closer() {
            if (number >= 0) close(number);
        }
    } const closer{descriptor};
    struct stat status {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        throw DataError(path, "", fmt::format("cannot be read: {}", std::strerror(errno)));
    if (!S_ISREG(status.st_mode)) throw DataError(path, "", "is not a regular file");
    const Stamp stamp = stamp_of(status);
    {
        const std::lock_guard lock(x_mutex);
        if (const auto known = x_hashes.find(stamp); known != x_hashes.end()) return known->second;
    }
    std::string digits = hash(descriptor, path);
    const std::lock_guard lock(x_mutex);
    return x_hashes[stamp] = std::move(digits);
}

void note_input(const fs::path& path) {
    const std::lock_guard lock(x_mutex);
    if (x_logging) x_noted.insert(path);
}

InputLog::InputLog() {
    const std::lock_guard lock(x_mutex);
    x_logging = true;
    x_noted.clear();
}

InputLog::~InputLog() {
    const std::lock_guard lock(x_mutex);
    x_logging = false;
}

std::vector<fs::path> InputLog::files() const {
    const std::lock_guard lock(x_mutex);
    return {x_noted.begin(), x_noted.end()};
}

RunIdentity identity_of(const Model& model, const PluginHost& host, const std::vector<fs::path>& noted) {
    const Collector collector(model, host);
    return {build_commit(), sha256_of_text(model.text), collector.plugins(), collector.inputs(noted)};
}

}  // namespace limen
