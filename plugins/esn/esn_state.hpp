// The states of a reservoir in one trial, or in several side by side.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "esn/recurrence.hpp"
#include "esn/update_rule.hpp"
#include "limen/neuron/rate_state.hpp"

namespace limen::esn {

// What all states share. Nothing in it changes. Any thread.
template <class Real>
struct Update {
    std::unique_ptr<const Recurrence<Real>> recurrence;
    UpdateRule<Real> rule;
    std::uint32_t units;
    std::vector<double> ns;  // about what a step takes for the units before each group of units, and for all
    std::string likely_cause;
};

// The units of a part of a step: about as much work in each.
Rows rows_of(std::span<const double> ns, std::uint32_t units, unsigned part, unsigned parts);

template <class Real>
Update<Real> make_update(const Esn&, const Reservoir&, const Leaks&, std::optional<Form> = {});

// The update must outlive it.
template <class Real>
std::unique_ptr<RateState> make_state(const Update<Real>&, const RateWiring&);

}  // namespace limen::esn
