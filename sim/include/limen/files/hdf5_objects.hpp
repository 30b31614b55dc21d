// Tells the objects of an HDF5 file apart and whole ones from damaged ones, for whoever walks through all of them.
#pragma once

#include <cstdint>
#include <string>

#include "limen/hdf5.hpp"

namespace limen::h5 {

// The objects of a file, which outlives this. One thread at a time.
class Objects {
public:
    explicit Objects(const File&);
    // Where in the file an object is: hard links make one object a member of many groups, and of itself. Throws
    // DataError where it cannot be opened.
    std::uint64_t address(const std::string& path) const;
    bool is_dataset(const std::string& path) const;
    // Whether what is stored of a dataset can be found: a write that was torn leaves others whole.
    bool whole(const std::string& dataset) const;

private:
    Id open(const std::string& path) const;

    const File* x_of;
    Id x_file;
};

// Whether the file says that a writer has it open, or was killed: readers that follow a writer need another way in.
bool has_writer_mark(const std::filesystem::path&);

}  // namespace limen::h5
