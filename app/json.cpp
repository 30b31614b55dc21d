// Writes and reads JSON.
#include "json.hpp"

#include <istream>
#include <nlohmann/json.hpp>

namespace limen::app {

std::string indented(const Json& json) {
    constexpr int indent = 2;
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string compact(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json parse_json(std::istream& stream) { return Json::parse(stream); }

}  // namespace limen::app
