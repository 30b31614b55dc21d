// The numbers of a comparison: as a table for people, and as CSV, JSON and HDF5 for programs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "comparison/systems.hpp"
#include "table.hpp"

namespace limen::app {

// One row for each system: its score with the 95 % confidence interval over seeds, and its mean costs.
Table comparison_table(const std::vector<System>&, const Metric& score);

// The same with columns of plain numbers, those of the interval too.
std::string comparison_csv(const std::vector<System>&, const Metric& score);

// Everything: of each system all metrics and costs of each seed, and what they say together.
std::string comparison_json(const std::vector<System>&, const Metric& score);

// The same as arrays over seeds: /<system>/<metric>, /<system>/<cost>, /<system>/seeds.
void write_comparison(const std::filesystem::path&, const std::vector<System>&, const Metric& score);

// As tables show it: "98.97 ± 0.41 %", "0.133 ± 0.004"; "97.57 (87.27 to 100) %" where a share can go no further.
std::string score_text(const Interval&, const Metric& score);

}  // namespace limen::app
