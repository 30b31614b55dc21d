// `limen data`: what a data reader makes of its files, before any model names them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "commands.hpp"
#include "format.hpp"
#include "limen/files/text_file.hpp"
#include "limen/registry/host.hpp"
#include "limen/schema/data_checks.hpp"
#include "limen/schema/dataset.hpp"
#include "output.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

struct DataArguments {
    std::string reader, path;
    std::vector<std::string> sets;
};

// "a,b" is a list of two names.
std::vector<std::string> listed(const std::string& word) {
    std::vector<std::string> names;
    for (std::size_t start = 0; start <= word.size();) {
        const std::size_t end = std::min(word.find(',', start), word.size());
        if (end > start) names.push_back(word.substr(start, end - start));
        start = end + 1;
    }
    return names;
}

// A word as a value of the parameter's kind. Throws ParameterError.
Value value_of(const ParameterInfo& info, const std::string& word) {
    const auto refuse = [&](const std::string& message) { throw ParameterError(info.name, message); };
    const auto integer = [&] {
        std::int64_t whole = 0;
        const char *first = word.data() + (word.starts_with('+') ? 1 : 0), *last = word.data() + word.size();
        const auto [end, error] = std::from_chars(first, last, whole);
        if (error != std::errc{} || end != last)
            refuse(fmt::format("is \"{}\"; it must be {}", word, type_phrase(info.default_value)));
        return whole;
    };
    Value value = word;
    if (std::holds_alternative<bool>(info.default_value)) {
        if (word != "true" && word != "false") refuse(fmt::format("is \"{}\"; it must be true or false", word));
        value = word == "true";
    } else if (std::holds_alternative<std::int64_t>(info.default_value)) {
        value = integer();
    } else if (std::holds_alternative<double>(info.default_value)) {
        const text::Number real = text::number_of(word);
        if (real.kind != text::NumberKind::finite) refuse(text::no_number(word));
        value = real.value;
    } else if (std::holds_alternative<std::vector<std::string>>(info.default_value)) {
        value = listed(word);
    } else if (!std::holds_alternative<std::string>(info.default_value)) {
        refuse("is a list; say it in a model");
    }
    if (const std::string wrong = check(info, value); !wrong.empty()) refuse(wrong);
    return value;
}

// The reader's own keys, and that of all data.
Schema keys_of(const Offer& reader) {
    Schema schema = reader.schema;
    schema.push_back({"frame", reader.dataset->frame(), "ms", Range::positive, "how long one frame lasts"});
    return schema;
}

// What was given on the command line; the path belongs to the first key that is one.
std::map<std::string, Value> given_values(const DataArguments& arguments, const Offer& reader) {
    std::map<std::string, Value> given;
    std::vector<std::string> names;
    const Schema schema = keys_of(reader);
    for (const ParameterInfo& info : schema) names.push_back(info.name);
    if (!arguments.path.empty()) {
        const auto key = std::find_if(reader.schema.begin(), reader.schema.end(), [](const ParameterInfo& info) {
            return info.unit == "path" || info.unit == "folder";
        });
        if (key == reader.schema.end())
            throw Error(fmt::format("the reader \"{}\" reads no file; leave the path out", reader.name));
        given[key->name] = arguments.path;
    }
    for (const auto& [name, word] : overrides_of(arguments.sets)) {
        const auto info = std::find(names.begin(), names.end(), name);
        if (info == names.end())
            throw ParameterError(name, fmt::format("is no key of \"{}\"{}", reader.name, suggestion(name, names)));
        given[name] = value_of(schema[static_cast<std::size_t>(info - names.begin())], word);
    }
    return given;
}

