// Aligns tables and writes them as CSV and JSON.
#include "table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <nlohmann/json.hpp>

#include "format.hpp"

namespace limen::app {

namespace {

// Characters, not bytes: names may be in any script.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string csv_field(const Cell& cell) {
    struct Writer {
        std::string operator()(std::monostate) const { return ""; }
        std::string operator()(const std::string& text) const { return csv_field(text); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
        std::string operator()(std::uint64_t number) const { return fmt::format("{}", number); }
    };
    return std::visit(Writer{}, cell.value);
}

Json json_value(const Cell& cell) {
    if (std::holds_alternative<std::monostate>(cell.value)) return nullptr;
    if (const auto* text = std::get_if<std::string>(&cell.value)) return *text;
    if (const auto* number = std::get_if<double>(&cell.value)) return *number;
    return std::get<std::uint64_t>(cell.value);
}

}  // namespace

Cell missing_cell() { return {std::monostate{}, "-"}; }
Cell text_cell(std::string text) {
    std::string shown = printable(text);
    return {std::move(text), std::move(shown)};
}
Cell count_cell(std::uint64_t count) { return {count, grouped(count)}; }
Cell percent_cell(double share) { return {share, percent_text(share)}; }
Cell seconds_cell(double seconds) { return {seconds, seconds_text(seconds)}; }
Cell number_cell(double number) { return {number, rounded(number)}; }

void Table::add(std::vector<Cell> row) {
    assert(row.size() == x_columns.size());
    x_rows.push_back(std::move(row));
}

std::vector<std::string> Table::titles() const {
    std::vector<std::string> titles;
    for (const Column& column : x_columns) titles.push_back(column.title);
    return titles;
}

std::vector<std::string> Table::shown(std::size_t row) const {
    std::vector<std::string> shown;
    for (const Cell& cell : x_rows.at(row)) shown.push_back(cell.shown);
    return shown;
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    std::vector<bool> numbers;
    for (std::size_t c = 0; c < x_columns.size(); ++c) {
        widths.push_back(width_of(x_columns[c].title));
        for (const auto& row : x_rows) widths[c] = std::max(widths[c], width_of(row[c].shown));
        numbers.push_back(
            std::any_of(x_rows.begin(), x_rows.end(), [&](const auto& row) { return row[c].value.index() > 1; }));
    }
    std::string text;
    const auto add_line = [&](const auto& shown) {
        std::string line;
        for (std::size_t c = 0; c < x_columns.size(); ++c) {
            const std::string blank(widths[c] - width_of(shown(c)), ' ');
            if (c > 0) line += "  ";
            if (numbers[c]) line += blank;
            line += shown(c);
            if (!numbers[c]) line += blank;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line;
        text += '\n';
    };
    add_line([&](std::size_t c) -> const std::string& { return x_columns[c].title; });
    for (const auto& row : x_rows) add_line([&](std::size_t c) -> const std::string& { return row[c].shown; });
    return text;
}

std::string Table::csv() const {
    std::vector<std::string> fields;
    for (const Column& column : x_columns) fields.push_back(csv_field(column.key));
    std::string text = fmt::format("{}\n", fmt::join(fields, ","));
    for (const auto& row : x_rows) {
        fields.clear();
        for (const Cell& cell : row) fields.push_back(csv_field(cell));
        text += fmt::format("{}\n", fmt::join(fields, ","));
    }
    return text;
}

Json Table::json() const {
    Json rows = Json::array();
    for (const auto& row : x_rows) {
        Json object;
        for (std::size_t c = 0; c < row.size(); ++c) object[x_columns[c].key] = json_value(row[c]);
        rows.push_back(std::move(object));
    }
    return rows;
}

}  // namespace limen::app
