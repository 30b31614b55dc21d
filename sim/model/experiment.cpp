// Keeps tables as text, value by value, and finds the places that a message means.
#include "limen/model/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "model/toml_source.hpp"

namespace limen {

namespace {

std::string value_text(const toml::node& node);

std::string list_text(const toml::array& array) {
    std::string text;
    for (const toml::node& item : array) text += (text.empty() ? "" : ", ") + value_text(item);
    return "[" + text + "]";
}

std::string table_text(const toml::table& table) {
    std::string text;
    for (const auto& [key, node] : table)
        text +=
            fmt::format("{}{} = {}", text.empty() ? "" : ", ", to_toml_key(std::string(key.str())), value_text(node));
    return "{" + text + "}";
}

// Whatever TOML can hold, also what no model can, so that model() can say so.
std::string value_text(const toml::node& node) {
    if (const auto* table = node.as_table()) return table_text(*table);
    if (const auto* array = node.as_array()) return list_text(*array);
    if (const auto* text = node.as_string()) return to_toml(Value(text->get()));
    if (const auto* integer = node.as_integer()) return to_toml(Value(integer->get()));
    if (const auto* number = node.as_floating_point()) return to_toml(Value(number->get()));
    if (const auto* flag = node.as_boolean()) return to_toml(Value(flag->get()));
    std::ostringstream moment;
    if (const auto* date = node.as_date()) moment << date->get();
    if (const auto* time = node.as_time()) moment << time->get();
    if (const auto* both = node.as_date_time()) moment << both->get();
    return moment.str();
}

bool before(const toml::source_region& a, const toml::source_region& b) {
    return std::pair(a.begin.line, a.begin.column) < std::pair(b.begin.line, b.begin.column);
}

}  // namespace

Experiment::Table::Entry& Experiment::Table::entry(const std::string& key) {
    const auto found =
        std::find_if(x_entries.begin(), x_entries.end(), [&](const Entry& entry) { return entry.key == key; });
    return found != x_entries.end() ? *found : x_entries.emplace_back(Entry{.key = key});
}

Experiment::Table& Experiment::Table::set(const std::string& key, const Value& value) {
    Entry& changed = entry(key);
    changed = Entry{.key = key, .value = limen::to_toml(value)};
    return *this;
}

Experiment::Table& Experiment::Table::table(const std::string& name) {
    Entry& found = entry(name);
    if (!found.table) found = Entry{.key = name, .table = std::make_unique<Table>()};
    return *found.table;
}

Experiment::Table& Experiment::Table::remove(const std::string& key) {
    x_entries.remove_if([&](const Entry& entry) { return entry.key == key; });
    return *this;
}

Experiment::Experiment(std::filesystem::path name) : x_name(std::move(name)), x_root(std::make_unique<Table>()) {}
Experiment::~Experiment() = default;
Experiment::Experiment(Experiment&&) noexcept = default;
Experiment& Experiment::operator=(Experiment&&) noexcept = default;

Experiment Experiment::read(const std::filesystem::path& file) { return parse(read_model_text(file), file); }

Experiment Experiment::parse(const std::string& text, const std::filesystem::path& name) {
    struct Copy {
        // In the order of the file, which the tree does not keep.
        void operator()(const toml::table& from, Table& to) const {
            std::vector<std::pair<const toml::key*, const toml::node*>> entries;
            for (const auto& [key, node] : from) entries.emplace_back(&key, &node);
            std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
                return before(a.second->source(), b.second->source());
            });
            for (const auto& [key, node] : entries) {
                Table::Entry& entry = to.entry(std::string(key->str()));
                entry.place = entry.key_place = place_of(*node);
                if (const auto* table = node->as_table(); table != nullptr && !table->is_inline()) {
                    entry.table = std::make_unique<Table>();
                    (*this)(*table, *entry.table);
                    continue;
                }
                entry.value = value_text(*node);
                if (const auto& source = key->source(); entry.place.line > 0 && source.begin.line > 0)
                    entry.key_place.line = source.begin.line, entry.key_place.column = source.begin.column;
            }
        }
    };
    Experiment experiment(name);
    Copy{}(parse_toml(text, name.string()), *experiment.x_root);
    return experiment;
}

// First the values, because what follows a header belongs to it, then the tables within.
void Experiment::write(const Table& table, const std::string& header, const std::string& path, std::string& text,
                       std::vector<Line>& lines) {
    const auto inside = [](const std::string& outer, const std::string& name) {
        return outer.empty() ? name : outer + "." + name;
    };
    for (const Table::Entry& entry : table.x_entries)
        if (!entry.table) {
            text += fmt::format("{} = {}\n", to_toml_key(entry.key), entry.value);
            lines.push_back({inside(path, entry.key), entry.key_place, entry.place});
        }
    for (const Table::Entry& entry : table.x_entries)
        if (entry.table) {
            const std::string inner = inside(header, to_toml_key(entry.key)), inner_path = inside(path, entry.key);
            const auto has_value = [](const Table::Entry& e) { return !e.table; };
            const std::list<Table::Entry>& within = entry.table->x_entries;
            if (within.empty() || std::any_of(within.begin(), within.end(), has_value)) {
                text += fmt::format("{}[{}]\n", text.empty() ? "" : "\n", inner);
                if (!lines.empty()) lines.push_back({});
                lines.push_back({inner_path, entry.key_place, entry.place});
            }
            write(*entry.table, inner, inner_path, text, lines);
        }
}

std::string Experiment::write_all(std::vector<Line>& lines) const {
    std::string text;
    write(*x_root, "", "", text, lines);
    return text;
}

std::string Experiment::to_toml() const {
    std::vector<Line> lines;
    return write_all(lines);
}

Model Experiment::model(const PluginHost& host, const ModelOptions& options) const {
    std::vector<Line> lines;
    const std::string text = write_all(lines), name = x_name.string();
    // A message about the text that nobody has seen is made one about what it came from.
    const auto set_right = [&](Place& place, std::string* key) {
        if (place.file != name || place.line == 0 || place.line > lines.size()) return;
        const Line& line = lines[place.line - 1];
        place = place.column <= 1 ? line.key_place : line.place;
        if (place.file.empty()) place.file = name;
        if (key != nullptr && key->empty()) *key = line.path;
    };
    try {
        Model model = parse_model(text, x_name, host, options);
        for (auto& [path, place] : model.places) set_right(place, nullptr);
        return model;
    } catch (const ModelError& error) {
        std::vector<Problem> problems = error.problems();
        for (Problem& problem : problems) set_right(problem.place, &problem.key);
        std::stable_sort(problems.begin(), problems.end(),
                         [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
        throw ModelError(std::move(problems));
    }
}

}  // namespace limen
