// Shows an estimate and compares it with the memory at hand.
#include "estimate.hpp"

#include <fmt/format.h>

#include <fstream>
#include <limits>

#include "format.hpp"
#include "limen/error.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

// Bytes that can be had without swapping; infinite where the system does not say.
double free_memory() {
    std::ifstream stream("/proc/meminfo");
    constexpr double bytes_per_kb = 1024;
    std::string key, unit;
    for (double kb = 0; stream >> key >> kb; std::getline(stream, unit))
        if (key == "MemAvailable:") return kb * bytes_per_kb;
    return std::numeric_limits<double>::infinity();
}

}  // namespace

std::string estimate_text(const Estimate& estimate) {
    Table table({{"population", "population"}, {"model", "model"}, {"units", "units"}, {"synapses", "synapses"}});
    for (const PopulationEstimate& p : estimate.populations) {
        // An expectation; a table of people's numbers needs no more than its nearest integer.
        const auto whole = [](double number) {
            return Cell{number, grouped(static_cast<std::uint64_t>(number + 0.5))};
        };
        table.add({text_cell(p.name), text_cell(p.model), whole(p.units), whole(p.synapses)});
    }
    return fmt::format("{}\nmemory: {}\ntrials: {}\nbiological time: {} ms\n", table.text(), bytes_text(estimate.bytes),
                       grouped(estimate.trials), rounded(estimate.biological_ms, 6));
}

void refuse_too_large(const Estimate& estimate) {
    const double free = free_memory();
    if (estimate.bytes > free)
        throw Error(
            fmt::format("the model needs about {} of memory, but {} are free; limen run --dry-run lists its parts",
                        bytes_text(estimate.bytes), bytes_text(free)));
}

}  // namespace limen::app
