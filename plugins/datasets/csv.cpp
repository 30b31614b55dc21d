// Reads comma-separated values.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <unordered_map>
#include <unordered_set>

#include "datasets/csv_columns.hpp"
#include "datasets/readers.hpp"

namespace limen::datasets {

using text::NumberKind;

const Parameter<CsvFiles> CsvFiles::schema[7] = {
    {"train", &CsvFiles::train, "path", Range::any, "file of the training trials, relative to the model"},
    {"test", &CsvFiles::test, "path", Range::any, "file of the test trials; empty: none"},
    {"header", &CsvFiles::header, "", Range::any,
     "whether the first row names the columns; auto: yes if it holds a word and no number", "auto yes no"},
    {"trial", &CsvFiles::trial, "", Range::any,
     "name or number (from 1) of the column that numbers the trials; empty: one trial a file"},
    {"label", &CsvFiles::label, "", Range::any, "name or number (from 1) of the column with the class; empty: none"},
    {"targets", &CsvFiles::targets, "", Range::any,
     "names or numbers (from 1) of the columns that a readout shall give in each frame"},
    {"ignore", &CsvFiles::ignore, "", Range::any, "names or numbers (from 1) of columns to leave out"},
};

namespace {

// What the files of one data source have in common.
struct Table {
    Trials trials;
    std::unordered_map<std::string, std::int32_t> class_numbers;
    std::vector<std::string> channel_names;  // of the training file, if it names them
};

class CsvReader {
public:
    CsvReader(const std::filesystem::path& path, const CsvFiles& options, Table& table, Split split)
        : x_file(path), x_options(options), x_table(table), x_trials(table.trials), x_split(split) {}

    void read() {
        CsvRow row;
        while (next_csv_row(x_file, row)) {
            if (x_columns.count == 0 && begin(row)) continue;
            if (row.size() != x_columns.count)
                x_file.fail(fmt::format("the row has {} columns; it must have {}", row.size(), x_columns.count));
            read_frame(row);
        }
        if (x_frames == 0) x_file.fail("the file ends without a row of values");
        end_trial();
        if (x_split == Split::train) add_notes();
    }

private:
    // Learns the columns from the first row; true if it is a header, with no values.
    bool begin(const CsvRow& row) {
        x_columns = choose_csv_columns(x_file, x_options, row);
        const std::size_t channels = x_columns.channels.size();
        x_trials.target_channels = x_columns.targets.size();
        if (x_split == Split::train) x_trials.channels = channels;
        if (channels != x_trials.channels)
            x_file.fail(fmt::format("the file has {} channels, but the training file {}", channels, x_trials.channels));
        if (x_columns.header) check_channel_names();
        if (!x_columns.header) look_for_numbered_columns(row);
        return x_columns.header;
    }

    void check_channel_names() {
        std::vector<std::string> channels;
        for (const std::size_t c : x_columns.channels) channels.push_back(x_columns.names[c]);
        if (x_split == Split::train) x_table.channel_names = channels;
        if (!x_table.channel_names.empty() && channels != x_table.channel_names)
            x_file.fail(fmt::format("the channels are \"{}\", but \"{}\" in the training file",
                                    fmt::join(channels, ","), fmt::join(x_table.channel_names, ",")));
    }

    // Tables whose columns were never named are often written with the numbers of the columns above them.
    void look_for_numbered_columns(const CsvRow& row) {
        for (std::size_t c = 0; c < row.size(); ++c)
            if (const text::Number number = text::number_of(row[c]);
                number.kind != NumberKind::finite || number.value != static_cast<double>(c))
                return;
        if (row.size() > 1 && x_split == Split::train)
            x_trials.notes.emplace_back(
                "the first row counts the columns (0, 1, ...), as if it named them, and is taken for values; "
                "header = \"yes\" takes it for names");
    }

    double number(const CsvRow& row, std::size_t c) const {
        const text::Number number = text::number_of(row[c]);
        if (number.kind == NumberKind::finite) return number.value;
        x_file.fail(fmt::format("{}, in {}{}", text::no_number(row[c]), x_columns.name_of(c), advice(row[c])));
    }

    bool row_may_be_split(const std::string& field) const {
        return x_columns.count == 1 && text::trim(field).find_first_of("; \t") != std::string_view::npos;
    }

    // Whoever meant the first row to be something else should hear how to say so.
    std::string advice(const std::string& field) const {
        if (row_may_be_split(field)) return "; columns are separated by commas";
        if (x_columns.header || x_rows > 0 || x_options.header != "auto") return "";
        return fmt::format("; the first row is taken for values, {}; header = \"yes\" takes it for names",
                           x_columns.why);
    }

