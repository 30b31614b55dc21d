// Loads models.
#include "limen/model/model.hpp"

#include "model/model_reader.hpp"
#include "model/toml_source.hpp"

namespace limen {

std::string weight_unit_of(const PopulationSpec& population) {
    std::string unit;
    call_plugin(plugin_place(*population.offer, population.path),
                [&] { unit = population.offer->population->weight_unit(population.parameters); });
    return unit;
}

Problem Model::problem(const std::string& path, const std::string& key, const std::string& message) const {
    const std::string whole = key.empty() ? path : path + "." + key;
    for (const std::string& known : {whole, path})
        if (const auto place = places.find(known); place != places.end() && !place->second.file.empty())
            return {place->second, whole, message};
    return {Place{file.string()}, whole, message};
}

Model parse_model(const std::string& text, const std::filesystem::path& name, const PluginHost& host,
                  const ModelOptions& options) {
    Model model;
    model.file = name;
    model.text = text;
    std::vector<Problem> problems;
    toml::table root = parse_toml(text, name.string());
    apply_overrides(root, options.overrides, problems);
    ModelReader reader(std::move(root), host, model, problems);
    if (options.readouts_only)
        reader.read_readouts();
    else
        reader.read_all();
    if (!problems.empty()) throw ModelError(std::move(problems));
    return model;
}

Model load_model(const std::filesystem::path& file, const PluginHost& host, const ModelOptions& options) {
    return parse_model(read_model_text(file), file, host, options);
}

}  // namespace limen
