// Fills the template with the numbers; the script in it draws them.
#include "comparison/page.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "comparison/figures.hpp"
#include "comparison/html.hpp"
#include "comparison/origin.hpp"
#include "comparison/page_parts.hpp"
#include "comparison/report.hpp"
#include "json.hpp"
#include "limen/version.hpp"

namespace limen::app {

namespace {

// Six digits are more than a figure shows, and halve the page.
void shorten(Json& json) {
    if (json.is_number_float()) {
        const auto number = json.get<double>();
        json = std::isfinite(number) ? Json(std::stod(fmt::format("{:.6g}", number))) : Json(nullptr);
    } else if (json.is_structured()) {
        for (Json& child : json) shorten(child);
    }
}

// As the content of a <script> element, which "</script>" or "<!--" would end or change.
std::string script_text(const Json& json) {
    std::string safe;
    for (const char c : compact(json)) safe += c == '<' ? std::string("\\u003c") : std::string(1, c);
    return safe;
}

// The template with each {{mark}} replaced; what is put in is not looked at again.
std::string fill(std::string_view text, const std::map<std::string, std::string, std::less<>>& parts) {
    std::string page;
    for (;;) {
        const std::size_t start = text.find("{{"), end = text.find("}}", start);
        page += text.substr(0, start);
        if (start == std::string_view::npos) return page;
        page += parts.at(std::string(text.substr(start + 2, end - start - 2)));
        text.remove_prefix(end + 2);
    }
}

Json system_json(const System& system, const Metric& score) {
    Json json{{"name", system.name},
              {"trainer", system.trainer},
              {"reservoir", system.reservoir},
              {"scores", system.values(score.name)}};
    const Interval interval = score_interval(system, score);
    json["mean"] = interval.mean;
    json["low"] = interval.low;
    json["high"] = interval.high;
    for (const CostColumn& cost : cost_columns) json[cost.key] = interval_of(system.values(cost.member)).mean;
    json["operations"] = interval_of(system.values(&Costs::operations)).mean;
    return json;
}

// The table's rows as they are shown.
Json table_json(const std::vector<System>& systems, const Metric& score) {
    const Table table = comparison_table(systems, score);
    Json json{{"columns", table.titles()}, {"rows", Json::array()}};
    for (std::size_t row = 0; row < systems.size(); ++row) json["rows"].push_back(table.shown(row));
    return json;
}

}  // namespace

std::string comparison_page(const PageHead& head, const std::vector<System>& systems, const Metric& score) {
    Json data{
        {"score",
         {{"name", score.name}, {"title", score.title}, {"share", score.share}, {"better", name_of(score.better)}}},
        {"systems", Json::array()},
        {"table", table_json(systems, score)},
        {"gradient_flow", gradient_flow_figure(systems)},
        {"memory", memory_figure(systems)},
        {"learning", learning_figure(systems)},
        {"confusion", confusion_figure(systems)},
        {"prediction", prediction_figure(systems)},
        {"sample", sample_figure(systems)}};
    const std::vector<bool> best = best_systems(systems, score);
    for (std::size_t i = 0; i < systems.size(); ++i) {
        data["systems"].push_back(system_json(systems[i], score));
        data["systems"].back()["best"] = static_cast<bool>(best[i]);
    }
    shorten(data);
    return fill(page_html, {{"title", html_text(head.title)},
                            {"details", html_text(head.details)},
                            {"origin", origin_section(head.command, systems)},
                            {"style", std::string(page_css)},
                            {"data", script_text(data)},
                            {"svg", std::string(svg_js)},
                            {"marks", std::string(marks_js)},
                            {"script", std::string(page_js)},
                            {"chart", std::string(chart_js)}});
}

}  // namespace limen::app
