// Keeps the HDF5 library from printing its own stack of errors; ours say what a person needs.
#pragma once

#include <hdf5.h>

namespace limen::h5 {

// To be called before anything that may fail: the library's setting belongs to the thread.
inline void silence() {
    thread_local const herr_t done = H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    static_cast<void>(done);
}

}  // namespace limen::h5
