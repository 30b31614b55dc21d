// Takes the first row of a table for names or for values, and finds the columns that a model asks for.
#include "datasets/csv_columns.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace limen::datasets {

using text::NumberKind;

bool next_csv_row(text::File& file, CsvRow& row) {
    std::string_view line;
    do {
        if (!file.next(line)) return false;
    } while (text::trim(line).empty());
    // A field costs many times as many bytes in memory as in the file.
    constexpr std::size_t most_columns = 1 << 20;
    row.assign(1, "");
    bool quoted = false;
    for (std::size_t i = 0;; ++i) {
        if (i == line.size()) {
            if (!quoted) return true;
            row.back() += '\n';
            if (!file.next(line)) file.fail("the file ends inside quotes");
            i = static_cast<std::size_t>(-1);
        } else if (line[i] == '"') {
            const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == '"';
            if (doubled) row.back() += line[++i];
            if (!doubled) quoted = !quoted;
        } else if (line[i] == ',' && !quoted) {
            if (row.size() == most_columns) file.fail(fmt::format("the row has more than {} columns", most_columns));
            row.emplace_back();
        } else {
            row.back() += line[i];
        }
    }
}

namespace {

// The column that is given by its number, if it is.
std::optional<std::size_t> numbered(const std::string& wanted, std::size_t columns) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
    if (error == std::errc{} && end == wanted.data() + wanted.size() && number >= 1 && number <= columns)
        return number - 1;
    return std::nullopt;
}

bool contains(const std::vector<std::size_t>& columns, std::size_t c) {
    return std::find(columns.begin(), columns.end(), c) != columns.end();
}

// pandas calls a column without a name so when it reads one.
bool is_nameless(const std::string& name) { return name.empty() || name.starts_with("Unnamed: "); }

class Chooser {
public:
    Chooser(const text::File& file, const CsvFiles& options, const CsvRow& first)
        : x_file(file), x_options(options), x_first(first) {
        x_columns.count = first.size();
    }

    CsvColumns choose() {
        find_header();
        x_columns.trial = column("trial", x_options.trial);
        x_columns.label = column("label", x_options.label);
        if (x_columns.trial && x_columns.trial == x_columns.label)
            throw ParameterError("label", "names the same column as `trial`");
        for (const std::string& target : x_options.targets) x_columns.targets.push_back(own_column("targets", target));
        for (const std::string& name : x_options.ignore) x_columns.ignored.push_back(own_column("ignore", name));
        for (std::size_t c = 0; c < x_columns.count; ++c)
            if (is_free(c))
                (x_columns.header && is_nameless(x_columns.names[c]) ? x_columns.indices : x_columns.channels)
                    .push_back(c);
        if (x_columns.channels.empty()) x_file.fail("no column is left for values");
        return std::move(x_columns);
    }

private:
    // Trials and classes may be words, and what is ignored anything, so only the other columns tell names from values.
    std::vector<std::size_t> telling_columns() const {
        std::vector<std::size_t> silent;
        const auto leave_out = [&](const std::string& wanted) {
            if (const auto c = numbered(wanted, x_columns.count)) silent.push_back(*c);
        };
        leave_out(x_options.trial);
        leave_out(x_options.label);
        for (const std::string& wanted : x_options.ignore) leave_out(wanted);
        std::vector<std::size_t> telling;
        for (std::size_t c = 0; c < x_columns.count; ++c)
            if (!contains(silent, c)) telling.push_back(c);
        return telling;
    }

    void find_header() {
        std::optional<std::size_t> number, word;
        for (const std::size_t c : telling_columns()) {
            const NumberKind kind = text::number_of(x_first[c]).kind;
            if (kind == NumberKind::word && !word) word = c;
            if ((kind == NumberKind::finite || kind == NumberKind::not_finite) && !number) number = c;
        }
        const auto shown = [&](std::size_t c) { return text::trim(x_first[c]).substr(0, 20); };
        if (x_options.header != "auto")
            x_columns.why = fmt::format("because header = \"{}\"", x_options.header);
        else if (number)
            x_columns.why = fmt::format("because it holds a number (\"{}\")", shown(*number));
        else if (word)
            x_columns.why = fmt::format("because it holds a word (\"{}\") and no number", shown(*word));
        else
            x_columns.why = "because it holds no word";
        x_columns.header = x_options.header == "yes" || (x_options.header == "auto" && word && !number);
        if (!x_columns.header) return;
        for (const std::string& name : x_first) x_columns.names.emplace_back(text::trim(name));
    }

    std::optional<std::size_t> column(const char* key, const std::string& wanted) const {
        if (wanted.empty()) return std::nullopt;
        const std::vector<std::string>& names = x_columns.names;
        const auto named = std::find(names.begin(), names.end(), wanted);
        if (named != names.end()) return static_cast<std::size_t>(named - names.begin());
        if (const auto number = numbered(wanted, x_columns.count)) return number;
        throw ParameterError(key, fmt::format("names the column \"{}\", which {} does not have{}", wanted,
                                              x_file.path().string(), what_it_has(wanted)));
    }

    std::string what_it_has(const std::string& wanted) const {
        if (x_columns.header) return suggestion(wanted, x_columns.names);
        return fmt::format("; it has {} columns without names: its first row is taken for values, {}", x_columns.count,
                           x_columns.why);
    }

    bool is_free(std::size_t c) const {
        return c != x_columns.trial && c != x_columns.label && !contains(x_columns.targets, c) &&
               !contains(x_columns.ignored, c);
    }

    std::size_t own_column(const char* key, const std::string& wanted) const {
        const auto found = column(key, wanted);
        if (!found) throw ParameterError(key, "must not hold an empty name");
        if (!is_free(*found))
            throw ParameterError(key, fmt::format("names the column \"{}\", which is a target already, ignored, the "
                                                  "trial or the class",
                                                  wanted));
        return *found;
    }

    const text::File& x_file;
    const CsvFiles& x_options;
    const CsvRow& x_first;
    CsvColumns x_columns;
};

}  // namespace

std::string CsvColumns::name_of(std::size_t column) const {
    if (!header || names[column].empty()) return fmt::format("column {}", column + 1);
    return fmt::format("column {} (\"{}\")", column + 1, names[column]);
}

std::vector<std::string> CsvColumns::described() const {
    const auto list = [&](const std::vector<std::size_t>& columns) {
        constexpr std::size_t most = 20;
        std::vector<std::string> some;
        for (const std::size_t c : columns)
            if (some.size() < most) some.push_back(name_of(c).substr(7));
        return fmt::format("{}{}", fmt::join(some, ", "),
                           columns.size() > most ? fmt::format(" and {} more", columns.size() - most) : "");
    };
    std::vector<std::string> lines{
        fmt::format("the first row is taken for {}, {}", header ? "the names of the columns" : "values", why),
        fmt::format("{} columns; channels: {}", count, list(channels))};
    if (trial) lines.push_back("trials: " + list({*trial}));
    if (label) lines.push_back("classes: " + list({*label}));
    if (!targets.empty()) lines.push_back("targets: " + list(targets));
    if (!ignored.empty()) lines.push_back("ignored: " + list(ignored));
    if (!indices.empty()) lines.push_back("left out, as they have no name: " + list(indices));
    return lines;
}

CsvColumns choose_csv_columns(const text::File& file, const CsvFiles& options, const CsvRow& first) {
    return Chooser(file, options, first).choose();
}

}  // namespace limen::datasets
