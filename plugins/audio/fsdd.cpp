// Finds the recordings of a copy of the Free Spoken Digit Dataset.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "audio/readers.hpp"

namespace limen::audio {

namespace {

namespace fs = std::filesystem;

std::vector<Parameter<Fsdd>> keys() {
    std::vector<Parameter<Fsdd>> all{
        {"path", &Fsdd::path, "folder", Range::any,
         "the data set's folder, or its folder `recordings`; relative to the model"},
        {"label", &Fsdd::label, "", Range::any, "what is to be told apart", "digit speaker"},
        {"hold_out", &Fsdd::hold_out, "", Range::any,
         "the speaker whose recordings are the test set; empty: recordings 0 to 4 of each speaker and digit"}};
    const auto more = front_end_keys<Fsdd>();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

struct Name {
    int digit, number;
    std::string speaker;
};

// Of "7_jackson_32".
std::optional<Name> parse(const std::string& stem) {
    const std::size_t first = stem.find('_'), last = stem.rfind('_');
    if (first != 1 || last == first || stem[0] < '0' || stem[0] > '9') return std::nullopt;
    int number = 0;
    const char* end = stem.data() + stem.size();
    const auto [stop, error] = std::from_chars(stem.data() + last + 1, end, number);
    if (error != std::errc{} || stop != end || number < 0) return std::nullopt;
    return Name{stem[0] - '0', number, stem.substr(first + 1, last - first - 1)};
}

// Sorted by digit, speaker and number, so that the order of a directory changes nothing.
std::vector<std::pair<Name, fs::path>> find_recordings(const fs::path& folder) {
    const fs::path place = fs::is_directory(folder / "recordings") ? folder / "recordings" : folder;
    if (!fs::is_directory(place))
        throw DataError(folder, "",
                        "is no folder; get the Free Spoken Digit Dataset from "
                        "https://github.com/Jakobovski/free-spoken-digit-dataset, and say where it is with `path`");
    std::vector<std::pair<Name, fs::path>> found;
    for (const auto& entry : fs::directory_iterator(place)) {
        if (entry.path().extension() != ".wav") continue;
        const auto name = parse(entry.path().stem().string());
        if (!name) throw DataError(entry.path(), "", "is not named {digit}_{speaker}_{number}.wav");
        found.emplace_back(*name, entry.path());
    }
    if (found.empty()) throw DataError(place, "", "holds no recording {digit}_{speaker}_{number}.wav");
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return std::tie(a.first.digit, a.first.speaker, a.first.number) <
               std::tie(b.first.digit, b.first.speaker, b.first.number);
    });
    return found;
}

}  // namespace

const std::vector<Parameter<Fsdd>> Fsdd::schema = keys();

Trials FsddFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    auto options = from_parameters<Fsdd>(parameters);
    options.hop = context.frame;
    if (options.path.empty()) throw ParameterError("path", "must be given: the folder of the data set");
    const auto found = find_recordings(context.folder / options.path);
    std::set<std::string> speakers;
    for (const auto& [name, path] : found) speakers.insert(name.speaker);
    const std::vector<std::string> names(speakers.begin(), speakers.end());
    if (!options.hold_out.empty() && !speakers.contains(options.hold_out))
        throw ParameterError("hold_out", fmt::format("there is no speaker \"{}\"{}", options.hold_out,
                                                     suggestion(options.hold_out, names)));
    constexpr int test_numbers = 5;
    std::vector<Recording> recordings;
    for (const auto& [name, path] : found) {
        const bool test = options.hold_out.empty() ? name.number < test_numbers : name.speaker == options.hold_out;
        const auto speaker = static_cast<std::int32_t>(std::distance(speakers.begin(), speakers.find(name.speaker)));
        recordings.push_back(
            {path, options.label == "digit" ? name.digit : speaker, test ? Split::test : Split::train});
    }
    std::vector<std::string> digits;
    for (int digit = 0; digit < 10; ++digit) digits.push_back(std::to_string(digit));
    return load_recordings(recordings, options.label == "digit" ? digits : names, options);
}

}  // namespace limen::audio
