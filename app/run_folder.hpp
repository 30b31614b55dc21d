// The folder of one run: made for it, locked while it runs, and never anyone else's.
#pragma once

#include <filesystem>
#include <string>

namespace limen::app {

class RunFolder {
public:
    // Makes and locks the folder. One that holds something is refused; with `force` an earlier run's results in it are
    // removed, and nothing else. Throws DataError.
    RunFolder(std::filesystem::path folder, bool force);
    // Unlocks; a folder that it made and that stayed empty goes again.
    ~RunFolder();
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return x_path; }
    std::filesystem::path file(const std::string& name) const { return x_path / name; }
    // Writes a whole file or none. Throws DataError.
    void write(const std::string& name, const std::string& text) const;

    // Whether a run is going on in the folder.
    static bool in_use(const std::filesystem::path& folder);

private:
    void lock();
    void refuse_strangers(bool force) const;

    std::filesystem::path x_path;
    bool x_made = false;
    int x_lock = -1;
};

}  // namespace limen::app
