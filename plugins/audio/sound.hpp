// Recordings of sound.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace limen::audio {

struct Sound {
    double rate = 0;              // samples per second
    std::vector<double> samples;  // one channel, full scale -1 to 1
    bool cut_off = false;         // the file says that it holds more
};

// Any format that libsndfile reads (WAV, FLAC, AIFF, ...). Throws DataError where it is none, has several channels, no
// sample, one that is not finite, an absurd rate, or far more samples than its file has bytes.
Sound read_sound(const std::filesystem::path&);

// What is odd about a recording that can be read: that it is cut off, silent, or clipped; empty if nothing is.
std::string oddity_of(const Sound&);

}  // namespace limen::audio
