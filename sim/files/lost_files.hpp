// Which HDF5 files did not take all that was written to them.
#pragma once

#include <hdf5.h>

#include <filesystem>

namespace limen::h5 {

// Closes a file that was written. Where the disk does not take the rest, the file is noted as lost, and stays as it is:
// the library ends its work on a file in memory. Never fails, as it is called where an error cannot be told.
herr_t close_written(hid_t file);
// Whether a file of this path was lost in this process.
bool is_lost(const std::filesystem::path&);

}  // namespace limen::h5
