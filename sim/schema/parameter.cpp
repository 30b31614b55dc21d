// Checks values against their schema and writes them as TOML.
#include "limen/schema/parameter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <sstream>

namespace limen {

namespace {

const char* const type_names[] = {"true or false",
                                  "integer",
                                  "number",
                                  "string",
                                  "list of numbers",
                                  "list of strings",
                                  "number, list of one for each unit, or table {mean, spread, law} or "
                                  "{excitatory, inhibitory}"};
static_assert(std::size(type_names) == std::variant_size_v<Value>);

bool in_range(Range range, double x) {
    switch (range) {
        case Range::any:
            return true;
        case Range::positive:
            return x > 0;
        case Range::not_negative:
            return x >= 0;
        case Range::fraction:
            return x >= 0 && x <= 1;
        case Range::share:
            return x > 0 && x <= 1;
    }
    return false;
}

const char* range_text(Range range) {
    switch (range) {
        case Range::any:
            return "finite";
        case Range::positive:
            return "greater than 0";
        case Range::not_negative:
            return "0 or more";
        case Range::fraction:
            return "from 0 to 1";
        case Range::share:
            return "greater than 0 and at most 1";
    }
    return "";
}

std::string check_number(const ParameterInfo& info, double x) {
    const std::string unit = info.unit.empty() ? "" : " " + info.unit;
    if (!std::isfinite(x)) return fmt::format("is {}; it must be a finite number{}", x, unit);
    if (!in_range(info.range, x)) return fmt::format("is {}{}; it must be {}", x, unit, range_text(info.range));
    return "";
}

std::string check_choice(const ParameterInfo& info, const std::string& word) {
    if (info.choices.empty() || std::find(info.choices.begin(), info.choices.end(), word) != info.choices.end())
        return "";
    const std::string nearest = nearest_name(word, info.choices);
    return fmt::format("is \"{}\"; it must be one of {}{}", word, fmt::join(info.choices, ", "),
                       nearest.empty() ? "" : fmt::format("; did you mean \"{}\"?", nearest));
}

std::string quote(const std::string& text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            (quoted += '\\') += c;
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            quoted += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        else
            quoted += c;
    }
    return quoted + '"';
}

// The shortest text that reads back as the same double, always with a point or an exponent.
std::string number_to_toml(double x) {
    std::string text = fmt::format("{}", x);
    if (text.find_first_of(".einf") == std::string::npos) text += ".0";
    return text;
}

template <class T, class F>
std::string list_to_toml(const std::vector<T>& list, F write) {
    std::string text = "[";
    for (const T& item : list) text += (text.size() > 1 ? ", " : "") + write(item);
    return text + "]";
}

}  // namespace

std::string type_name(const Value& value) { return type_names[value.index()]; }

std::string type_phrase(const Value& value) {
    if (std::holds_alternative<bool>(value)) return type_name(value);
    return (std::holds_alternative<std::int64_t>(value) ? "an " : "a ") + type_name(value);
}

std::string to_toml_key(const std::string& name) {
    const auto bare = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; };
    return !name.empty() && std::all_of(name.begin(), name.end(), bare) ? name : quote(name);
}

std::string to_toml(const Value& value) {
    struct Writer {
        std::string operator()(bool b) const { return b ? "true" : "false"; }
        std::string operator()(std::int64_t i) const { return fmt::format("{}", i); }
        std::string operator()(double x) const { return number_to_toml(x); }
        std::string operator()(const std::string& s) const { return quote(s); }
        std::string operator()(const std::vector<double>& list) const { return list_to_toml(list, number_to_toml); }
        std::string operator()(const std::vector<std::string>& list) const { return list_to_toml(list, quote); }
        std::string operator()(const PerUnit& p) const {
            if (p.by_part)
                return fmt::format("{{excitatory = {}, inhibitory = {}}}", number_to_toml(p.values[0]),
                                   number_to_toml(p.values[1]));
            if (p.values.size() != 1) return list_to_toml(p.values, number_to_toml);
            const std::string mean = number_to_toml(p.values[0]);
            if (p.spread == 0) return mean;
            return fmt::format("{{mean = {}, spread = {}, law = \"{}\"}}", mean, number_to_toml(p.spread),
                               spread_law_names[static_cast<std::size_t>(p.law)]);
        }
    };
    return std::visit(Writer{}, value);
}

std::string check(const ParameterInfo& info, const Value& value) {
    if (value.index() != info.default_value.index())
        return fmt::format("is {}; it must be {}", type_phrase(value), type_phrase(info.default_value));
    struct Checker {
        const ParameterInfo& info;
        std::string operator()(bool) const { return ""; }
        std::string operator()(std::int64_t i) const { return check_number(info, static_cast<double>(i)); }
        std::string operator()(double x) const { return check_number(info, x); }
        std::string operator()(const std::string& s) const { return check_choice(info, s); }
        std::string operator()(const std::vector<double>& list) const {
            for (std::size_t i = 0; i < list.size(); ++i)
                if (const std::string wrong = check_number(info, list[i]); !wrong.empty())
                    return fmt::format("entry {} {}", i + 1, wrong);
            return "";
        }
        std::string operator()(const std::vector<std::string>& list) const {
            for (const std::string& word : list)
                if (const std::string wrong = check_choice(info, word); !wrong.empty())
                    return "holds a word that " + wrong;
            return "";
        }
        std::string operator()(const PerUnit& p) const {
            if (p.values.size() != 1) return (*this)(p.values);
            if (const std::string wrong = check_number(info, p.values[0]); !wrong.empty()) return wrong;
            if (!(p.spread >= 0 && std::isfinite(p.spread)))
                return fmt::format("has a spread of {}; it must be 0 or more", p.spread);
            if ((p.law == SpreadLaw::lognormal || p.law == SpreadLaw::gamma) && p.values[0] == 0)
                return "has the mean 0, which no log-normal or gamma law has";
            return "";
        }
    };
    return std::visit(Checker{info}, value);
}

const Value& Parameters::value(const std::string& name) const {
    const auto found = x_values.find(name);
    if (found != x_values.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& [known, value] : x_values) names.push_back(known);
    throw Error(fmt::format("there is no parameter \"{}\"{}", name, suggestion(name, names)));
}

void Parameters::refuse_type(const std::string& name, const Value& value) {
    throw Error(
        fmt::format("the parameter \"{}\" is {}, and is asked for as something else", name, type_phrase(value)));
}

void refuse_beyond(const char* key, std::int64_t value, std::int64_t least, std::int64_t most) {
    throw ParameterError(key, value > most ? fmt::format("is {}; it must be at most {}", value, most)
                                           : fmt::format("is {}; it must be at least {}", value, least));
}

std::vector<std::string> split_words(const char* text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

void detail::add_parameter(Schema& schema, const char* name, Value value, const char* unit, Range range,
                           const char* meaning, const char* choices) {
    schema.push_back({name, std::move(value), unit, range, meaning, false, split_words(choices)});
}

}  // namespace limen
