// A table of results, once for people (aligned text) and once for programs (CSV, JSON).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "json.hpp"

namespace limen::app {

// One value and how it is shown; numbers are set flush right.
struct Cell {
    std::variant<std::monostate, std::string, double, std::uint64_t> value;  // none: not known
    std::string shown;
};

Cell missing_cell();  // shown as "-"
Cell text_cell(std::string);
Cell count_cell(std::uint64_t);
Cell percent_cell(double share);
Cell seconds_cell(double seconds);
Cell number_cell(double);

class Table {
public:
    struct Column {
        std::string title;  // "training time"
        std::string key;    // "training_s", for programs
    };

    explicit Table(std::vector<Column> columns) : x_columns(std::move(columns)) {}
    // One cell for each column.
    void add(std::vector<Cell> row);
    bool empty() const noexcept { return x_rows.empty(); }
    std::vector<std::string> titles() const;
    std::vector<std::string> shown(std::size_t row) const;

    std::string text() const;
    std::string csv() const;  // RFC 4180
    Json json() const;        // one object for each row

private:
    std::vector<Column> x_columns;
    std::vector<std::vector<Cell>> x_rows;
};

}  // namespace limen::app
