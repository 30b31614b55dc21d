// The page of a comparison: one HTML file that needs nothing else, with the table and all figures.
#pragma once

#include <string>
#include <vector>

#include "comparison/systems.hpp"

namespace limen::app {

struct PageHead {
    std::string title;    // of the page: the models' names
    std::string details;  // one line: seeds, versions, machine
    std::string command;  // as it was typed
};

std::string comparison_page(const PageHead&, const std::vector<System>&, const Metric& score);

}  // namespace limen::app
