// The folder of one run: made for it, locked while it runs, and never anyone else's.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "file_lock.hpp"
#include "limen/files/whole_file.hpp"

namespace limen::app {

class RunFolder {
public:
    // Makes and locks the folder. One that holds something is refused; with `force` an earlier run's results in it will
    // be replaced, when all of the new ones are there, and nothing else. Throws DataError.
    RunFolder(std::filesystem::path folder, bool force);
    // Unlocks; a folder that it made and that stayed empty goes again, and so does what was not published.
    ~RunFolder();
    RunFolder(const RunFolder&) = delete;
    RunFolder& operator=(const RunFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return x_path; }
    std::filesystem::path file(const std::string& name) const { return x_path / name; }
    // Throws DataError where the run would replace a file that it reads.
    void refuse_input(const std::filesystem::path& input) const;

    // A file of the run, to be written under the name that this returns. Throws DataError.
    const std::filesystem::path& add(const std::string& name);
    void write(const std::string& name, const std::string& text);
    // The recording, which is written and closed as run.h5.part.
    void add_recording();
    // Where the recording that was added can be read now.
    std::filesystem::path recording() const;

    // Gives what was added so far its names, unless an earlier run's results have them: those wait for publish().
    void settle();
    // Gives everything its name at once, and removes what else an earlier run left. Throws DataError, and then what was
    // there is there still.
    void publish();

    // Whether a run is going on in the folder.
    static bool in_use(const std::filesystem::path& folder);

private:
    void refuse_strangers(bool force) const;
    void remove_leftovers() const;
    void put_in_place(const std::vector<std::filesystem::path>& stale);

    std::filesystem::path x_path;
    bool x_made = false, x_replaces = false;
    std::optional<AtInterrupt> x_empty_goes;
    std::optional<FileLock> x_lock;
    std::vector<std::unique_ptr<WholeFile>> x_added;
    std::vector<std::filesystem::path> x_placed;
};

}  // namespace limen::app
