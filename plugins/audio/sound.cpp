// Reads with libsndfile.
#include "audio/sound.hpp"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "limen/error.hpp"

namespace limen::audio {

Sound read_sound(const std::filesystem::path& path) {
    const auto fail = [&](const std::string& message) { throw DataError(path, "", message); };
    if (!std::filesystem::is_regular_file(path)) fail("is no file");
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    if (file == nullptr) fail(fmt::format("is no sound that can be read: {}", sf_strerror(nullptr)));
    if (info.channels != 1)
        fail(fmt::format("has {} channels; mix it down to one, as with: sox in.wav -c 1 out.wav", info.channels));
    // The header may lie; what can be read counts.
    constexpr sf_count_t piece = 1 << 16;
    Sound sound{static_cast<double>(info.samplerate), {}};
    for (sf_count_t got = piece; got == piece;) {
        const std::size_t before = sound.samples.size();
        sound.samples.resize(before + piece);
        got = sf_readf_double(file.get(), sound.samples.data() + before, piece);
        sound.samples.resize(before + static_cast<std::size_t>(std::max<sf_count_t>(got, 0)));
    }
    if (sound.samples.empty()) fail("holds no sample");
    const auto bad =
        std::find_if(sound.samples.begin(), sound.samples.end(), [](double x) { return !std::isfinite(x); });
    if (bad != sound.samples.end())
        fail(fmt::format("sample {} is {}; every sample must be finite", bad - sound.samples.begin(), *bad));
    return sound;
}

std::string oddity_of(const Sound& sound) {
    constexpr double silence = 1e-4, full = 0.9999, clipped_share = 1e-3;
    double loudest = 0, at_the_limit = 0;
    for (const double x : sound.samples) {
        loudest = std::max(loudest, std::fabs(x));
        at_the_limit += std::fabs(x) >= full ? 1 : 0;
    }
    if (loudest < silence) return "is silent";
    if (at_the_limit > clipped_share * static_cast<double>(sound.samples.size()))
        return fmt::format("is clipped ({:.0f} of {} samples)", at_the_limit, sound.samples.size());
    return "";
}

}  // namespace limen::audio
