// Keeps metrics by name.
#include "limen/learn/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "limen/core/error.hpp"

namespace limen {

std::string_view name_of(Better better) noexcept {
    constexpr std::array<std::string_view, 3> names{"neither", "higher", "lower"};
    return names[static_cast<std::size_t>(better)];
}

Metric of_part(Split part, Metric metric) {
    const std::string title = metric.title.empty() ? metric.name : metric.title;
    metric.title = fmt::format("{} {}", part == Split::train ? "training" : name_of(part), title);
    metric.name = fmt::format("{}_{}", name_of(part), metric.name);
    metric.part = part;
    metric.shown = metric.shown && part != Split::validation;
    return metric;
}

Metrics::Metrics(std::initializer_list<Metric> metrics) {
    for (const Metric& metric : metrics) add(metric);
}

void Metrics::add(Metric metric) {
    if (metric.title.empty()) {
        metric.title = metric.name;
        std::replace(metric.title.begin(), metric.title.end(), '_', ' ');
    }
    const auto same = std::find_if(x_all.begin(), x_all.end(), [&](const Metric& m) { return m.name == metric.name; });
    if (same != x_all.end())
        *same = std::move(metric);
    else
        x_all.push_back(std::move(metric));
}

void Metrics::remove(std::string_view name) {
    std::erase_if(x_all, [&](const Metric& metric) { return metric.name == name; });
}

const Metric* Metrics::find(std::string_view name) const noexcept {
    const auto found = std::find_if(x_all.begin(), x_all.end(), [&](const Metric& m) { return m.name == name; });
    return found == x_all.end() ? nullptr : &*found;
}

double Metrics::at(std::string_view name) const {
    if (const Metric* metric = find(name)) return metric->value;
    std::vector<std::string> names;
    for (const Metric& metric : x_all) names.push_back(metric.name);
    throw Error(fmt::format("there is no metric \"{}\"{}", name, suggestion(name, names)));
}

}  // namespace limen
