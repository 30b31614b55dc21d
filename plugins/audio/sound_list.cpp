// Reads a list of sound files.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "audio/readers.hpp"

namespace limen::audio {

namespace {

std::vector<Parameter<SoundList>> keys() {
    std::vector<Parameter<SoundList>> all{
        {"list", &SoundList::list, "path", Range::any,
         "rows \"file,class,part\", the part being train, test or validation; files are relative to the list"}};
    const auto more = front_end_keys<SoundList>();
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

const std::vector<Parameter<SoundList>> SoundList::schema = keys();

Trials SoundListFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    auto options = from_parameters<SoundList>(parameters);
    options.hop = context.frame;
    if (options.list.empty()) throw ParameterError("list", "must be given: a file with rows \"file,class,part\"");
    const std::filesystem::path list = context.folder / options.list;
    std::ifstream stream(list);
    if (!stream) throw DataError(list, "", "cannot be read");
    const std::vector<std::string> parts{"train", "test", "validation"};  // as in Split
    std::vector<Recording> recordings;
    std::vector<std::string> classes;
    std::size_t number = 0;
    for (std::string line; std::getline(stream, line);) {
        const std::string where = fmt::format("line {}", ++number);
        if (trimmed(line).empty()) continue;
        const std::size_t last = line.rfind(','), middle = last == 0 ? std::string::npos : line.rfind(',', last - 1);
        if (last == std::string::npos || middle == std::string::npos)
            throw DataError(list, where, "must be \"file,class,part\"");
        const std::string file = trimmed(line.substr(0, middle)),
                          name = trimmed(line.substr(middle + 1, last - middle - 1)),
                          part = trimmed(line.substr(last + 1));
        const auto split = std::find(parts.begin(), parts.end(), part);
        if (split == parts.end())
            throw DataError(list, where, fmt::format("the part is \"{}\"{}", part, suggestion(part, parts)));
        auto label = std::find(classes.begin(), classes.end(), name);
        if (label == classes.end()) label = classes.insert(classes.end(), name);
        recordings.push_back({list.parent_path() / file, static_cast<std::int32_t>(label - classes.begin()),
                              static_cast<Split>(split - parts.begin())});
    }
    if (recordings.empty()) throw DataError(list, "", "names no file");
    return load_recordings(recordings, std::move(classes), options);
}

}  // namespace limen::audio
