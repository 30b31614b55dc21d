// The comparison: which other models to run beside this one, and with how many seeds.
#include <fmt/format.h>

#include "model/model_reader.hpp"

namespace limen {

void ModelReader::read_comparison() {
    if (!x_root.contains("comparison")) return;
    TableReader table(lone_table("comparison"), {"comparison"}, context());
    ComparisonSpec& spec = x_model.comparison;
    spec.with = table.take_as<std::vector<std::string>>(
        {"with", std::vector<std::string>{}, "", Range::any, "model files on the same data, relative to this one"});
    spec.seeds = table.take_as<std::int64_t>(
        {"seeds", std::int64_t{5}, "", Range::positive, "how many to run, from the model's seed on"});
    constexpr std::int64_t most = 10'000;
    if (spec.seeds > most) table.problem("seeds", fmt::format("is {}; it must be at most {}", spec.seeds, most));
    // No part of the resolved model: it changes nothing of a run.
    table.finish();
}

}  // namespace limen
