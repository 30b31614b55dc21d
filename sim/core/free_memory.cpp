// Asks Linux.
#include "limen/core/free_memory.hpp"

#include <fstream>
#include <limits>
#include <string>

namespace limen {

double free_memory() {
    std::ifstream stream("/proc/meminfo");
    constexpr double bytes_per_kb = 1024;
    std::string key, unit;
    for (double kb = 0; stream >> key >> kb; std::getline(stream, unit))
        if (key == "MemAvailable:") return kb * bytes_per_kb;
    return std::numeric_limits<double>::infinity();
}

}  // namespace limen
