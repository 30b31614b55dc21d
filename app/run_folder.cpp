// Makes, locks and fills the folder of a run.
#include "run_folder.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "limen/core/error.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = ".lock";
constexpr const char* recording_name = "run.h5";
constexpr const char* growing_name = "run.h5.part";

// Everything that a run leaves, and so everything that --force may replace.
constexpr std::array written{"run.h5",       "readouts.h5", "model.toml",   "resolved.toml",
                             "results.json", "results.csv", "manifest.json"};
// By these a folder is known as a run's.
constexpr std::array telling{"run.h5", "run.h5.part", "manifest.json", "resolved.toml"};

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(fs::symlink_status(path, error));
}

// What a run that was killed leaves of files that were on their way. Of the recording the part is no such leftover.
bool is_leftover(const std::string& name) {
    if (WholeFile::is_left(name, growing_name)) return true;
    return std::any_of(written.begin(), written.end(), [&](const std::string file) {
        return WholeFile::is_left(name, file) || (name == file + ".part" && name != growing_name) ||
               name == file + ".part.new";
    });
}

bool is_lock(const std::string& name) {
    return name == lock_name || (name.starts_with(".") && name.ends_with(".lock"));
}

}  // namespace

RunFolder::RunFolder(fs::path folder, bool force) : x_path(std::move(folder)) {
    std::error_code error;
    if (fs::exists(x_path, error) && !fs::is_directory(x_path, error))
        throw DataError(x_path, "", "is a file; the results of a run need a folder");
    x_made = fs::create_directories(x_path, error);
    if (error) throw DataError(x_path, "", "the folder cannot be made: " + error.message());
    x_empty_goes.emplace([this] {
        if (x_made) rmdir(x_path.c_str());
        return std::string();
    });
    x_lock.emplace(file(lock_name), x_path, "give another folder (-o)");
    refuse_strangers(force);
    remove_leftovers();
    x_replaces = std::any_of(written.begin(), written.end(), [&](const char* name) { return is_there(file(name)); });
}

RunFolder::~RunFolder() {
    x_added.clear();
    x_lock.reset();
    x_empty_goes.reset();
    if (x_made) rmdir(x_path.c_str());
}

void RunFolder::refuse_strangers(bool force) const {
    bool empty = true;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(x_path, error)) {
        const std::string name = entry.path().filename().string();
        empty = empty && (is_lock(name) || is_leftover(name));
    }
    if (error) throw DataError(x_path, "", "cannot be read: " + error.message());
    if (empty) return;
    const bool is_run =
        std::any_of(telling.begin(), telling.end(), [&](const char* name) { return is_there(file(name)); });
    if (!is_run) throw DataError(x_path, "", "holds other files; give a folder of its own (-o)");
    if (!force)
        throw DataError(x_path, "",
                        "holds the results of a run; replace them with --force, or give another folder (-o)");
    for (const char* name : written)
        if (fs::is_directory(fs::symlink_status(file(name), error)))
            throw DataError(file(name), "", "cannot be replaced: it is a folder");
}

void RunFolder::remove_leftovers() const {
    std::vector<fs::path> left;
    for (const auto& entry : fs::directory_iterator(x_path))
        if (is_leftover(entry.path().filename().string())) left.push_back(entry.path());
    for (const fs::path& path : left) unlink(path.c_str());
}

void RunFolder::refuse_input(const fs::path& input) const {
    for (const std::string name : written) refuse_source(file(name), {input, "an input of this run"});
    refuse_source(file(growing_name), {input, "an input of this run"});
}

const fs::path& RunFolder::add(const std::string& name) {
    x_added.push_back(std::make_unique<WholeFile>(file(name)));
    return x_added.back()->path();
}

void RunFolder::write(const std::string& name, const std::string& text) {
    add(name);
    x_added.back()->write(text);
}

void RunFolder::add_recording() {
    x_added.push_back(std::make_unique<WholeFile>(file(recording_name), file(growing_name)));
}

fs::path RunFolder::recording() const {
    const bool placed = std::find(x_placed.begin(), x_placed.end(), file(recording_name)) != x_placed.end();
    return file(placed ? recording_name : growing_name);
}

void RunFolder::put_in_place(const std::vector<fs::path>& stale) {
    std::vector<WholeFile*> files;
    for (const auto& added : x_added) files.push_back(added.get());
    WholeFile::publish(files, stale);
    for (const auto& added : x_added) x_placed.push_back(added->file());
    x_added.clear();
}

void RunFolder::settle() {
    if (!x_replaces) put_in_place({});
}

void RunFolder::publish() {
    std::vector<fs::path> fresh = x_placed, stale;
    for (const auto& added : x_added) fresh.push_back(added->file());
    for (const char* name : written)
        if (std::find(fresh.begin(), fresh.end(), file(name)) == fresh.end()) stale.push_back(file(name));
    put_in_place(stale);
    x_replaces = false;
}

bool RunFolder::in_use(const fs::path& folder) { return FileLock::held(folder / lock_name); }

}  // namespace limen::app
