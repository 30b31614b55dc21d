// Reads choices of units, and works out what they and intervals stand for.
#include "model/record_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "limen/core/frame_clock.hpp"

namespace limen {

namespace {

const std::vector<std::string> part_words{"all", "excitatory", "inhibitory"};  // as in Part

constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();

// The numbers between colons, if there are such.
std::optional<std::vector<std::uint32_t>> numbers_in(const std::string& text) {
    std::vector<std::uint32_t> numbers;
    const char *at = text.data(), *const end = at + text.size();
    for (;;) {
        std::uint32_t number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc()) return std::nullopt;
        numbers.push_back(number);
        if (next == end) return numbers;
        if (*next != ':') return std::nullopt;
        at = next + 1;
    }
}

// One that is the last of its choice.
std::uint32_t last_unit(const UnitChoice& choice) {
    if (!choice.listed.empty()) return choice.listed.back();
    return choice.first + (choice.end - 1 - choice.first) / choice.step * choice.step;
}

}  // namespace

SampleRange samples_of(const RecordSpec& record, double duration) {
    const FrameClock clock(record.period);
    const std::int64_t first = std::max<std::int64_t>(1, clock.begun(record.from));
    const double until = record.until > 0 ? std::min(record.until, duration) : duration;
    return {first, std::max(first, clock.fitting(until) + 1)};
}

UnitChoice parse_units(const std::string& text) {
    UnitChoice choice;
    if (const auto part = std::find(part_words.begin(), part_words.end(), text); part != part_words.end()) {
        choice.part = static_cast<Part>(part - part_words.begin());
        return choice;
    }
    const auto numbers = numbers_in(text);
    if (!numbers || numbers->size() < 2 || numbers->size() > 3)
        throw Error(
            fmt::format("is \"{}\"; it must be a list of units as in [0, 5, 7], a range such as \"0:10\" (the "
                        "first ten) or \"0:4000:400\" (every 400th), \"excitatory\" or \"inhibitory\"{}",
                        text, numbers ? "" : suggestion(text, part_words)));
    choice.first = (*numbers)[0];
    choice.end = (*numbers)[1];
    if (numbers->size() == 3) choice.step = (*numbers)[2];
    if (choice.end <= choice.first)
        throw Error(
            fmt::format("is \"{}\", a range without a unit: it goes from the first number until before the "
                        "second, which must be larger",
                        text));
    if (choice.step == 0) throw Error(fmt::format("is \"{}\"; the step of a range must be at least 1", text));
    return choice;
}

UnitChoice listed_units(const std::vector<double>& numbers) {
    if (numbers.empty()) throw Error("is empty; leave it out to record all units");
    UnitChoice choice;
    for (const double number : numbers) {
        if (!(number >= 0 && number <= most && number == std::floor(number)))
            throw Error(fmt::format("holds {}; units are numbered 0, 1, 2, ...", number));
        choice.listed.push_back(static_cast<std::uint32_t>(number));
    }
    std::sort(choice.listed.begin(), choice.listed.end());
    const auto twice = std::adjacent_find(choice.listed.begin(), choice.listed.end());
    if (twice != choice.listed.end()) throw Error(fmt::format("names unit {} twice", *twice));
    return choice;
}

std::string wrong_choice(const UnitChoice& choice, PopulationParts parts) {
    if (choice.all()) return "";
    if (choice.part == Part::excitatory && parts.excitatory == 0) return "has no unit: all of them are inhibitory";
    if (choice.part == Part::inhibitory && parts.excitatory == parts.size)
        return "has no unit: none of them is inhibitory";
    if (choice.part != Part::all) return "";
    if (const std::uint32_t last = last_unit(choice); last >= parts.size)
        return fmt::format("names unit {}, but there are {}: 0 to {}", last, parts.size, parts.size - 1);
    return "";
}

std::vector<std::uint32_t> units_of(const UnitChoice& choice, PopulationParts parts) {
    if (!choice.listed.empty()) return choice.listed;
    const bool inhibitory = choice.part == Part::inhibitory, range = choice.end > 0;
    const std::uint64_t first = range ? choice.first : inhibitory ? parts.excitatory : 0;
    const std::uint64_t end = range ? choice.end : inhibitory ? parts.size : parts.excitatory;
    std::vector<std::uint32_t> units;
    if (choice.all()) return units;
    for (std::uint64_t unit = first; unit < end; unit += choice.step) units.push_back(static_cast<std::uint32_t>(unit));
    return units;
}

}  // namespace limen
