// Makes values of values.
#include "schema/value_types.hpp"

#include <optional>
#include <utility>

namespace limen {

namespace {

std::optional<double> number_in(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return std::nullopt;
}

}  // namespace

Value as_type_of(const Value& wanted, Value given) {
    if (const auto number = number_in(given)) {
        if (std::holds_alternative<double>(wanted)) return *number;
        if (std::holds_alternative<PerUnit>(wanted)) return PerUnit(*number);
        if (std::holds_alternative<std::vector<double>>(wanted)) return std::vector<double>{*number};
    }
    if (const auto* text = std::get_if<std::string>(&given);
        text != nullptr && std::holds_alternative<std::vector<std::string>>(wanted))
        return std::vector<std::string>{*text};
    if (auto* list = std::get_if<std::vector<double>>(&given);
        list != nullptr && std::holds_alternative<PerUnit>(wanted)) {
        PerUnit each;
        each.values = std::move(*list);
        return each;
    }
    return given;
}

}  // namespace limen
