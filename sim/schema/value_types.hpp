// What a value that was given becomes where a parameter of another type wants it.
#pragma once

#include "limen/schema/parameter.hpp"

namespace limen {

// A whole number where any number is wanted, one number where there may be several or one for each unit, a list of
// numbers where there may be one for each unit, one text where there may be several; everything else as it is.
Value as_type_of(const Value& wanted, Value given);

}  // namespace limen
