// Reads comma-separated values.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "datasets/readers.hpp"
#include "datasets/text.hpp"

namespace limen::datasets {

const Parameter<CsvFiles> CsvFiles::schema[6] = {
    {"train", &CsvFiles::train, "path", Range::any, "file of the training trials, relative to the model"},
    {"test", &CsvFiles::test, "path", Range::any, "file of the test trials; empty: none"},
    {"header", &CsvFiles::header, "", Range::any,
     "whether the first row names the columns; auto: yes if it holds anything but numbers", "auto yes no"},
    {"trial", &CsvFiles::trial, "", Range::any,
     "name or number (from 1) of the column that numbers the trials; empty: one trial a file"},
    {"label", &CsvFiles::label, "", Range::any, "name or number (from 1) of the column with the class; empty: none"},
    {"targets", &CsvFiles::targets, "", Range::any,
     "names or numbers (from 1) of the columns that a readout shall give in each frame"},
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
        std::vector<std::string> row;
        while (next_row(row)) {
            if (x_columns == 0 && begin(row)) continue;
            if (row.size() != x_columns)
                x_file.fail(fmt::format("the row has {} columns; it must have {}", row.size(), x_columns));
            read_frame(row);
        }
        if (x_frames == 0) x_file.fail("the file ends without a row of values");
        end_trial();
    }

private:
    // A row may span lines inside quotes. Empty lines are skipped.
    bool next_row(std::vector<std::string>& row) {
        std::string_view line;
        do {
            if (!x_file.next(line)) return false;
        } while (trim(line).empty());
        row.assign(1, "");
        bool quoted = false;
        for (std::size_t i = 0;; ++i) {
            if (i == line.size()) {
                if (!quoted) return true;
                row.back() += '\n';
                if (!x_file.next(line)) x_file.fail("the file ends inside quotes");
                i = static_cast<std::size_t>(-1);
            } else if (line[i] == '"') {
                const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == '"';
                if (doubled) row.back() += line[++i];
                if (!doubled) quoted = !quoted;
            } else if (line[i] == ',' && !quoted) {
                row.emplace_back();
            } else {
                row.back() += line[i];
            }
        }
    }

    static bool is_number(const std::string& field) {
        const std::string_view text = trim(field);
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size();
    }

    // The column that is given by its number, if it is.
    std::optional<std::size_t> numbered(const std::string& wanted) const {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(wanted.data(), wanted.data() + wanted.size(), number);
        if (error == std::errc{} && end == wanted.data() + wanted.size() && number >= 1 && number <= x_columns)
            return number - 1;
        return std::nullopt;
    }

    bool is_channel(std::size_t c) const {
        return c != x_trial_column && c != x_label_column &&
               std::find(x_target_columns.begin(), x_target_columns.end(), c) == x_target_columns.end();
    }

    // Trials and classes may be words, so only the other columns tell a header from values.
    bool looks_like_header(const std::vector<std::string>& row) const {
        const auto trial = numbered(x_options.trial), label = numbered(x_options.label);
        for (std::size_t c = 0; c < row.size(); ++c)
            if (c != trial && c != label && !is_number(row[c])) return true;
        return false;
    }

    // Learns the columns from the first row; true if it is a header, with no values.
    bool begin(const std::vector<std::string>& row) {
        x_columns = row.size();
        const bool header = x_options.header == "yes" || (x_options.header == "auto" && looks_like_header(row));
        const std::vector<std::string> names = header ? row : std::vector<std::string>{};
        x_trial_column = column("trial", x_options.trial, names);
        x_label_column = column("label", x_options.label, names);
        if (x_trial_column && x_trial_column == x_label_column)
            throw ParameterError("label", "names the same column as `trial`");
        for (const std::string& target : x_options.targets) take_target(target, names);
        std::size_t channels = 0;
        for (std::size_t c = 0; c < x_columns; ++c) channels += is_channel(c);
        if (channels == 0) x_file.fail("no column is left for values");
        x_trials.target_channels = x_target_columns.size();
        if (x_split == Split::train) x_trials.channels = channels;
        if (channels != x_trials.channels)
            x_file.fail(fmt::format("the file has {} channels, but the training file {}", channels, x_trials.channels));
        if (header) check_channel_names(names);
        return header;
    }

