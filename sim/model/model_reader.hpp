// Reads the sections of a model one after the other, noting every problem on the way.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "limen/model/model.hpp"
#include "limen/registry/host.hpp"
#include "model/name_index.hpp"
#include "model/table_reader.hpp"

namespace limen {

class ModelReader {
public:
    ModelReader(toml::table root, const PluginHost& host, Model& model, std::vector<Problem>& problems)
        : x_root(std::move(root)), x_host(host), x_model(model), x_problems(problems) {}

    void read_all();
    void read_readouts();

private:
    // The tables [section.<name>] in the order of the file, with names that can be paths of an HDF5 file.
    struct Named {
        std::string name;
        const toml::table* table;
    };
    std::vector<Named> named_tables(const std::string& section);
    TableReader reader(const std::string& section, const Named&);
    ReaderContext context();

    void check_sections();
    // The section as a table, or an empty one where it is absent or no table, which is a problem.
    const toml::table& lone_table(const std::string& section);
    void read_simulation();
    void read_comparison();
    void read_data();
    void read_populations();
    void read_projections();
    void read_drives();
    void read_records();
    void take_state(TableReader&, RecordSpec&, const Offer* population);
    // A population's spikes are recorded once, whichever tables ask for them.
    void refuse_other_choice(TableReader&, const RecordSpec& spikes);
    void check_whole();
    // That records fit into a run without data, whose length is known.
    void check_records_of_run();
    void check_edge_names();

    // The offer named by `key` in the table, with its parameters; nullptr after a problem.
    const Offer* take_offer(TableReader&, const std::string& key, Kind, const std::string& meaning);
    // The index of the population or data stream that `key` names.
    std::optional<std::size_t> find(TableReader&, const std::string& key, const std::string& name,
                                    const NameIndex& names, const std::string& what);
    // What may have been meant, for a message.
    std::string suggest(const std::string& name, const NameIndex& names) const;
    std::optional<std::size_t> take_data(TableReader&, bool wanted);
    // What gives a drive its frames: data or, in their place, a population of rates.
    void take_frames(TableReader&, DriveSpec&);
    // The data of a population, where it may hear other populations or targets instead; names of the former, which may
    // stand further down in the file, go to `inputs`.
    void take_sources(TableReader&, PopulationSpec&, std::vector<std::string>& inputs);
    // Indices of the populations that those names mean, for each population.
    void resolve_inputs(const std::vector<std::vector<std::string>>& inputs);
    // Of those that spike there must be a state to hear.
    void check_input_state(const PopulationSpec&);
    void read_free_runs();
    // What is fed back is made of all units of the populations that the readout's records name.
    void refuse_some_units(TableReader&, const std::string& key, const ReadoutSpec&);
    // Nothing can be sent to units that do not spike.
    void refuse_rates(TableReader&, const std::vector<std::size_t>& targets);
    void refuse_currents(TableReader&, const std::vector<std::size_t>& targets);
    // The schema of a population, in which the key for a connection rule takes those that plugins offer.
    const Schema& schema_with_rules(const Offer& population);
    static void check_size(TableReader&, const PopulationSpec&);
    void take_rule(const Named&, TableReader& population, PopulationSpec&);
    std::vector<std::size_t> take_targets(TableReader&);
    std::uint32_t take_receptor(TableReader&);
    // In what weights of all of these populations are; "" where they differ.
    std::string weight_unit(const std::vector<std::size_t>& targets) const;
    void take_weight(TableReader&, ProjectionSpec&, const std::string& unit);
    void finish(TableReader&);

    template <class Spec>
    static std::vector<std::string> names_of(const std::vector<Spec>& specs) {
        std::vector<std::string> names;
        for (const Spec& spec : specs) names.push_back(spec.name);
        return names;
    }

    toml::table x_root;
    std::map<const Offer*, Schema> x_schemas;  // with the rules, of populations
    NameIndex x_data_names, x_population_names;
    const PluginHost& x_host;
    Model& x_model;
    std::vector<Problem>& x_problems;
};

}  // namespace limen
