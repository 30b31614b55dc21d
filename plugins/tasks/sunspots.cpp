// Reads the table of monthly mean sunspot numbers: rows of a year and its months, below a head and above notes.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <locale>
#include <sstream>

#include "tasks/tasks.hpp"

namespace limen::tasks {

const Parameter<Sunspots> Sunspots::schema[5] = {
    train_key<Sunspots>,
    validation_key<Sunspots>,
    test_key<Sunspots>,
    {"file", &Sunspots::file, "path", Range::any, "table of a year and its months in each row, relative to the model"},
    horizon_key<Sunspots>,
};

namespace {

constexpr std::size_t months = 12;

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

bool is_year(const std::string& word) {
    return word.size() == 4 && word.find_first_not_of("0123456789") == std::string::npos;
}

// Appends the months of the rows; only the last year may lack some.
class Table {
public:
    explicit Table(const std::filesystem::path& path) : x_path(path) {}

    std::vector<double> read() {
        std::ifstream stream(x_path);
        if (!stream) throw DataError(x_path, "", "cannot be read");
        for (std::string line; std::getline(stream, line);) {
            ++x_line;
            const std::vector<std::string> words = words_of(line);
            if (!words.empty() && is_year(words[0])) read_year(words);
        }
        if (x_series.empty()) throw DataError(x_path, "", "has no row that begins with a year");
        return std::move(x_series);
    }

private:
    [[noreturn]] void fail(const std::string& message) const {
        throw DataError(x_path, fmt::format("line {}", x_line), message);
    }

    void read_year(const std::vector<std::string>& words) {
        const int year = std::stoi(words[0]);
        if (x_year != 0 && year != x_year + 1) fail(fmt::format("the year {} follows {}", year, x_year));
        if (x_series.size() % months != 0) fail(fmt::format("follows the year {}, which lacks months", x_year));
        if (words.size() < 2 || words.size() > months + 1)
            fail(fmt::format("the year {} has {} values; a year has {} months", year, words.size() - 1, months));
        x_year = year;
        for (std::size_t i = 1; i < words.size(); ++i) {
            std::istringstream field(words[i]);
            field.imbue(std::locale::classic());
            double value = 0;
            if (!(field >> value) || !field.eof() || !std::isfinite(value) || value < 0)
                fail(fmt::format("\"{}\" is no sunspot number", words[i].substr(0, 20)));
            x_series.push_back(value);
        }
    }

    const std::filesystem::path& x_path;
    std::size_t x_line = 0;
    int x_year = 0;
    std::vector<double> x_series;
};

}  // namespace

Trials make(const Sunspots& task, const DatasetContext& context) {
    if (task.file.empty()) throw ParameterError("file", "must name a file");
    return consecutive_parts(task, Table(context.folder / task.file).read(), 1, checked_horizon(task.horizon));
}

}  // namespace limen::tasks
