// A model that is put together in code, or read from a file and changed, and then checked as model files are.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "limen/model/model.hpp"

namespace limen {

// Tables of keys and values, as in a model file: what the keys mean, what they may hold and what is said of a mistake
// is the same for both, and all of it is looked at by model(), all at once. Tables come in the order in which they were
// first named, which is the one that random numbers follow.
//
//   limen::Experiment experiment;
//   experiment.simulation().set("stop", 1000.0);
//   experiment.population("liquid").set("model", "lif").set("size", 300).set("tau_m", 20.0);
//   const limen::Model model = experiment.model(host);
class Experiment {
public:
    class Table {
    public:
        // Gives a key its value, in place of the one that it had.
        Table& set(const std::string& key, const Value& value);
        // The table within this one, such as "rule" of a population; it is made where there is none.
        Table& table(const std::string& name);
        // Takes out a key, or a table; nothing happens where there is none.
        Table& remove(const std::string& key);

    private:
        friend class Experiment;
        struct Entry {
            std::string key;
            std::string value{};             // as TOML
            std::unique_ptr<Table> table{};  // in place of a value
            Place key_place{}, place{};      // in the file that it came from; empty: it was set in code
        };
        Entry& entry(const std::string& key);
        std::list<Entry> x_entries;
    };

    // `name` stands for the model in messages and in recordings; paths in the model are relative to its folder.
    explicit Experiment(std::filesystem::path name = "experiment");
    ~Experiment();
    Experiment(Experiment&&) noexcept;
    Experiment& operator=(Experiment&&) noexcept;

    // Read a model file, or its text; a message about what is not changed afterwards has the file's line and column.
    // Comments are not kept. Throw ModelError where it is no TOML.
    static Experiment read(const std::filesystem::path& file);
    static Experiment parse(const std::string& text, const std::filesystem::path& name);

    Table& simulation() { return x_root->table("simulation"); }
    Table& comparison() { return x_root->table("comparison"); }
    Table& data(const std::string& name) { return x_root->table("data").table(name); }
    Table& population(const std::string& name) { return x_root->table("population").table(name); }
    Table& projection(const std::string& name) { return x_root->table("projection").table(name); }
    Table& drive(const std::string& name) { return x_root->table("drive").table(name); }
    Table& record(const std::string& name) { return x_root->table("record").table(name); }
    Table& readout(const std::string& name) { return x_root->table("readout").table(name); }
    Table& free_run(const std::string& name) { return x_root->table("free_run").table(name); }
    // Any table at the top: the tables of a section, such as "drive", can be taken out through it.
    Table& section(const std::string& name) { return x_root->table(name); }

    // A model file that says the same.
    std::string to_toml() const;
    // The model, checked against the schemas of the host's plugins. Throws ModelError with everything that is wrong.
    Model model(const PluginHost&, const ModelOptions& = {}) const;

private:
    // Where each line of to_toml() comes from.
    struct Line {
        std::string path;
        Place key_place, place;
    };
    static void write(const Table&, const std::string& header, const std::string& path, std::string& text,
                      std::vector<Line>& lines);
    std::string write_all(std::vector<Line>& lines) const;

    std::filesystem::path x_name;
    std::unique_ptr<Table> x_root;
};

}  // namespace limen
