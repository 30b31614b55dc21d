// Reads a list of sound files.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "audio/readers.hpp"
#include "limen/files/text_file.hpp"

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

}  // namespace

const std::vector<Parameter<SoundList>> SoundList::schema = keys();

Trials SoundListFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    auto options = from_parameters<SoundList>(parameters);
    options.hop = context.frame;
    if (options.list.empty()) throw ParameterError("list", "must be given: a file with rows \"file,class,part\"");
    const std::filesystem::path list = context.folder / options.list;
    text::File file(list);
    const std::vector<std::string> parts(split_names.begin(), split_names.end());
    std::vector<Recording> recordings;
    std::vector<std::string> classes;
    std::unordered_map<std::string, std::int32_t> class_numbers;
    for (std::string_view line; file.next(line);) {
        if (text::trim(line).empty()) continue;
        const std::size_t last = line.rfind(','), middle = last == 0 ? line.npos : line.rfind(',', last - 1);
        if (last == line.npos || middle == line.npos) file.fail("must be \"file,class,part\"");
        const std::string name(text::trim(line.substr(middle + 1, last - middle - 1))),
            part(text::trim(line.substr(last + 1)));
        const auto split = std::find(parts.begin(), parts.end(), part);
        if (split == parts.end()) file.fail(fmt::format("the part is \"{}\"{}", part, suggestion(part, parts)));
        if (name.empty()) file.fail("the class is empty");
        const auto [label, is_new] = class_numbers.try_emplace(name, static_cast<std::int32_t>(classes.size()));
        if (is_new) classes.push_back(name);
        recordings.push_back({list.parent_path() / text::trim(line.substr(0, middle)), label->second,
                              static_cast<Split>(split - parts.begin())});
    }
    if (recordings.empty()) throw DataError(list, "", "names no file");
    return load_recordings(recordings, std::move(classes), options);
}

}  // namespace limen::audio