    void check_index(const CsvRow& row, std::size_t c) const {
        const text::Number number = text::number_of(row[c]);
        if (number.kind == NumberKind::finite && number.value == std::floor(number.value)) return;
        if (text::trim(row[c]).empty()) return;
        x_file.fail(
            fmt::format("column {} has no name in the header, and \"{}\" in it is no row's number, so that it "
                        "is no index; name it, or leave it out with ignore = [\"{}\"]",
                        c + 1, text::trim(row[c]).substr(0, 20), c + 1));
    }

    void read_frame(const CsvRow& row) {
        const std::string trial = x_columns.trial ? row[*x_columns.trial] : "";
        const std::string label = x_columns.label ? std::string(text::trim(row[*x_columns.label])) : "";
        if (x_frames > 0 && trial != x_trial) {
            end_trial();
            x_frames = 0;
        }
        if (x_frames == 0) begin_trial(trial, label);
        if (x_columns.label && label.empty()) x_file.fail("the class is empty");
        if (label != x_label)
            x_file.fail(fmt::format("the class changes from \"{}\" to \"{}\" within a trial", x_label, label));
        for (const std::size_t c : x_columns.channels) x_trials.values.push_back(number(row, c));
        for (const std::size_t c : x_columns.targets) x_trials.targets.push_back(number(row, c));
        for (const std::size_t c : x_columns.indices) check_index(row, c);
        const double first = x_trials.values[x_trials.values.size() - x_columns.channels.size()];
        if (x_rows == 0) x_first_value = first;
        x_first_counts = x_first_counts && first == x_first_value + static_cast<double>(x_rows);
        ++x_rows;
        ++x_frames;
    }

    void begin_trial(const std::string& trial, const std::string& label) {
        if (!x_seen.insert(trial).second)
            x_file.fail(fmt::format(
                "trial \"{}\" goes on here after another one; the rows of a trial must stand together", trial));
        x_trial = trial;
        x_label = label;
    }

    void end_trial() {
        x_trials.offsets.push_back(x_trials.offsets.back() + x_frames);
        x_trials.splits.push_back(x_split);
        if (!x_columns.label) {
            x_trials.labels.push_back(-1);
            return;
        }
        const auto [found, is_new] =
            x_table.class_numbers.try_emplace(x_label, static_cast<std::int32_t>(x_trials.classes.size()));
        if (is_new) x_trials.classes.push_back(x_label);
        x_trials.labels.push_back(found->second);
    }

    void add_notes() {
        for (const std::size_t c : x_columns.indices)
            x_trials.notes.push_back(
                fmt::format("column {} has no name and is left out, as an index of the rows", c + 1));
        constexpr std::size_t few = 3;
        const bool from_the_start = x_first_value == 0 || x_first_value == 1;
        if (x_first_counts && from_the_start && x_rows >= few && x_columns.channels.size() > 1)
            x_trials.notes.push_back(
                fmt::format("{} counts the rows and is taken for a channel; ignore = [\"{}\"] leaves it out",
                            x_columns.name_of(x_columns.channels[0]), x_columns.channels[0] + 1));
    }

    text::File x_file;
    const CsvFiles& x_options;
    Table& x_table;
    Trials& x_trials;
    Split x_split;
    CsvColumns x_columns;
    std::size_t x_rows = 0, x_frames = 0;  // of the file; of the present trial
    double x_first_value = 0;              // in the first channel
    bool x_first_counts = true;            // that channel rises by one from row to row
    std::string x_trial, x_label;
    std::unordered_set<std::string> x_seen;
};

}  // namespace

Trials CsvFactory::load(const Parameters& parameters, const DatasetContext& context) const {
    const auto files = from_parameters<CsvFiles>(parameters);
    if (files.train.empty()) throw ParameterError("train", "must name a file");
    Table table;
    CsvReader(context.folder / files.train, files, table, Split::train).read();
    if (!files.test.empty()) CsvReader(context.folder / files.test, files, table, Split::test).read();
    return std::move(table.trials);
}

std::vector<std::string> CsvFactory::found(const Parameters& parameters, const DatasetContext& context) const {
    const auto files = from_parameters<CsvFiles>(parameters);
    text::File file(context.folder / files.train);
    CsvRow first;
    return next_csv_row(file, first) ? choose_csv_columns(file, files, first).described() : std::vector<std::string>{};
}

}  // namespace limen::datasets
