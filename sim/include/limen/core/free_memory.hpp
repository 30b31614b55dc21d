// How much memory there is to be had.
#pragma once

namespace limen {

// Bytes that can be had without swapping; infinite where the system does not say.
double free_memory();

}  // namespace limen