    void take_target(const std::string& target, const std::vector<std::string>& names) {
        const auto found = column("targets", target, names);
        if (!found) throw ParameterError("targets", "must not hold an empty name");
        if (!is_channel(*found))
            throw ParameterError("targets",
                                 fmt::format("name the column \"{}\", which is a target already, the trial or "
                                             "the class",
                                             target));
        x_target_columns.push_back(*found);
    }

    void check_channel_names(const std::vector<std::string>& names) {
        std::vector<std::string> channels;
        for (std::size_t c = 0; c < names.size(); ++c)
            if (is_channel(c)) channels.emplace_back(trim(names[c]));
        if (x_split == Split::train) x_table.channel_names = channels;
        if (!x_table.channel_names.empty() && channels != x_table.channel_names)
            x_file.fail(fmt::format("the channels are \"{}\", but \"{}\" in the training file",
                                    fmt::join(channels, ","), fmt::join(x_table.channel_names, ",")));
    }

    std::optional<std::size_t> column(const char* key, const std::string& wanted,
                                      const std::vector<std::string>& names) const {
        if (wanted.empty()) return std::nullopt;
        const auto named =
            std::find_if(names.begin(), names.end(), [&](const std::string& name) { return trim(name) == wanted; });
        if (named != names.end()) return static_cast<std::size_t>(named - names.begin());
        if (const auto number = numbered(wanted)) return number;
        throw ParameterError(
            key, fmt::format("names the column \"{}\", which {} does not have{}", wanted, x_file.path().string(),
                             names.empty() ? fmt::format("; it has {} columns without names", x_columns)
                                           : suggestion(wanted, names)));
    }

    void read_frame(const std::vector<std::string>& row) {
        const std::string trial = x_trial_column ? row[*x_trial_column] : "";
        const std::string label = x_label_column ? std::string(trim(row[*x_label_column])) : "";
        if (x_frames > 0 && trial != x_trial) {
            end_trial();
            x_frames = 0;
        }
        if (x_frames == 0) {
            if (!x_seen.insert(trial).second)
                x_file.fail(fmt::format(
                    "trial \"{}\" goes on here after another one; the rows of a trial must stand together", trial));
            x_trial = trial;
            x_label = label;
        }
        if (x_label_column && label.empty()) x_file.fail("the class is empty");
        if (label != x_label)
            x_file.fail(fmt::format("the class changes from \"{}\" to \"{}\" within a trial", x_label, label));
        for (std::size_t c = 0; c < row.size(); ++c)
            if (is_channel(c)) x_trials.values.push_back(x_file.number(row[c]));
        for (const std::size_t c : x_target_columns) x_trials.targets.push_back(x_file.number(row[c]));
        ++x_frames;
    }

    void end_trial() {
        x_trials.offsets.push_back(x_trials.offsets.back() + x_frames);
        x_trials.splits.push_back(x_split);
        if (!x_label_column) {
            x_trials.labels.push_back(-1);
            return;
        }
        const auto [found, is_new] =
            x_table.class_numbers.try_emplace(x_label, static_cast<std::int32_t>(x_trials.classes.size()));
        if (is_new && x_split == Split::test)
            x_file.fail(fmt::format("the class \"{}\" does not occur in the training file", x_label));
        if (is_new) x_trials.classes.push_back(x_label);
        x_trials.labels.push_back(found->second);
    }

    TextFile x_file;
    const CsvFiles& x_options;
    Table& x_table;
    Trials& x_trials;
    Split x_split;
    std::size_t x_columns = 0, x_frames = 0;  // of the present trial
    std::optional<std::size_t> x_trial_column, x_label_column;
    std::vector<std::size_t> x_target_columns;
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

}  // namespace limen::datasets
