// What is read of sound files, and what is refused.
#include "audio/sound.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "limen/core/error.hpp"
#include "sounds.hpp"

using namespace limen;
using namespace limen::audio;
using namespace limen::audio::test;

namespace {

std::string refusal(const std::filesystem::path& path) {
    try {
        read_sound(path);
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("samples come back as they were written, in integers of 16 and 24 bits and as floats") {
    const Folder folder;
    const auto x = tone(440, 8000, 70'000);
    for (const auto& [format, error] :
         {std::pair{SF_FORMAT_PCM_16, 1e-4}, {SF_FORMAT_PCM_24, 1e-6}, {SF_FORMAT_FLOAT, 1e-7}}) {
        write_sound(folder.path / "x.wav", x, {16000, 1, SF_FORMAT_WAV | format});
        const Sound sound = read_sound(folder.path / "x.wav");
        CHECK(sound.rate == 16000);
        REQUIRE(sound.samples.size() == x.size());
        double worst = 0;
        for (std::size_t n = 0; n < x.size(); ++n) worst = std::max(worst, std::fabs(sound.samples[n] - x[n]));
        CHECK(worst < error);
    }
}

TEST_CASE("what is no mono sound is refused by name") {
    const Folder folder;
    CHECK(holds(refusal(folder.path / "absent.wav"), "absent.wav: there is no such file"));
    CHECK(holds(refusal(folder.path), "is not a regular file, but a folder"));
    std::ofstream(folder.path / "text.wav") << "RIFF but no sound";
    CHECK(holds(refusal(folder.path / "text.wav"), "no sound that can be read"));
    write_sound(folder.path / "two.wav", tone(440, 8000, 100), {8000, 2});
    CHECK(holds(refusal(folder.path / "two.wav"), "2 channels"));
    write_sound(folder.path / "empty.wav", {});
    CHECK(holds(refusal(folder.path / "empty.wav"), "no sample"));
    auto x = tone(440, 8000, 100);
    x[7] = std::numeric_limits<double>::quiet_NaN();
    write_sound(folder.path / "nan.wav", x, {8000, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT});
    CHECK(holds(refusal(folder.path / "nan.wav"), "sample 7 is nan"));
}

TEST_CASE("a file that was cut off gives the samples that are there") {
    const Folder folder;
    write_sound(folder.path / "x.wav", tone(440, 8000, 1000));
    std::filesystem::resize_file(folder.path / "x.wav", 44 + 2 * 600);
    CHECK(read_sound(folder.path / "x.wav").samples.size() == 600);
    CHECK(oddity_of(read_sound(folder.path / "x.wav")) ==
          "is cut off: its header says that there are more samples (600 are there)");
    for (const int format :
         {SF_FORMAT_WAV | SF_FORMAT_PCM_24, SF_FORMAT_WAV | SF_FORMAT_FLOAT, SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
          SF_FORMAT_AU | SF_FORMAT_PCM_16, SF_FORMAT_W64 | SF_FORMAT_PCM_16, SF_FORMAT_RF64 | SF_FORMAT_PCM_16}) {
        CAPTURE(format);
        write_sound(folder.path / "y", tone(440, 8000, 1000), {8000, 1, format});
        CHECK(oddity_of(read_sound(folder.path / "y")).empty());
        std::filesystem::resize_file(folder.path / "y", std::filesystem::file_size(folder.path / "y") - 600);
        CHECK(holds(oddity_of(read_sound(folder.path / "y")), "is cut off"));
    }
}

TEST_CASE("silence and clipping are noticed") {
    CHECK(oddity_of({8000, tone(440, 8000, 1000)}).empty());
    CHECK(oddity_of({8000, std::vector<double>(100, 0.0)}) == "is silent");
    auto x = tone(440, 8000, 1000, 1.5);
    for (double& s : x) s = std::clamp(s, -1.0, 1.0);
    CHECK(holds(oddity_of({8000, x}), "is clipped"));
}

TEST_CASE("a rate that no sound has, and silence that unpacks without end, are refused") {
    const Folder folder;
    write_sound(folder.path / "x.wav", tone(440, 8000, 1000), {2'000'000'000});
    CHECK(holds(refusal(folder.path / "x.wav"), "2000000000 samples per second; that must be from 1 to 1000000"));
    write_sound(folder.path / "x.flac", std::vector<double>((1 << 24) + 1, 0.0),
                {8000, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16});
    CHECK(holds(refusal(folder.path / "x.flac"), "unpacks to more than 16777216 samples"));
}

TEST_CASE("a pipe is refused at once") {
    const Folder folder;
    REQUIRE(mkfifo((folder.path / "fifo").c_str(), 0600) == 0);
    CHECK(holds(refusal(folder.path / "fifo"), "is not a regular file, but a pipe"));
    CHECK(holds(refusal("/dev/zero"), "is not a regular file, but a device"));
}
