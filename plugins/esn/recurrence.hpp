// W h, in the form that is fastest for this W. All forms give the same bits: the terms of a unit's sum are added in the
// order of the units that they come from, one after the other; what is vectorised is units, or trials.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "esn/reservoir.hpp"

namespace limen::esn {

// Units first to last - 1; first is a multiple of unit_group, and last one too or the number of units.
struct Rows {
    std::uint32_t first, last;
    std::uint32_t size() const noexcept { return last - first; }
};

// Nothing in it changes. Any thread.
template <class Real>
class Recurrence {
public:
    virtual ~Recurrence() = default;
    // Adds W(i, j) h[j] to sums[i] for the units i in `rows`. The arrays are those of one state (vectors.hpp), aligned.
    virtual void add(const Real* h, Real* sums, Rows rows) const = 0;
    // The same for lane_group states side by side: of unit j h[j * lane_group] and those that follow.
    virtual void add_lanes(const Real* h, Real* sums, Rows rows) const = 0;
    // About how long add() takes for these units, in nanoseconds, as measured on one processor: good enough to cut a
    // step into equal parts.
    virtual double expected_ns(Rows rows) const = 0;
    virtual std::uint64_t bytes() const = 0;
};

enum class Form { dense, sparse, windowed };
std::string_view form_name(Form) noexcept;

// The fastest for a matrix of so many units and nonzeros on this processor, by measurement (bench/esn).
Form fastest_form(std::size_t units, std::size_t nonzeros, bool single_precision);

// In the given form, or in the fastest one. Weights are rounded to Real. The ring needs no form.
template <class Real>
std::unique_ptr<Recurrence<Real>> make_recurrence(const Reservoir&, std::optional<Form> = {});

}  // namespace limen::esn
