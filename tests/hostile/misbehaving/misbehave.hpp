// What any part of a plugin can do wrong, whatever it is called for.
#pragma once

#include <atomic>
#include <new>
#include <stdexcept>
#include <string>

#include "limen/core/error.hpp"
#include "limen/schema/parameter.hpp"

namespace misbehaving {

// The only parameter of most parts.
struct Mode {
    std::string mode = "none";
    static const limen::Parameter<Mode> schema[1];
};
inline const limen::Parameter<Mode> Mode::schema[1] = {
    {"mode", &Mode::mode, "", limen::Range::any, "what it does wrong"}};

inline void misbehave(const std::string& mode) {
    if (mode == "throw_std") throw std::runtime_error("out of ideas");
    if (mode == "throw_error") throw limen::Error("out of ideas");
    if (mode == "throw_parameter") throw limen::ParameterError("mode", "is bad after all");
    if (mode == "throw_data") throw limen::DataError("some.file", "line 3", "is bad");
    if (mode == "throw_model") throw limen::ModelError({{{}, "some.key", "is bad"}});
    if (mode == "throw_int") throw 3;
    if (mode == "throw_alloc") throw std::bad_alloc();
    if (mode == "hang")
        for (static std::atomic<int> turns{0};; ++turns) continue;
}

}  // namespace misbehaving
