// Refuses, before it is opened, what is no file of bytes: a pipe would be waited for, and a device need have no end.
#pragma once

#include <filesystem>

namespace limen {

// Throws DataError where there is no such file, where links lead nowhere or round in circles, and where the path is of
// a folder, a pipe, a socket or a device.
void require_regular_file(const std::filesystem::path&);

}  // namespace limen
