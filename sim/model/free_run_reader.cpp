// Free runs: which readout is fed back, from where, and for how long.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "model/model_reader.hpp"
#include "model/rate_graph.hpp"

namespace limen {

namespace {

constexpr std::int64_t most = 1'000'000;                              // outputs, or starts
const std::vector<std::string> parts{"train", "test", "validation"};  // as in Split

}  // namespace

void ModelReader::read_free_runs() {
    const NameIndex readouts(names_of(x_model.readouts));
    for (const Named& named : named_tables("free_run")) {
        TableReader table = reader("free_run", named);
        FreeRunSpec spec;
        spec.name = named.name;
        spec.path = table.path();
        const auto name = table.take_as<std::string>(
            {"readout", std::string{}, "", Range::any, "the [readout.*] table whose outputs are fed back", true});
        const auto readout = find(table, "readout", name, readouts, "readout");
        spec.washout = table.take_as<double>(
            {"washout", 0.0, "ms", Range::positive, "how long the targets are fed back before", true});
        spec.horizon = table.take_as<std::int64_t>(
            {"horizon", std::int64_t{0}, "", Range::positive, "how many outputs; the first still hears targets", true});
        spec.starts = table.take_as<std::int64_t>(
            {"starts", std::int64_t{20}, "", Range::positive, "how many such stretches, evenly spread over the part"});
        const auto part =
            table.take_as<std::string>({"part", std::string{"test"}, "", Range::any, "of which trials", false, parts});
        spec.part = static_cast<Split>(std::find(parts.begin(), parts.end(), part) - parts.begin());
        for (const auto& [key, number] : {std::pair{"horizon", spec.horizon}, std::pair{"starts", spec.starts}})
            if (number > most) table.problem(key, fmt::format("is {}; it must be at most {}", number, most));
        finish(table);
        const auto fed = [](const PopulationSpec& p) { return p.feedback.has_value(); };
        if (std::none_of(x_model.populations.begin(), x_model.populations.end(), fed))
            table.problem("readout", "has no one to be fed back to: no population has the key \"feedback\"");
        if (!readout) continue;
        spec.readout = *readout;
        refuse_some_units(table, "readout", x_model.readouts[*readout]);
        for (const std::size_t population : populations_read(x_model, x_model.readouts[*readout]))
            if (const PopulationSpec& read = x_model.populations[population];
                read.offer != nullptr && read.offer->population->spiking())
                table.problem("readout",
                              fmt::format("reads \"{}\", whose units spike; a free run has rates alone", read.name));
        x_model.free_runs.push_back(std::move(spec));
    }
}

}  // namespace limen
