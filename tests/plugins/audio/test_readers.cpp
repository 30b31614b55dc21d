// Data sets of sound: which recordings train and test, in which order, and what is refused.
#include "audio/readers.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "limen/core/parallel.hpp"
#include "sounds.hpp"

using namespace limen;
using namespace limen::audio;
using namespace limen::audio::test;

namespace {

template <class Factory, class Options>
Trials load(const std::filesystem::path& folder, std::map<std::string, Value> given) {
    for (const ParameterInfo& info : schema_of<Options>()) given.try_emplace(info.name, info.default_value);
    return Factory().load(Parameters(std::move(given)), {folder, 1, 0, 10});
}

Trials digits(const std::filesystem::path& folder, std::map<std::string, Value> given = {}) {
    given.try_emplace("path", std::string("."));
    return load<FsddFactory, Fsdd>(folder, std::move(given));
}

template <class Failure>
std::string refusal(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& error) {
        return error.what();
    }
    return "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// Digits 0 and 7 by two speakers, numbers 0, 4, 5 and 12; each recording is longer than the one before in order.
void write_digits(const std::filesystem::path& folder) {
    std::size_t length = 400;
    for (const int digit : {0, 7})
        for (const char* speaker : {"ada", "bob"})
            for (const int number : {0, 4, 5, 12})
                write_sound(folder / (std::to_string(digit) + "_" + speaker + "_" + std::to_string(number) + ".wav"),
                            tone(300 + 100 * digit, 8000, length += 80));
}

}  // namespace

TEST_CASE("digits come sorted by digit, speaker and number; numbers 0 to 4 test") {
    const Folder folder;
    write_digits(folder.path);
    const Trials trials = digits(folder.path);
    REQUIRE(trials.size() == 16);
    CHECK(trials.channels == 26);
    CHECK(trials.classes.size() == 10);
    for (std::size_t i = 0; i < 16; ++i) {
        CHECK(trials.labels[i] == (i < 8 ? 0 : 7));
        CHECK(trials.splits[i] == (i % 4 < 2 ? Split::test : Split::train));
        CHECK(trials.frames(i) == 1 + (480 + 80 * i - 200) / 80);
    }
    CHECK(trials.notes.empty());
}

TEST_CASE("a speaker can be held out, or be what is told apart") {
    const Folder folder;
    write_digits(folder.path);
    const Trials held = digits(folder.path, {{"hold_out", std::string("ada")}});
    for (std::size_t i = 0; i < 16; ++i) CHECK(held.splits[i] == (i % 8 < 4 ? Split::test : Split::train));
    const Trials speakers = digits(folder.path, {{"label", std::string("speaker")}});
    CHECK(speakers.classes == std::vector<std::string>{"ada", "bob"});
    for (std::size_t i = 0; i < 16; ++i) CHECK(speakers.labels[i] == (i % 8 < 4 ? 0 : 1));
    CHECK(holds(refusal<ParameterError>([&] { digits(folder.path, {{"hold_out", std::string("adda")}}); }), "\"ada\""));
}

TEST_CASE("a recording's channels are about their mean, and scaled, where that is asked") {
    const Folder folder;
    write_digits(folder.path);
    const Trials trials = digits(folder.path, {{"normalise", std::string("deviation")}, {"slopes", true}});
    CHECK(trials.channels == 52);
    for (const std::size_t trial : {0UL, 9UL})
        for (std::size_t c = 0; c < trials.channels; ++c) {
            double mean = 0, squares = 0;
            for (std::size_t k = 0; k < trials.frames(trial); ++k) mean += trials.frame(trial, k)[c];
            mean /= static_cast<double>(trials.frames(trial));
            for (std::size_t k = 0; k < trials.frames(trial); ++k)
                squares += std::pow(trials.frame(trial, k)[c] - mean, 2);
            CHECK(std::fabs(mean) < 1e-6);
            const double variance = squares / static_cast<double>(trials.frames(trial));
            CHECK((variance < 1e-9 || variance == doctest::Approx(1)));
        }
}

TEST_CASE("features have their channels, and the number of threads changes nothing") {
    const Folder folder;
    write_digits(folder.path);
    for (const auto& [features, channels] : {std::pair{"log_mel", 26}, {"mfcc", 13}, {"gammatone", 26}}) {
        set_threads(1);
        const Trials one = digits(folder.path, {{"features", std::string(features)}});
        set_threads(3);
        const Trials three = digits(folder.path, {{"features", std::string(features)}});
        set_threads(0);
        CHECK(one.channels == static_cast<std::size_t>(channels));
        CHECK(one.values == three.values);
    }
}

TEST_CASE("what is wrong with a copy of the data is said with the file's name") {
    const Folder folder;
    CHECK(holds(refusal<DataError>([&] { digits(folder.path); }), "holds no recording"));
    CHECK(holds(refusal<DataError>([&] {
                    digits(folder.path, {{"path", std::string("absent")}});
                }),
                "free-spoken-digit"));
    write_digits(folder.path);
    write_sound(folder.path / "7_bob_13.wav", tone(440, 16000, 400), {16000});
    CHECK(holds(refusal<DataError>([&] { digits(folder.path); }), "7_bob_13.wav: has 16000 samples per second"));
    std::filesystem::remove(folder.path / "7_bob_13.wav");
    write_sound(folder.path / "7_bob_14.wav", std::vector<double>(800, 0.0));
    const Trials trials = digits(folder.path);
    REQUIRE(trials.notes.size() == 1);
    CHECK(holds(trials.notes[0], "1 of 17 recordings: each is silent: 7_bob_14.wav"));
    std::ofstream(folder.path / "seven.wav") << "x";
    CHECK(holds(refusal<DataError>([&] { digits(folder.path); }), "seven.wav: is not named"));
    std::filesystem::remove(folder.path / "seven.wav");
    CHECK(holds(refusal<ParameterError>([&] { digits(folder.path, {{"high", 5000.0}}); }), "nothing above 4000 Hz"));
    CHECK(holds(refusal<ParameterError>([&] { digits(folder.path, {{"low", 4000.0}}); }), "below the highest"));
}

TEST_CASE("a list names files, classes and parts") {
    const Folder folder;
    write_digits(folder.path);
    std::ofstream(folder.path / "list.csv")
        << "0_ada_0.wav,zero,train\n\n 7_bob_5.wav , seven , test\r\n0_bob_4.wav,zero,validation\n";
    const auto list = [&] {
        return load<SoundListFactory, SoundList>(folder.path, {{"list", std::string("list.csv")}});
    };
    const Trials trials = list();
    CHECK(trials.classes == std::vector<std::string>{"zero", "seven"});
    CHECK(trials.labels == std::vector<std::int32_t>{0, 1, 0});
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::test, Split::validation});
    std::ofstream(folder.path / "list.csv") << "0_ada_0.wav,zero,trian\n";
    CHECK(holds(refusal<DataError>(list), "line 1: the part is \"trian\"; did you mean \"train\"?"));
    std::ofstream(folder.path / "list.csv") << "0_ada_0.wav\n";
    CHECK(holds(refusal<DataError>(list), "line 1: must be"));
    std::ofstream(folder.path / "list.csv") << "absent.wav,zero,train\n";
    CHECK(holds(refusal<DataError>(list), "absent.wav: there is no such file"));
}
