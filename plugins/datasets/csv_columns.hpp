// Which column of a table is what.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "datasets/readers.hpp"
#include "limen/files/text_file.hpp"

namespace limen::datasets {

using CsvRow = std::vector<std::string>;

// A row may span lines inside quotes. Empty lines are skipped; false at the end of the file. Throws DataError.
bool next_csv_row(text::File& file, CsvRow& row);

struct CsvColumns {
    std::size_t count = 0;
    bool header = false;
    std::string why;                 // the first row is what it is taken for, as the end of a sentence
    std::vector<std::string> names;  // of all columns, if a header names them
    std::optional<std::size_t> trial, label;
    std::vector<std::size_t> targets, channels;
    std::vector<std::size_t> ignored;  // as the model asks
    std::vector<std::size_t> indices;  // without a name, as pandas writes the numbers of rows

    // "column 2" or "column 2 ("y")".
    std::string name_of(std::size_t column) const;
    // What was found, as sentences.
    std::vector<std::string> described() const;
};

// From the first row of a file, which was read last. Throws DataError and ParameterError.
CsvColumns choose_csv_columns(const text::File& file, const CsvFiles& options, const CsvRow& first);

}  // namespace limen::datasets
