// Reads the `.ts` format.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "datasets/readers.hpp"
#include "datasets/text.hpp"

namespace limen::datasets {

const Parameter<TsFiles> TsFiles::schema[2] = {
    {"train", &TsFiles::train, "path", Range::any, "file of the training trials, relative to the model"},
    {"test", &TsFiles::test, "path", Range::any, "file of the test trials; empty: none"},
};

namespace {

class TsReader {
public:
    TsReader(const std::filesystem::path& path, Trials& trials, Split split)
        : x_file(path), x_trials(trials), x_split(split) {}

    void read() {
        std::string_view line;
        while (x_file.next(line)) {
            const std::string_view text = trim(line);
            if (text.empty() || text.front() == '#') continue;
            if (x_in_data)
                read_case(text);
            else
                read_header(text);
        }
        if (!x_in_data) x_file.fail("the file ends without @data");
        if (x_cases == 0) x_file.fail("the file ends without a case after @data");
    }

private:
    void read_header(std::string_view text) {
        if (text.front() != '@') x_file.fail("is neither a comment (#), nor a header (@), nor after @data");
        std::vector<std::string> words = split_words(std::string(text).c_str());
        const std::string key = lower(words[0]);
        if (key == "@data") {
            x_in_data = true;
            adopt_classes();
        } else if (key == "@timestamps" && words.size() > 1 && lower(words[1]) == "true") {
            x_file.fail("has time stamps, which are not read; frames must be evenly spaced");
        } else if (key == "@dimensions") {
            read_dimensions(words.size() > 1 ? words[1] : "");
        } else if (key == "@classlabel") {
            if (words.size() < 2) x_file.fail("@classLabel needs true or false");
            if (lower(words[1]) != "true" && lower(words[1]) != "false") x_file.fail("@classLabel needs true or false");
            if (lower(words[1]) == "true") x_classes.emplace(words.begin() + 2, words.end());
        }
    }

    void read_dimensions(const std::string& word) {
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), x_dimensions);
        if (error != std::errc{} || end != word.data() + word.size() || x_dimensions == 0)
            x_file.fail(fmt::format("@dimensions must be a whole number from 1 on, not \"{}\"", word.substr(0, 40)));
    }

    // The first file declares the classes; the others must declare the same.
    void adopt_classes() {
        if (x_classes && x_classes->empty()) x_file.fail("@classLabel true must be followed by the classes");
        const std::vector<std::string> classes = x_classes.value_or(std::vector<std::string>{});
        for (const std::string& name : classes)
            if (!x_class_numbers.try_emplace(name, static_cast<std::int32_t>(x_class_numbers.size())).second)
                x_file.fail(fmt::format("declares the class \"{}\" twice", name));
        if (x_trials.size() == 0)
            x_trials.classes = classes;
        else if (x_trials.classes != classes)
            x_file.fail(fmt::format("declares the classes \"{}\", but the training file \"{}\"",
                                    fmt::join(classes, " "), fmt::join(x_trials.classes, " ")));
    }

    void read_case(std::string_view text) {
        std::vector<std::string_view> fields = split(text, ':');
        std::int32_t label = -1;
        if (x_classes) {
            label = find_class(trim(fields.back()));
            fields.pop_back();
        }
        if (fields.empty()) x_file.fail("the case has a class, but no values");
        if (x_dimensions == 0) x_dimensions = fields.size();
        if (fields.size() != x_dimensions)
            x_file.fail(fmt::format("the case has {} dimensions; it must have {}", fields.size(), x_dimensions));
        if (x_trials.size() == 0) x_trials.channels = x_dimensions;
        if (x_trials.channels != x_dimensions)
            x_file.fail(
                fmt::format("the case has {} dimensions, but the training file {}", x_dimensions, x_trials.channels));
        read_values(fields);
        x_trials.labels.push_back(label);
        x_trials.splits.push_back(x_split);
        ++x_cases;
    }

    void read_values(const std::vector<std::string_view>& dimensions) {
        const auto frames = static_cast<std::size_t>(std::count(dimensions[0].begin(), dimensions[0].end(), ',')) + 1;
        for (std::size_t c = 0; c < dimensions.size(); ++c) {
            const auto count =
                static_cast<std::size_t>(std::count(dimensions[c].begin(), dimensions[c].end(), ',')) + 1;
            if (count != frames)
                x_file.fail(fmt::format("dimension {} has {} values, but the first has {}", c + 1, count, frames));
        }
        const std::size_t first = x_trials.values.size();
        x_trials.values.resize(first + frames * dimensions.size());
        for (std::size_t c = 0; c < dimensions.size(); ++c) {
            const std::vector<std::string_view> values = split(dimensions[c], ',');
            for (std::size_t k = 0; k < frames; ++k) {
                if (trim(values[k]) == "?")
                    x_file.fail(fmt::format("value {} of dimension {} is missing (\"?\"), which is not supported",
                                            k + 1, c + 1));
                x_trials.values[first + k * dimensions.size() + c] = x_file.number(values[k]);
            }
        }
        x_trials.offsets.push_back(x_trials.offsets.back() + frames);
    }

    std::int32_t find_class(std::string_view name) const {
        if (const auto found = x_class_numbers.find(std::string(name)); found != x_class_numbers.end())
            return found->second;
        constexpr std::size_t shown = 40;
        x_file.fail(fmt::format("the class \"{}\" is not among the {} that @classLabel declares", name.substr(0, shown),
                                x_class_numbers.size()));
    }

    TextFile x_file;
    Trials& x_trials;
    Split x_split;
    std::optional<std::vector<std::string>> x_classes;
    std::unordered_map<std::string, std::int32_t> x_class_numbers;
    std::size_t x_dimensions = 0, x_cases = 0;
    bool x_in_data = false;
};

}  // namespace

Trials TsFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    const auto files = from_parameters<TsFiles>(parameters);
    if (files.train.empty()) throw ParameterError("train", "must name a file");
    Trials trials;
    TsReader(context.folder / files.train, trials, Split::train).read();
    if (!files.test.empty()) TsReader(context.folder / files.test, trials, Split::test).read();
    return trials;
}

}  // namespace limen::datasets
