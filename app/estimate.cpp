// Shows an estimate and compares it with the memory at hand.
#include "estimate.hpp"

#include <fmt/format.h>

#include <limits>

#include "format.hpp"
#include "limen/core/error.hpp"
#include "limen/core/free_memory.hpp"
#include "table.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// Bytes of the disk on which a folder is, or will be; infinite where the system does not say.
double free_space(const fs::path& folder) {
    std::error_code error;
    fs::path there = fs::absolute(folder, error);
    while (!fs::exists(there, error) && there.has_relative_path()) there = there.parent_path();
    const fs::space_info space = fs::space(there, error);
    return error ? std::numeric_limits<double>::infinity() : static_cast<double>(space.available);
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
    return fmt::format("{}\nmemory: {}\nrecording: {} and the spikes\ntrials: {}\nbiological time: {} ms\n",
                       table.text(), bytes_text(estimate.bytes), bytes_text(estimate.recorded_bytes),
                       grouped(estimate.trials), rounded(estimate.biological_ms, 6));
}

void refuse_too_large(const Estimate& estimate, const fs::path& output) {
    const double free = free_memory();
    if (estimate.bytes > free)
        throw Error(
            fmt::format("the model needs about {} of memory, but {} are free; limen run --dry-run lists its parts",
                        bytes_text(estimate.bytes), bytes_text(free)));
    const double space = free_space(output);
    if (estimate.recorded_bytes > space)
        throw Error(
            fmt::format("the recording takes at least {} of the disk, but {} are free in {}; record fewer states, "
                        "or with longer periods",
                        bytes_text(estimate.recorded_bytes), bytes_text(space), output.string()));
}

}  // namespace limen::app
