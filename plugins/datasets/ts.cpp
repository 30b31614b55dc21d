// Reads the `.ts` format.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

#include "datasets/readers.hpp"
#include "limen/files/text_file.hpp"

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
            const std::string_view trimmed = text::trim(line);
            if (trimmed.empty() || trimmed.front() == '#') continue;
            if (x_in_data)
                read_case(trimmed);
            else
                read_header(trimmed);
        }
        if (!x_in_data) x_file.fail("the file ends without @data");
        if (x_cases == 0) x_file.fail("the file ends without a case after @data");
    }

private:
    void read_header(std::string_view line) {
        if (line.front() != '@') x_file.fail("is neither a comment (#), nor a header (@), nor after @data");
        std::vector<std::string> words = split_words(std::string(line).c_str());
        const std::string key = text::lower(words[0]), value = words.size() > 1 ? text::lower(words[1]) : "";
        // Those that say nothing new, or only how the data are to be called.
        const std::vector<std::string> read{"@data",       "@timeStamps", "@univariate",
                                            "@dimensions", "@classLabel", "@targetLabel"};
        const std::vector<std::string> passed{"@problemName", "@missing", "@equalLength", "@seriesLength"};
        const auto is = [&](const std::string& name) { return text::lower(name) == key; };
        if (key == "@data") {
            x_in_data = true;
            adopt_header();
        } else if (key == "@timestamps") {
            if (flag("@timeStamps", value))
                x_file.fail("has time stamps, which are not read; frames must be evenly spaced");
        } else if (key == "@univariate") {
            x_univariate = flag("@univariate", value);
        } else if (key == "@dimensions") {
            read_dimensions(words.size() > 1 ? words[1] : "");
        } else if (key == "@classlabel") {
            x_last_part_told = true;
            if (flag("@classLabel", value)) x_classes.emplace(words.begin() + 2, words.end());
        } else if (key == "@targetlabel") {
            x_last_part_told = true;
            x_target = flag("@targetLabel", value);
        } else if (std::none_of(passed.begin(), passed.end(), is)) {
            std::vector<std::string> known = read;
            known.insert(known.end(), passed.begin(), passed.end());
            x_file.fail(fmt::format("the word {} is not known{}", words[0].substr(0, 40), suggestion(words[0], known)));
        }
    }

    bool flag(const char* key, const std::string& value) const {
        if (value != "true" && value != "false") x_file.fail(fmt::format("{} needs true or false", key));
        return value == "true";
    }

    void read_dimensions(const std::string& word) {
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), x_dimensions);
        if (error != std::errc{} || end != word.data() + word.size() || x_dimensions == 0)
            x_file.fail(fmt::format("@dimensions must be a whole number from 1 on, not \"{}\"", word.substr(0, 40)));
    }

    // The first file declares classes or a target; the others must declare the same.
    void adopt_header() {
        if (!x_last_part_told)
            x_file.fail(
                "the header must say what follows the values: \"@classLabel true\" and the classes, \"@targetLabel "
                "true\" for a number, or \"@classLabel false\" for nothing");
        if (x_target && x_classes) x_file.fail("@classLabel and @targetLabel cannot both be true");
        if (x_trials.size() == 0) x_trials.target_channels = x_target ? 1 : 0;
        if (x_trials.target_channels != (x_target ? 1U : 0U))
            x_file.fail(fmt::format("@targetLabel is {}, but not in the training file", x_target));
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

    void read_case(std::string_view line) {
        std::vector<std::string_view> fields = text::split(line, ':');
        std::int32_t label = -1;
        double target = 0;
        if (x_classes) label = find_class(text::trim(fields.back()));
        if (x_target) target = read_target(fields.back());
        if (x_classes || x_target) fields.pop_back();
        if (fields.empty()) x_file.fail(fmt::format("the case has a {}, but no values", x_target ? "target" : "class"));
        if (x_univariate && fields.size() > 1)
            x_file.fail(fmt::format("the case has {} dimensions, but @univariate is true", fields.size()));
        if (x_dimensions == 0) x_dimensions = fields.size();
        if (fields.size() != x_dimensions)
            x_file.fail(fmt::format("the case has {} dimensions; it must have {}", fields.size(), x_dimensions));
        if (x_trials.size() == 0) x_trials.channels = x_dimensions;
        if (x_trials.channels != x_dimensions)
            x_file.fail(
                fmt::format("the case has {} dimensions, but the training file {}", x_dimensions, x_trials.channels));
        const std::size_t frames = read_values(fields);
        if (x_target) x_trials.targets.insert(x_trials.targets.end(), frames, target);
        x_trials.labels.push_back(label);
        x_trials.splits.push_back(x_split);
        ++x_cases;
    }

    double read_target(std::string_view field) const {
        const text::Number number = text::number_of(field);
        if (number.kind != text::NumberKind::finite)
            x_file.fail(fmt::format("{}, where the target stands (@targetLabel is true)", text::no_number(field)));
        return number.value;
    }

    std::size_t read_values(const std::vector<std::string_view>& dimensions) {
        const auto frames = static_cast<std::size_t>(std::count(dimensions[0].begin(), dimensions[0].end(), ',')) + 1;
        for (std::size_t c = 0; c < dimensions.size(); ++c) {
            const auto count =
                static_cast<std::size_t>(std::count(dimensions[c].begin(), dimensions[c].end(), ',')) + 1;
            if (count != frames)
                x_file.fail(fmt::format("dimension {} has {} values, but the first has {}{}", c + 1, count, frames,
                                        c + 1 == dimensions.size() && count == 1 ? last_part() : ""));
        }
        const std::size_t first = x_trials.values.size();
        x_trials.values.resize(first + frames * dimensions.size());
        for (std::size_t c = 0; c < dimensions.size(); ++c) {
            const std::vector<std::string_view> values = text::split(dimensions[c], ',');
            for (std::size_t k = 0; k < frames; ++k) {
                if (text::trim(values[k]) == "?")
                    x_file.fail(fmt::format("value {} of dimension {} is missing (\"?\"), which is not supported",
                                            k + 1, c + 1));
                x_trials.values[first + k * dimensions.size() + c] = x_file.number(values[k]);
            }
        }
        x_trials.offsets.push_back(x_trials.offsets.back() + frames);
        return frames;
    }

    std::int32_t find_class(std::string_view name) const {
        if (const auto found = x_class_numbers.find(std::string(name)); found != x_class_numbers.end())
            return found->second;
        constexpr std::size_t shown = 40;
        x_file.fail(fmt::format("the class \"{}\" is not among the {} that @classLabel declares", name.substr(0, shown),
                                x_class_numbers.size()));
    }

    // What may be wrong where a class or a target is read as one more dimension.
    std::string last_part() const {
        return x_classes || x_target
                   ? ""
                   : "; if that is its class or target, the header must say so (@classLabel true and the classes, or "
                     "@targetLabel true)";
    }

    text::File x_file;
    Trials& x_trials;
    Split x_split;
    std::optional<std::vector<std::string>> x_classes;
    std::unordered_map<std::string, std::int32_t> x_class_numbers;
    std::size_t x_dimensions = 0, x_cases = 0;
    bool x_in_data = false, x_univariate = false, x_target = false;
    bool x_last_part_told = false;  // whether the header says if a class or a target follows the values
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

std::vector<std::string> TsFactory::found(const Parameters& parameters, const DatasetContext& context) const {
    const Trials trials = load(parameters, context);
    return {fmt::format("channels: {} dimensions; after the values of each trial stands {}", trials.channels,
                        trials.target_channels > 0 ? "its target, which holds for all its frames"
                        : trials.classes.empty()   ? "nothing"
                                                   : "its class")};
}

}  // namespace limen::datasets
