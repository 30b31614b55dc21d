// Numbers that say how well something did, with all that is needed to show and to compare them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "limen/schema/split.hpp"

namespace limen {

// Which of two values is the better one.
enum class Better : std::uint8_t { neither, higher, lower };
// "neither", "higher", "lower".
std::string_view name_of(Better) noexcept;

struct Metric {
    std::string name{};      // as files and options call it: "test_accuracy"
    std::string title{};     // as tables and pages do: "test accuracy"; empty: the name with blanks
    double value = 0;        // finite
    std::string unit = "1";  // "1": a pure number
    Better better = Better::neither;
    std::optional<Split> part{};  // the part of the trials that it is of, if not of all
    bool share = false;           // whether it is from 0 to 1, shown in percent
    bool shown = false;           // whether tables have a column for it
    friend bool operator==(const Metric&, const Metric&) = default;
};

// The metric of the trials of a part, with the part's name before its own: "test_nrmse", "test NRMSE". Tables show the
// parts for training and for the test.
Metric of_part(Split, Metric);

// Metrics in the order in which they were added. Each name is there once.
class Metrics {
public:
    Metrics() = default;
    Metrics(std::initializer_list<Metric>);
    // Adds a metric, in place of one of the same name.
    void add(Metric);
    // Takes out the metric of that name; nothing happens where there is none.
    void remove(std::string_view name);
    const Metric* find(std::string_view name) const noexcept;
    bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
    // The value of that name. Throws Error where there is none.
    double at(std::string_view name) const;
    bool empty() const noexcept { return x_all.empty(); }
    std::size_t size() const noexcept { return x_all.size(); }
    auto begin() const noexcept { return x_all.begin(); }
    auto end() const noexcept { return x_all.end(); }
    friend bool operator==(const Metrics&, const Metrics&) = default;

private:
    std::vector<Metric> x_all;
};

}  // namespace limen
