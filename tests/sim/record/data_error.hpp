// Catches a DataError to look at it.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "limen/core/error.hpp"

namespace limen::test {

// Runs `action`, which must throw, and gives the error.
template <class Action>
DataError error_of(Action action) {
    std::optional<DataError> found;
    try {
        action();
    } catch (const DataError& error) {
        found = error;
    }
    REQUIRE(found);
    return *found;
}

inline bool says(const DataError& error, const std::string& words) {
    return std::string(error.what()).find(words) != std::string::npos;
}

}  // namespace limen::test
