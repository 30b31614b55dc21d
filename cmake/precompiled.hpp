// What nearly every file includes, compiled once. A file still includes what it uses: `make check-everything` builds
// without this header. Heavy headers of single files (CLI11, Eigen, Boost.Graph, toml++) stay out.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"
#include "limen/plugin.hpp"
#include "limen/registry/host.hpp"
