// From TOML nodes to checked values.
#include "model/table_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "schema/value_types.hpp"

namespace limen {

namespace {

std::optional<double> number_of(const toml::node& node) {
    if (const auto* integer = node.as_integer()) return static_cast<double>(integer->get());
    if (const auto* real = node.as_floating_point()) return real->get();
    return std::nullopt;
}

const char* kind_of(const toml::node& node) {
    if (node.is_table()) return "table";
    if (node.is_array()) return "list of mixed things";
    return "date or time";
}

std::optional<Value> convert_list(const toml::array& array) {
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const toml::node& item : array) {
        if (const auto number = number_of(item)) numbers.push_back(*number);
        if (const auto* text = item.as_string()) texts.push_back(text->get());
    }
    if (numbers.size() == array.size()) return Value(numbers);
    if (texts.size() == array.size()) return Value(texts);
    return std::nullopt;
}

// {excitatory, inhibitory}, or {mean, spread, law}, of which all but the mean may be left out; nothing if it is
// something else.
std::optional<Value> convert_per_unit(const toml::table& table) {
    PerUnit p;
    const auto part = [&](const char* key) {
        const toml::node* node = table.get(key);
        return node != nullptr ? number_of(*node) : std::nullopt;
    };
    if (const auto excitatory = part("excitatory"), inhibitory = part("inhibitory");
        excitatory && inhibitory && table.size() == 2) {
        p.values = {*excitatory, *inhibitory};
        p.by_part = true;
        return Value(p);
    }
    bool mean = false;
    for (const auto& [key, node] : table) {
        const auto number = number_of(node);
        const auto name = std::find(spread_law_names.begin(), spread_law_names.end(), node.value_or(std::string()));
        if (key == "mean" && number)
            p.values = {*number}, mean = true;
        else if (key == "spread" && number)
            p.spread = *number;
        else if (key == "law" && name != spread_law_names.end())
            p.law = static_cast<SpreadLaw>(name - spread_law_names.begin());
        else
            return std::nullopt;
    }
    return mean ? std::optional<Value>(p) : std::nullopt;
}

bool is_empty(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) return texts->empty();
    return false;
}

// Says that a number's unit must not be written into it.
std::string unit_hint(const ParameterInfo& info, const Value& given) {
    const bool wants_number = std::holds_alternative<double>(info.default_value) ||
                              std::holds_alternative<std::int64_t>(info.default_value) ||
                              std::holds_alternative<PerUnit>(info.default_value);
    if (!wants_number || !std::holds_alternative<std::string>(given) || info.unit.empty()) return "";
    return fmt::format(" without a unit: it is in {} already", info.unit);
}

}  // namespace

TableReader::TableReader(const toml::table& table, std::vector<std::string> names, ReaderContext context)
    : x_table(table), x_path(fmt::format("{}", fmt::join(names, "."))), x_context(std::move(context)) {
    for (std::string& name : names) name = to_toml_key(name);
    x_resolved = fmt::format("[{}]\n", fmt::join(names, "."));
    x_context.places[x_path] = place_of(table);
    for (const auto& [key, node] : table) x_context.places[x_path + "." + std::string(key.str())] = place_of(node);
}

std::optional<Value> TableReader::convert(const toml::node& node, const Value& wanted) {
    if (const auto* array = node.as_array()) {
        if (array->empty() && std::holds_alternative<std::vector<std::string>>(wanted))
            return Value(std::vector<std::string>{});
        const auto list = convert_list(*array);
        return list ? std::optional(as_type_of(wanted, *list)) : std::nullopt;
    }
    if (const auto* table = node.as_table(); table != nullptr && std::holds_alternative<PerUnit>(wanted))
        return convert_per_unit(*table);
    if (const auto* text = node.as_string()) return as_type_of(wanted, text->get());
    if (const auto* integer = node.as_integer()) return as_type_of(wanted, integer->get());
    if (const auto* real = node.as_floating_point()) return as_type_of(wanted, real->get());
    if (const auto* flag = node.as_boolean()) return Value(flag->get());
    return std::nullopt;
}

Value TableReader::take(const ParameterInfo& info) {
    x_known.push_back(info.name);
    Value value = info.default_value;
    if (const toml::node* node = x_table.get(info.name)) {
        const std::optional<Value> given = convert(*node, info.default_value);
        if (!given) {
            problem(info.name, fmt::format("is a {}; it must be {}", kind_of(*node), type_phrase(info.default_value)));
        } else if (const std::string wrong = check(info, *given); !wrong.empty()) {
            problem(info.name, wrong + unit_hint(info, *given));
        } else if (info.required && is_empty(*given)) {
            problem(info.name, "must not be empty: " + info.meaning);
        } else {
            value = *given;
            if (info.unit == "path") check_path(info, std::get<std::string>(value));
        }
    } else if (info.required) {
        problem("", fmt::format("lacks \"{}\": {}", info.name, info.meaning));
    }
    x_resolved += fmt::format("{} = {}\n", to_toml_key(info.name), to_toml(value));
    return value;
}

void TableReader::check_path(const ParameterInfo& info, const std::string& path) {
    if (path.empty()) return;
    std::error_code error;
    const std::filesystem::path whole = x_context.folder / path;
    const auto status = std::filesystem::status(whole, error);
    if (!std::filesystem::exists(status))
        problem(info.name, fmt::format("there is no file {}", whole.string()));
    else if (!std::filesystem::is_regular_file(status))
        problem(info.name, fmt::format("{} is not a regular file", whole.string()));
}

Parameters TableReader::take_all(const Schema& schema) {
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : schema) values[info.name] = take(info);
    return Parameters(std::move(values));
}

void TableReader::refuse(const std::string& key, const std::string& why) {
    if (has(key)) problem(key, why);
    const std::size_t start = x_resolved.find(fmt::format("\n{} = ", to_toml_key(key)));
    if (start != std::string::npos) x_resolved.erase(start, x_resolved.find('\n', start + 1) - start);
}

void TableReader::finish() {
    for (const auto& [key, node] : x_table) {
        const std::string name(key.str());
        if (std::find(x_known.begin(), x_known.end(), name) != x_known.end()) continue;
        Place place = place_of(node);
        if (place.line > 0 && key.source().begin.line > 0) place.column = key.source().begin.column;
        x_context.problems.push_back(
            {place, x_path + "." + name, "is not a key of this table" + suggestion(name, x_known)});
    }
}

Place TableReader::place(const std::string& key) const {
    const toml::node* node = key.empty() ? nullptr : x_table.get(key);
    return place_of(node != nullptr ? *node : static_cast<const toml::node&>(x_table));
}

void TableReader::problem(const std::string& key, const std::string& message) {
    x_context.problems.push_back({place(key), key.empty() ? x_path : x_path + "." + key, message});
}

}  // namespace limen
