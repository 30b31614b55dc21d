// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace limen {

// A file on its way: written beside its place under a name that nobody else has, and gone again unless it is published.
// One thread at a time.
class WholeFile {
public:
    // Makes it, empty; follows no link. Throws DataError.
    explicit WholeFile(std::filesystem::path file);
    // Takes one that is written already. It stays under its present name if it is not published.
    WholeFile(std::filesystem::path file, std::filesystem::path written);
    ~WholeFile();
    WholeFile(const WholeFile&) = delete;
    WholeFile& operator=(const WholeFile&) = delete;

    const std::filesystem::path& file() const noexcept { return x_file; }  // where it will be
    const std::filesystem::path& path() const noexcept { return x_path; }  // where to write
    void write(std::string_view text) const;                               // all that it holds. Throws DataError
    void sync() const;                                                     // to the disk. Throws DataError
    // Puts it in its place, safe on disk. Throws DataError, and then what was there is there still.
    void publish();
    // Publishes all of these files, which lie in one folder, or none; with them the `stale` files there go.
    static void publish(std::span<WholeFile* const> files, const std::vector<std::filesystem::path>& stale = {});

    // Removes every file that is on its way, for a program that is about to end. Any thread.
    static void abandon_all() noexcept;
    // Whether `name` is what a WholeFile for `file` was called that was killed.
    static bool is_left(std::string_view name, std::string_view file);

private:
    std::filesystem::path x_file, x_path;
    bool x_made = true, x_published = false;
};

}  // namespace limen
