// Parameters and their schema: written once per factory, and the source of validation, `limen describe`,
// the defaults in a recording and the reference pages.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "limen/core/error.hpp"
#include "limen/core/exact_arithmetic.hpp"
#include "limen/schema/per_unit.hpp"

namespace limen {

// What a model file can hold. Integers are accepted where a number is wanted, never the reverse.
using Value =
    std::variant<bool, std::int64_t, double, std::string, std::vector<double>, std::vector<std::string>, PerUnit>;

enum class Range {
    any,           // every finite number
    positive,      // > 0
    not_negative,  // >= 0
    fraction,      // 0 to 1
    share          // above 0, at most 1
};

// Stands for the unit of the weights of whatever a parameter is given to: the engine puts that unit in its place.
inline constexpr const char* unit_of_target = "of the target";

// One parameter as people see it.
struct ParameterInfo {
    std::string name;
    Value default_value;                 // its alternative is the parameter's type
    std::string unit;                    // "" for a pure number
    Range range = Range::any;            // of every number in the value
    std::string meaning;                 // one line
    bool required = false;               // then default_value gives the type alone
    std::vector<std::string> choices{};  // allowed strings; empty: any
};

using Schema = std::vector<ParameterInfo>;

// The name of a value's type for messages: "number", "integer", "string", "true or false", ...
std::string type_name(const Value&);
// The same in a sentence: "a number", "an integer", "true or false".
std::string type_phrase(const Value&);
// The value as it would be written in a model file.
std::string to_toml(const Value&);
// A name as a key of a model file: quoted where it must be.
std::string to_toml_key(const std::string& name);
// What is wrong with `value` for this parameter, in words; empty if nothing is.
std::string check(const ParameterInfo&, const Value& value);

// Complete values: every parameter of a schema, given or by default.
class Parameters {
public:
    Parameters() = default;
    explicit Parameters(std::map<std::string, Value> values) : x_values(std::move(values)) {}

    template <class T>
    const T& at(const std::string& name) const {
        if (const T* found = std::get_if<T>(&value(name))) return *found;
        refuse_type(name, value(name));
    }
    double number(const std::string& name) const { return at<double>(name); }
    std::int64_t integer(const std::string& name) const { return at<std::int64_t>(name); }
    const std::string& text(const std::string& name) const { return at<std::string>(name); }
    bool flag(const std::string& name) const { return at<bool>(name); }
    const Value& value(const std::string& name) const;
    const std::map<std::string, Value>& values() const noexcept { return x_values; }

private:
    [[noreturn]] static void refuse_type(const std::string& name, const Value&);

    std::map<std::string, Value> x_values;
};

// The schema of a plain struct, member by member, so that a plugin names each parameter once:
//   static constexpr Parameter<Lif> schema[] = {
//       {"tau_m", &Lif::tau_m, "ms", Range::positive, "membrane time constant"}};
// The member's initial value is the default.
template <class T>
struct Parameter {
    using Member = std::variant<bool T::*, std::int64_t T::*, double T::*, std::string T::*, std::vector<double> T::*,
                                std::vector<std::string> T::*, PerUnit T::*>;
    const char* name;
    Member member;
    const char* unit;
    Range range;
    const char* meaning;
    const char* choices = "";  // separated by spaces
};

std::vector<std::string> split_words(const char* text);

namespace detail {

// Calls use(pointer to member) with the pointer that the variant holds. Written out, because each std::visit builds a
// table of functions, which takes the compiler several times as long, for every struct with a schema.
template <class Use, class... Members>
void use_member(const std::variant<Members...>& member, const Use& use) {
    (void)((std::holds_alternative<Members>(member) && (use(*std::get_if<Members>(&member)), true)) || ...);
}

// Appends a row; not a template, for the same reason.
void add_parameter(Schema&, const char* name, Value, const char* unit, Range, const char* meaning, const char* choices);

}  // namespace detail

// A row that is not there (the array is longer than its list) or not whole has no name; the host refuses it.
template <class T>
Schema schema_of() {
    const T initial{};
    Schema schema;
    for (const Parameter<T>& p : T::schema) {
        bool whole = false;
        detail::use_member(p.member, [&](auto member) {
            whole = p.name != nullptr && p.unit != nullptr && p.meaning != nullptr && member != nullptr;
            if (whole) detail::add_parameter(schema, p.name, initial.*member, p.unit, p.range, p.meaning, p.choices);
        });
        if (!whole) schema.push_back({});
    }
    return schema;
}

[[noreturn]] void refuse_beyond(const char* key, std::int64_t value, std::int64_t least, std::int64_t most);

// A parameter as a smaller type of whole numbers, as in checked<std::uint32_t>(p.size, "size"). Throws ParameterError
// where it does not fit.
template <class To>
To checked(std::int64_t value, const char* key) {
    static_assert(std::is_integral_v<To> && sizeof(To) < sizeof(value));
    constexpr std::int64_t least = std::numeric_limits<To>::min(), most = std::numeric_limits<To>::max();
    if (value < least || value > most) refuse_beyond(key, value, least, most);
    return static_cast<To>(value);
}

template <class T>
T from_parameters(const Parameters& parameters) {
    T result{};
    for (const Parameter<T>& p : T::schema)
        detail::use_member(p.member, [&](auto member) {
            using M = std::remove_reference_t<decltype(result.*member)>;
            result.*member = parameters.at<M>(p.name);
        });
    return result;
}

}  // namespace limen