Table class_table(const Trials& trials) {
    Table table({{"class", "class"}, {"training", "train"}, {"test", "test"}, {"validation", "validation"}});
    const std::size_t classes = std::max<std::size_t>(trials.classes.size(), 1);
    std::vector<std::array<std::uint64_t, 3>> counts(classes + 1);
    for (std::size_t i = 0; i < trials.size(); ++i) {
        const bool known = i < trials.labels.size() && trials.labels[i] >= 0 && !trials.classes.empty();
        const std::size_t row = known ? static_cast<std::size_t>(trials.labels[i]) : classes;
        ++counts[row][static_cast<std::size_t>(split_of(trials.splits, i))];
    }
    for (std::size_t row = 0; row <= classes; ++row)
        if (const auto& [train, test, validation] = counts[row]; train + test + validation > 0)
            table.add({row < trials.classes.size() ? text_cell(trials.classes[row]) : missing_cell(), count_cell(train),
                       count_cell(test), count_cell(validation)});
    return table;
}

std::string summary_of(const Trials& trials, double frame) {
    std::size_t shortest = trials.frames(0), longest = 0;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        shortest = std::min(shortest, trials.frames(i));
        longest = std::max(longest, trials.frames(i));
    }
    const auto frames = static_cast<double>(trials.offsets.back());
    constexpr double ms_per_s = 1000;
    std::string more = trials.target_channels > 0 ? fmt::format(", {} targets", trials.target_channels) : "";
    if (trials.event_units > 0)
        more += fmt::format(", {} spikes of {} units", grouped(trials.events.size()), trials.event_units);
    return fmt::format("{} trials of {} to {} frames, {} channels{}; {} ms a frame: {} in all\n",
                       grouped(trials.size()), shortest, longest, trials.channels, more, rounded(frame),
                       seconds_text(frames * frame / ms_per_s));
}

Exit show_data(const DataArguments& arguments) {
    PluginHost host;
    host.load_folders(default_plugin_folders());
    const Offer* reader = host.find(Kind::dataset, arguments.reader);
    if (reader == nullptr)
        throw Error(fmt::format("no plugin offers the data reader \"{}\"{}; looked for {}", arguments.reader,
                                suggestion(arguments.reader, host.names(Kind::dataset)), host.search_text()));
    const std::map<std::string, Value> given = given_values(arguments, *reader);
    std::map<std::string, Value> values = given;
    for (const ParameterInfo& info : keys_of(*reader)) values.try_emplace(info.name, info.default_value);
    const Parameters parameters(values);
    const double frame = parameters.number("frame");
    Trials trials;
    std::vector<std::string> found;
    const DatasetContext context{fs::current_path(), 1, 0, frame};
    const std::string place = plugin_place(*reader, "");
    call_plugin(place, [&] {
        trials = reader->dataset->load(parameters, context);
        if (const auto* explains = dynamic_cast<const ExplainsData*>(reader->dataset.get()))
            found = explains->found(parameters, context);
    });
    if (const std::string wrong = fault_of(trials); !wrong.empty()) throw PluginError(place, wrong);
    leave_out_absent_classes(trials);
    std::string text = summary_of(trials, frame);
    for (const std::string& line : found) text += printable(line) + "\n";
    text += "\n" + class_table(trials).text();
    for (const std::string& note : trials.notes) text += "note: " + printable(note) + "\n";
    if (const std::string wrong = why_classes_cannot_be_learnt(trials); !wrong.empty() && !trials.classes.empty())
        text += "note: " + printable(wrong) + ": a readout could not learn the classes\n";
    text += fmt::format("\nin a model:\n\n[data.{0}]\nreader = {1}\n", to_toml_key(reader->name),
                        to_toml(Value(reader->name)));
    for (const auto& [name, value] : given)
        if (name != "frame") text += fmt::format("{} = {}\n", to_toml_key(name), to_toml(value));
    print(text + fmt::format("frame = {}  # ms\n", to_toml(Value(frame))));
    return exit_ok;
}

}  // namespace

void add_data(CommandLine& line) {
    const auto arguments = std::make_shared<DataArguments>();
    Arguments words = line.add("data", "check data, and say what a reader makes of them",
                               [arguments] { return show_data(*arguments); });
    words.required("reader", "READER", &arguments->reader, "the data reader, such as fsdd or csv");
    words.optional("path", "PATH", &arguments->path, "its file or folder");
    words.option("--set", "KEY=VALUE", &arguments->sets, "another key of the reader, such as channels=32");
}

}  // namespace limen::app
