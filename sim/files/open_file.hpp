// Opens an HDF5 file to read, whether or not it is still being written.
#pragma once

#include "limen/hdf5.hpp"

namespace limen::h5 {

// A negative Id where it cannot be opened. The file must be a regular one.
Id open_to_read(const std::filesystem::path&);

}  // namespace limen::h5
