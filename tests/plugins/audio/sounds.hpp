// Sound files that tests write, and tones.
#pragma once

#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

namespace limen::audio::test {

// A folder of a test's own; gone with it.
struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "limen-audio-XXXXXX";
        path = mkdtemp(name.data());
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
};

struct Format {
    int rate = 8000, channels = 1, format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
};

inline void write_sound(const std::filesystem::path& path, const std::vector<double>& samples, Format f = {}) {
    SF_INFO info{};
    info.samplerate = f.rate;
    info.channels = f.channels;
    info.format = f.format;
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    sf_writef_double(file, samples.data(), static_cast<sf_count_t>(samples.size()) / f.channels);
    sf_close(file);
}

inline std::vector<double> tone(double frequency, double rate, std::size_t samples, double amplitude = 0.5) {
    std::vector<double> x;
    for (std::size_t n = 0; n < samples; ++n)
        x.push_back(amplitude * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(n) / rate));
    return x;
}

}  // namespace limen::audio::test
