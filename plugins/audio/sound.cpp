// Reads with libsndfile.
#include "audio/sound.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <memory>

#include "limen/core/error.hpp"
#include "limen/files/identity.hpp"
#include "limen/files/regular_file.hpp"

namespace limen::audio {

namespace {

// libsndfile takes what there is of a file that was cut off, and tells its log alone: "data : 8000 (should be 5001)".
bool is_cut_off(SNDFILE* file) {
    std::string log(1 << 14, '\0');
    const int length = sf_command(file, SFC_GET_LOG_INFO, log.data(), static_cast<int>(log.size()));
    log.resize(static_cast<std::size_t>(std::max(length, 0)));
    // In WAV, AIFF, AU and W64; then in RF64.
    for (const std::string chunk : {"data : ", "SSND : ", "Data Size   : ", "riff : "}) {
        const std::size_t at = log.find(chunk);
        unsigned long long claimed = 0, there = 0;
        if (at == std::string::npos ||
            std::sscanf(log.c_str() + at + chunk.size(), "%llu (should be %llu)", &claimed, &there) != 2)
            continue;
        // Programs that write into a pipe cannot know the length, and claim about as much as the field can hold.
        constexpr unsigned long long unknown = 0x7FFF'0000;
        if (claimed > there && claimed < unknown) return true;
    }
    return log.find("does not match value from 'ds64' chunk") != std::string::npos;
}

}  // namespace

Sound read_sound(const std::filesystem::path& path) {
    const auto fail = [&](const std::string& message) { throw DataError(path, "", message); };
    require_regular_file(path);
    note_input(path);
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    if (file == nullptr) fail(fmt::format("is no sound that can be read: {}", sf_strerror(nullptr)));
    if (info.channels != 1)
        fail(fmt::format("has {} channels; mix it down to one, as with: sox in.wav -c 1 out.wav", info.channels));
    constexpr int highest_rate = 1'000'000;
    if (info.samplerate < 1 || info.samplerate > highest_rate)
        fail(fmt::format("says that it has {} samples per second; that must be from 1 to {}", info.samplerate,
                         highest_rate));
    // The header may lie; what can be read counts. Silence packs well, and unpacks to what no memory holds.
    constexpr sf_count_t piece = 1 << 16;
    const std::size_t most = std::max<std::size_t>(1 << 24, 4 * std::filesystem::file_size(path));
    Sound sound{static_cast<double>(info.samplerate), {}};
    for (sf_count_t got = piece; got == piece;) {
        const std::size_t before = sound.samples.size();
        sound.samples.resize(before + piece);
        got = sf_readf_double(file.get(), sound.samples.data() + before, piece);
        sound.samples.resize(before + static_cast<std::size_t>(std::max<sf_count_t>(got, 0)));
        if (sound.samples.size() > most)
            fail(
                fmt::format("unpacks to more than {} samples; a recording may have 2^24, and 4 for each byte of its "
                            "file, so cut it into shorter ones",
                            most));
    }
    sound.cut_off = is_cut_off(file.get()) || static_cast<sf_count_t>(sound.samples.size()) < info.frames;
    if (sound.samples.empty()) fail("holds no sample");
    constexpr double largest = std::numeric_limits<float>::max();
    const auto bad =
        std::find_if(sound.samples.begin(), sound.samples.end(), [](double x) { return !(std::fabs(x) <= largest); });
    if (bad != sound.samples.end())
        fail(fmt::format("sample {} is {}; every sample must be finite, and at most 3.4e38",
                         bad - sound.samples.begin(), *bad));
    return sound;
}

std::string oddity_of(const Sound& sound) {
    constexpr double silence = 1e-4, full = 0.9999, clipped_share = 1e-3;
    double loudest = 0, at_the_limit = 0;
    for (const double x : sound.samples) {
        loudest = std::max(loudest, std::fabs(x));
        at_the_limit += std::fabs(x) >= full ? 1 : 0;
    }
    if (sound.cut_off)
        return fmt::format("is cut off: its header says that there are more samples ({} are there)",
                           sound.samples.size());
    if (loudest < silence) return "is silent";
    if (at_the_limit > clipped_share * static_cast<double>(sound.samples.size()))
        return fmt::format("is clipped ({:.0f} of {} samples)", at_the_limit, sound.samples.size());
    return "";
}

}  // namespace limen::audio
