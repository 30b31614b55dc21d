// Keeps the HDF5 library from printing its own stack of errors; ours say what a person needs.
#pragma once

#include <hdf5.h>

namespace limen::h5 {

// To be called before anything that may fail: the library's setting belongs to the thread, and so does the stack, which
// the library would not free when the thread ends.
inline void silence() {
    struct Silence {
        Silence() { H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr); }
        ~Silence() { H5Eclear2(H5E_DEFAULT); }
    };
    thread_local const Silence silent;
    static_cast<void>(silent);
}

}  // namespace limen::h5
