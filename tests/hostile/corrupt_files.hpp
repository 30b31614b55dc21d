// Corrupts a small recording, its readouts and a spike file at random, and lets the real `limen` read them.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>

#include "../end_to_end/command.hpp"
#include "limen/hdf5.hpp"

namespace limen::test {

// How a command went.
struct Course {
    int code = 0;             // minus the signal that killed it
    double cpu_s = 0;         // a loaded machine shall not fail a test
    std::uint64_t bytes = 0;  // of memory at most
    std::string err;
};

inline Course watch(const Workplace& place, const std::vector<std::string>& words) {
    const pid_t child = place.start(words);
    constexpr int most_tries = 3000;  // of 10 ms
    int status = 0, tries = 0;
    rusage usage{};
    while (wait4(child, &status, WNOHANG, &usage) == 0) {
        if (++tries == most_tries) kill(child, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    const auto seconds = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
    };
    constexpr std::uint64_t kb = 1024;
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status),
            seconds(usage.ru_utime) + seconds(usage.ru_stime), static_cast<std::uint64_t>(usage.ru_maxrss) * kb,
            read_file(place / "stderr.txt")};
}

class Corruption {
public:
    explicit Corruption(std::uint64_t seed) : x_random(seed) {}

    // What a bad disk, a bad cable or a bad hand makes of a file: flipped bits, an end that is missing, pieces that
    // have changed places, zeros, a number that lies, noise.
    std::string of(std::string bytes) {
        switch (below(6)) {
            case 0:
                for (std::size_t flips = std::array{1, 1, 3, 30}[below(4)]; flips > 0; --flips) {
                    char& byte = bytes[below(bytes.size())];
                    byte = static_cast<char>(byte ^ (1 << below(8)));
                }
                break;
            case 1:
                bytes.resize(below(bytes.size()));
                break;
            case 2: {
                const std::size_t size = std::array<std::size_t, 4>{8, 64, 512, 4096}[below(4)],
                                  last = bytes.size() - size;
                const auto one = bytes.begin() + static_cast<std::ptrdiff_t>(below(last)),
                           other = bytes.begin() + static_cast<std::ptrdiff_t>(below(last));
                for (std::size_t i = 0; i < size; ++i)
                    std::swap(one[static_cast<std::ptrdiff_t>(i)], other[static_cast<std::ptrdiff_t>(i)]);
                break;
            }
            case 3:
                write(bytes, below(bytes.size() - 64), std::string(64, '\0'));
                break;
            case 4:
                write(bytes, below(bytes.size() - 8) / 8 * 8, number());
                break;
            default:
                for (std::size_t at = below(bytes.size() - 16), end = at + 16; at < end; ++at)
                    bytes[at] = static_cast<char>(below(256));
        }
        return bytes;
    }

private:
    // The library's distributions differ from one to the next; this does not.
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(x_random() % n); }
    static void write(std::string& bytes, std::size_t at, const std::string& what) {
        bytes.replace(at, what.size(), what);
    }
    std::string number() {
        constexpr std::array<int, 4> bits{63, 60, 40, 32};
        const std::uint64_t lie = std::uint64_t{1} << bits[below(bits.size())];
        std::string text(8, '\0');
        for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(lie >> (8 * i));
        return text;
    }

    std::mt19937_64 x_random;
};

inline void write_spikes(const std::filesystem::path& path) {
    std::vector<double> times;
    std::vector<std::uint64_t> ids;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        times.push_back(0.05 * static_cast<double>(i));
        ids.push_back(i * 7 % 20);
    }
    h5::File file = h5::File::create(path);
    file.write<double>("/spikes/p/timestamps", times);
    file.set_text_attribute("/spikes/p/timestamps", "units", "ms");
    file.write<std::uint64_t>("/spikes/p/node_ids", ids);
    file.set_enum_attribute("/spikes/p", "sorting", {"none", "by_id", "by_time"}, 2);
}

inline const char* const replay_model = R"([simulation]
stop = 100.0
[population.p]
model = "lif"
size = 20
[drive.replay]
target = "p"
model = "spike_train"
file = "spikes.h5"
weight = 10.0
)";

// Every command that reads the file `name`.
inline std::vector<std::vector<std::string>> readers_of(const std::string& name) {
    std::vector<std::vector<std::string>> readers{{"inspect", name}};
    if (name == "spikes.h5") readers.push_back({"run", "replay.toml", "-o", "replayed", "--force", "-q"});
    if (name != "spikes.h5") readers.push_back({"apply", "readouts.h5", "run.h5", "-o", "applied.h5", "--force"});
    if (name == "run.h5") readers.push_back({"train", name, "-o", "trained.h5", "--force"});
    return readers;
}

// The numbers of the corruptions are seeds: each is the same wherever it is tried.
inline void try_corruptions(std::uint64_t first, std::uint64_t last) {
    const Workplace place;
    write_classifier(place);
    write_file(place / "replay.toml", replay_model);
    write_spikes(place / "spikes.h5");
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "whole", "-q"}).code == 0);
    std::map<std::string, std::string> whole{{"spikes.h5", read_file(place / "spikes.h5")}};
    for (const char* name : {"run.h5", "readouts.h5"}) whole[name] = read_file(place / (std::string("whole/") + name));
    for (const auto& [name, bytes] : whole) write_file(place / name, bytes);
    std::map<std::pair<std::string, std::string>, std::uint64_t> usual;  // bytes of memory, of file and command
    for (const auto& [name, bytes] : whole)
        for (const auto& words : readers_of(name)) {
            const Course course = watch(place, words);
            CAPTURE(course.err);
            REQUIRE(course.code == 0);
            usual[{name, words[0]}] = course.bytes;
        }
    constexpr std::array<const char*, 4> names{"run.h5", "run.h5", "readouts.h5", "spikes.h5"};
    constexpr double most_seconds = 2;
    constexpr std::uint64_t most_times = 10, slack = 4U << 20U;  // memory comes in larger pieces than bytes
    for (std::uint64_t number = first; number < last; ++number) {
        const std::string name = names[number % names.size()];
        for (const auto& words : readers_of(name)) {
            write_file(place / name, Corruption(number).of(whole[name]));  // inspect may have set it straight
            const Course course = watch(place, words);
            INFO("corruption " << number << " of " << name << ", read by " << words[0] << ": " << course.err);
            CHECK(course.code >= 0);
            CHECK(course.code <= 2);
            CHECK(course.cpu_s < most_seconds);
            CHECK(course.bytes < usual[{name, words[0]}] + most_times * whole[name].size() + slack);
        }
        write_file(place / name, whole[name]);
    }
}

}  // namespace limen::test
