// Resident memory as Linux counts it; see proc(5) on clear_refs and status.
#include "limen/core/peak_memory.hpp"

#include <malloc.h>

#include <fstream>
#include <limits>
#include <string>

namespace limen {

namespace {

// Bytes, of a line of /proc/self/status; NaN if there is no such.
double status_bytes(const std::string& key) {
    std::ifstream stream("/proc/self/status");
    constexpr double bytes_per_kb = 1024;
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with(key + ":")) return std::stod(line.substr(key.size() + 1)) * bytes_per_kb;
    return std::numeric_limits<double>::quiet_NaN();
}

// Lets the peak begin at what is resident now; false where that is not allowed.
bool reset_peak() {
    std::ofstream stream("/proc/self/clear_refs");
    stream << "5" << std::flush;
    return static_cast<bool>(stream);
}

}  // namespace

PeakMemory::PeakMemory() {
    // What earlier parts have freed would hide what this one takes.
    malloc_trim(0);
    x_start = reset_peak() ? status_bytes("VmRSS") : std::numeric_limits<double>::quiet_NaN();
}

double PeakMemory::bytes() const { return status_bytes("VmHWM") - x_start; }

}  // namespace limen
