// How errors read, and the nearest right name for a wrong one.
#include "limen/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace limen {

std::string describe(const Problem& problem) {
    std::string text = problem.place.file;
    if (problem.place.line > 0) text += fmt::format(":{}:{}", problem.place.line, problem.place.column);
    if (!text.empty()) text += ": ";
    if (!problem.key.empty()) text += problem.key + ": ";
    return text + problem.message;
}

namespace {

// No one reads more, and a model can have 10^5 of the same kind.
constexpr std::size_t most_problems = 50, most_names = 12;

std::string join_problems(const std::vector<Problem>& problems) {
    std::string text;
    const std::size_t told = std::min(problems.size(), most_problems);
    for (std::size_t i = 0; i < told; ++i) text += (i > 0 ? "\n" : "") + describe(problems[i]);
    if (told < problems.size()) text += fmt::format("\nand {} more", problems.size() - told);
    return text;
}

// Damerau-Levenshtein distance (optimal string alignment), ignoring case; the words are short.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        next[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0U : 1U)});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
                next[j] = std::min(next[j], before[j - 2] + 1);
        }
        std::swap(before, row);
        std::swap(row, next);
    }
    return row[b.size()];
}

}  // namespace

ModelError::ModelError(std::vector<Problem> problems)
    : Error(join_problems(problems)), x_problems(std::move(problems)) {}

DataError::DataError(std::filesystem::path file, std::string where, const std::string& message)
    : Error(fmt::format("{}{}{}: {}", file.string(), where.empty() ? "" : ": ", where, message)),
      x_file(std::move(file)),
      x_where(std::move(where)) {}

PluginError::PluginError(std::string plugin, const std::string& message)
    : Error(fmt::format("{}: {}", plugin, message)), x_plugin(std::move(plugin)) {}

std::string nearest_name(std::string_view word, const std::vector<std::string>& names) {
    if (word.size() > 100) return "";
    std::string best;
    // A third of the letters may be wrong, and a name that begins with the word (or the reverse) counts as one mistake.
    std::size_t best_distance = std::max<std::size_t>(2, (word.size() + 2) / 3) + 1;
    for (const std::string& name : names) {
        const std::size_t shorter = std::min(word.size(), name.size());
        const bool starts = shorter >= 3 && name.substr(0, shorter) == word.substr(0, shorter);
        const std::size_t distance = starts ? 1 : edit_distance(word, name);
        if (distance < best_distance && distance < std::max(word.size(), name.size())) {
            best = name;
            best_distance = distance;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string>& names) {
    const std::string nearest = nearest_name(word, names);
    if (!nearest.empty()) return fmt::format("; did you mean \"{}\"?", nearest);
    if (names.empty()) return "; there are none";
    if (names.size() <= most_names) return fmt::format("; known are: {}", fmt::join(names, ", "));
    return fmt::format("; known are: {} and {} more", fmt::join(names.begin(), names.begin() + most_names, ", "),
                       names.size() - most_names);
}

}  // namespace limen
