// A training run on disk, so that it goes on after an interruption with the same bits.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/recurrent/fit.hpp"

namespace limen::train::recurrent {

// How gradients flowed after some epochs (0: before the first): [layers][lags] each.
struct FlowRecord {
    std::vector<std::uint64_t> epochs;
    std::vector<std::vector<std::vector<double>>> flows;
};

// Replaces the file whole. `settings` names the run: what else must be the same to go on.
template <class T>
void write_checkpoint(const std::filesystem::path&, const std::string& settings, const FitState<T>&, const FlowRecord&);

// False if there is no such file. Throws DataError if it is of another run.
template <class T>
bool read_checkpoint(const std::filesystem::path&, const std::string& settings, FitState<T>&, FlowRecord&);

}  // namespace limen::train::recurrent
